/// Counts dictionary codes and flags into slots.
public enum CodeCounting {
  /// Adds one to the slot of each code.
  ///
  /// - Parameters:
  ///   - slots: slot of each code; a code beyond them goes to `otherwise`.
  ///   - missing: the code that stands for a missing value, counted in `missingSlot`.
  ///   - counts: counters, more than the largest slot; they wrap beyond 2³² − 1.
  public static func count(
    _ codes: UnsafeBufferPointer<UInt32>, slots: UnsafeBufferPointer<UInt16>, otherwise: Int, missing: UInt32,
    missingSlot: Int, into counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    let known = UInt32(truncatingIfNeeded: slots.count)
    for code in codes {
      if code < known {
        counts[Int(slots[Int(code)])] &+= 1
      } else {
        counts[code == missing ? missingSlot : otherwise] &+= 1
      }
    }
  }

  /// How many of the flags are 0, 1, and anything else.
  public static func count(_ flags: UnsafeBufferPointer<UInt8>) -> (zeros: Int, ones: Int, others: Int) {
    var zeros = 0
    var ones = 0
    for flag in flags {
      zeros &+= flag == 0 ? 1 : 0
      ones &+= flag == 1 ? 1 : 0
    }
    return (zeros, ones, flags.count - zeros - ones)
  }
}

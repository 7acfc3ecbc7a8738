import Glibc

/// What this process has used.
public enum ProcessMemory {
  /// The most resident memory so far.
  public static var peakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}

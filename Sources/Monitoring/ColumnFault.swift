import Statistics

/// A column that looks broken upstream: no change of the world makes a column constant, empty or ten times as large.
public struct ColumnFault: Sendable, Equatable {
  public enum Manner: String, Sendable, Hashable, CaseIterable {
    /// Far more missing values than the reference had.
    case missing
    /// Nearly every row has one value, which the reference had in few.
    case constant
    /// Levels the reference never had.
    case unseen
    /// Values beyond all of the reference, as another unit makes them.
    case outOfRange = "out_of_range"
  }

  public var manner: Manner
  /// Of the window's rows, and of the reference's.
  public var share: Double
  public var referenceShare: Double

  /// Rows below which a window proves nothing.
  static let rowCountMin = 30
  /// How many more rows than in the reference must be missing or unseen. A column breaks for every row: this is where
  /// a break in the middle of a window begins to show.
  static let shareMin = 0.15
  /// The same for values out of range, and for one value: the world can bring more of them too.
  static let outsideShareMin = 0.25
  static let constantShareMin = 0.9
  static let spikeShareMin = 0.3
}

extension ColumnFault {
  /// - Parameter slots: the window's counters; the last counts missing values.
  /// - Returns: nil where nothing looks broken.
  init?(_ profile: FeatureProfile, slots: [Int]) {
    let rows = slots.reduce(0, +)
    let referenceRows = profile.valueCount + profile.missingCount
    guard profile.role == .feature, rows >= Self.rowCountMin, referenceRows > 0 else { return nil }
    let missing = slots[slots.count - 1]
    let referenceMissing = Double(profile.missingCount) / Double(referenceRows)
    if Double(missing) / Double(rows) - referenceMissing >= Self.shareMin {
      self.init(manner: .missing, share: Double(missing) / Double(rows), referenceShare: referenceMissing)
      return
    }
    let values = rows - missing
    guard values >= Self.rowCountMin, profile.valueCount > 0 else { return nil }
    switch profile.distribution {
    case .numeric(let numeric): self.init(numeric, slots: slots.dropLast(), values: values)
    case .categorical(let levels):
      let unseen = Double(slots[levels.unseenSlot]) / Double(values)
      if unseen >= Self.shareMin {
        self.init(manner: .unseen, share: unseen, referenceShare: 0)
      } else {
        self.init(constant: slots[..<levels.levels.count], of: values, reference: levels.counts)
      }
    case .boolean(let falseCount, let trueCount):
      self.init(constant: slots[..<2], of: values, reference: [falseCount, trueCount])
    }
  }

  private init?(_ profile: NumericProfile, slots: ArraySlice<Int>, values: Int) {
    let last = profile.locator.edges.count
    let outside = last == 0 ? slots[0] : slots[0] + slots[last]
    if Double(outside) / Double(values) >= Self.outsideShareMin {
      self.init(manner: .outOfRange, share: Double(outside) / Double(values), referenceShare: 0)
    } else {
      self.init(constant: slots, of: values, reference: profile.counts, isNumeric: true)
    }
  }

  /// One slot that holds nearly all, or that had next to nothing and now holds a good part: inside a bin of the grid
  /// lies at most 1/300 of the reference. The outermost bins of numbers reach far, and fill when the world shifts.
  private init?(constant slots: ArraySlice<Int>, of values: Int, reference: [Int], isNumeric: Bool = false) {
    guard let top = slots.indices.max(by: { slots[$0] < slots[$1] }) else { return nil }
    let share = Double(slots[top]) / Double(values)
    let before = Double(reference[top]) / Double(max(reference.reduce(0, +), 1))
    let isConstant = share >= Self.constantShareMin && before <= 0.7
    let isInner = !isNumeric || slots.indices.dropFirst(2).dropLast(2).contains(top)
    guard isConstant || isInner && share >= Self.spikeShareMin && before <= 0.01 else { return nil }
    self.init(manner: .constant, share: share, referenceShare: before)
  }
}

import Statistics
import Tabular

/// Counts the rows of one window into the bins of a reference profile.
///
/// Adding costs a few nanoseconds a value and allocates nothing. Features are counted each by itself: a caller that
/// has no scores yet, or lacks a column, leaves that feature without data. Counters hold up to 2³² − 1 rows.
public struct WindowAccumulator: Sendable {
  public let reference: ReferenceProfile
  /// Slots of all features, one after the other.
  private var counts: [UInt32]
  /// Where the slots of each feature begin, and one more entry for the end.
  private let offsets: [Int]
  /// Of numeric features: a profile's copy at each batch would cost more than counting its few rows.
  private let locators: [BinLocator?]

  public init(reference: ReferenceProfile) {
    self.reference = reference
    var offsets = [0]
    for feature in reference.features { offsets.append(offsets[offsets.count - 1] + feature.slotCount) }
    self.offsets = offsets
    counts = [UInt32](repeating: 0, count: offsets[offsets.count - 1])
    locators = reference.features.map {
      if case .numeric(let profile) = $0.distribution { profile.locator } else { nil }
    }
  }

  /// Forgets all rows and keeps the memory.
  public mutating func reset() {
    for index in counts.indices { counts[index] = 0 }
  }

  /// Adds the rows of another window of the same reference.
  public mutating func merge(_ other: WindowAccumulator) {
    precondition(other.offsets == offsets, "windows of different references cannot be merged")
    for index in counts.indices { counts[index] &+= other.counts[index] }
  }

  /// The counters of a feature; the last counts missing values.
  func slotCounts(of feature: Int) -> ArraySlice<UInt32> { counts[offsets[feature]..<offsets[feature + 1]] }

  /// Rows added to a feature, missing values included.
  public func rowCount(of feature: Int) -> Int { slotCounts(of: feature).reduce(0) { $0 + Int($1) } }
}

// MARK: - Adding rows

extension WindowAccumulator {
  /// Adds rows of a table: every feature that the binding found.
  ///
  /// - Precondition: the table has the layout and the level tables the binding was made from.
  public mutating func add(_ table: Table, rows: Range<Int>, binding: WindowBinding) {
    for source in binding.sources {
      add(table.columns[source.column].values, rows: rows, feature: source.feature, slots: source.slots)
    }
  }

  /// Adds all rows of a table.
  public mutating func add(_ table: Table) throws(BindingError) {
    add(table, rows: 0..<table.rowCount, binding: try WindowBinding(of: reference, to: table))
  }

  /// Adds rows of one column.
  ///
  /// - Precondition: the column has the kind of the feature.
  public mutating func add(_ values: ColumnValues, rows: Range<Int>, feature: Int, slots: LevelSlots) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= values.count, "rows \(rows) of \(values.count)")
    switch values {
    case .numeric(let values):
      values.withUnsafeBufferPointer { add(UnsafeBufferPointer(rebasing: $0[rows]), feature: feature) }
    case .categorical(let values):
      values.codes.withUnsafeBufferPointer {
        add(UnsafeBufferPointer(rebasing: $0[rows]), slots: slots, feature: feature)
      }
    case .boolean(let values):
      values.withUnsafeBufferPointer { add(UnsafeBufferPointer(rebasing: $0[rows]), feature: feature) }
    case .timestamp, .text: preconditionFailure("feature \(feature) is \(values.kind.rawValue), which is not watched")
    }
  }

  /// Adds numbers to a numeric feature or the score; what is not finite is missing.
  public mutating func add(_ values: UnsafeBufferPointer<Double>, feature: Int) {
    guard let locator = locators[feature] else { return mismatch(feature) }
    withSlots(of: feature) { locator.count(values, into: $0) }
  }

  /// As above, for single precision.
  public mutating func add(_ values: UnsafeBufferPointer<Float>, feature: Int) {
    guard let locator = locators[feature] else { return mismatch(feature) }
    withSlots(of: feature) { locator.count(values, into: $0) }
  }

  /// Adds codes to a categorical feature.
  ///
  /// - Parameter slots: made from the level table the codes point into. A code beyond it counts as an unknown level.
  public mutating func add(_ codes: UnsafeBufferPointer<UInt32>, slots: LevelSlots, feature: Int) {
    guard case .categorical(let profile) = reference.features[feature].distribution else { return mismatch(feature) }
    precondition(slots.slotCount == profile.slotCount, "level slots of another feature")
    withSlots(of: feature) { counts in
      slots.slots.withUnsafeBufferPointer { slots in
        CodeCounting.count(
          codes, slots: slots, otherwise: profile.unknownSlot, missing: CategoricalValues.missing,
          missingSlot: profile.missingSlot, into: counts)
      }
    }
  }

  /// Adds flags to a boolean feature; anything but 0 and 1 is missing.
  public mutating func add(_ flags: UnsafeBufferPointer<UInt8>, feature: Int) {
    guard case .boolean = reference.features[feature].distribution else { return mismatch(feature) }
    let found = CodeCounting.count(flags)
    withSlots(of: feature) { counts in
      counts[0] &+= UInt32(truncatingIfNeeded: found.zeros)
      counts[1] &+= UInt32(truncatingIfNeeded: found.ones)
      counts[2] &+= UInt32(truncatingIfNeeded: found.others)
    }
  }

  private mutating func withSlots(of feature: Int, _ body: (UnsafeMutableBufferPointer<UInt32>) -> Void) {
    let range = offsets[feature]..<offsets[feature + 1]
    counts.withUnsafeMutableBufferPointer { body(UnsafeMutableBufferPointer(rebasing: $0[range])) }
  }

  private func mismatch(_ feature: Int) {
    preconditionFailure("feature '\(reference.features[feature].name)' is \(reference.features[feature].kind.rawValue)")
  }
}

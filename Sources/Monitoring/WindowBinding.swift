import Tabular

/// Where the features of a profile stand in a table, and what its levels are called there.
///
/// Made once for a table layout and its level tables, then used for every block of it: adding rows looks up nothing.
public struct WindowBinding: Sendable {
  struct Source: Sendable {
    /// Position in the profile.
    var feature: Int
    /// Position in the table.
    var column: Int
    var slots: LevelSlots
  }

  let sources: [Source]
  /// Features the table does not have; a window fed by it has no data for them.
  public let absent: [String]
  /// For what is measured of all columns together; nil where the table lacks one of them.
  let joint: JointBinding?

  /// - Throws: when a column has another kind than it had at training.
  public init(of profile: ReferenceProfile, to table: Table) throws(BindingError) {
    var sources: [Source] = []
    var absent: [String] = []
    for (position, feature) in profile.features.enumerated() where feature.role == .feature {
      guard let column = table.position(of: feature.name) else {
        absent.append(feature.name)
        continue
      }
      let values = table.columns[column].values
      guard values.kind == feature.kind else {
        throw BindingError(column: feature.name, expected: feature.kind, found: values.kind)
      }
      sources.append(Source(feature: position, column: column, slots: LevelSlots(values, feature)))
    }
    self.sources = sources
    self.absent = absent
    joint = profile.joint?.scaling.binding(to: table)
  }
}

/// A column of a window has another kind than the reference's.
public struct BindingError: Error, Sendable, Equatable, CustomStringConvertible {
  public let column: String
  public let expected: ColumnKind
  public let found: ColumnKind

  public var description: String {
    "column '\(column)' was \(expected.rawValue) at training and is \(found.rawValue) now;"
      + " read it with the schema of the training data"
  }
}

/// The counter of each level of one level table.
public struct LevelSlots: Sendable, Equatable {
  let slots: [UInt16]
  /// Slots of the feature it was made for; counting checks it, because the kernel does not check each code's slot.
  let slotCount: Int

  /// - Parameter levels: the level table of the blocks to come.
  public init(levels: [String], of feature: FeatureProfile) {
    slotCount = feature.slotCount
    switch feature.distribution {
    case .categorical(let profile): slots = profile.slots(of: levels)
    case .numeric, .boolean: slots = []
    }
  }

  init(_ values: ColumnValues, _ feature: FeatureProfile) {
    switch values {
    case .categorical(let values): self.init(levels: values.levels, of: feature)
    case .numeric, .boolean, .timestamp, .text: self.init(levels: [], of: feature)
    }
  }
}

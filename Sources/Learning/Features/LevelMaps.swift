import Tabular

/// Where a pipeline's columns stand in a caller's tables, and what the levels there mean to the model.
///
/// Begin with `LevelMaps()`, keep it, and hand it to every call that scores tables of one origin. It is worked out
/// once, extended when level tables grow, and worked out anew when table or model change: never row by row.
public struct LevelMaps: Sendable {
  private var fingerprint: UInt64?
  /// For each input, the position of its column.
  private(set) var positions: [Int] = []
  private var maps: [LevelMap] = []

  public init() {}

  /// Makes the maps fit a table.
  ///
  /// - Throws: `LearningError.missingColumn` or `.kindMismatch`, naming the column.
  mutating func update(for pipeline: FeaturePipeline, _ table: Table) throws(LearningError) {
    if fingerprint != pipeline.fingerprint {
      fingerprint = pipeline.fingerprint
      positions = [Int](repeating: -1, count: pipeline.inputs.count)
      maps = [LevelMap](repeating: LevelMap(), count: pipeline.inputs.count)
    }
    let columns = table.columns
    for (index, input) in pipeline.inputs.enumerated() {
      if !columns.indices.contains(positions[index]) || columns[positions[index]].name != input.name {
        guard let position = table.position(of: input.name) else { throw .missingColumn(input.name) }
        positions[index] = position
      }
      let column = columns[positions[index]]
      guard column.kind == input.kind else {
        throw .kindMismatch(column: input.name, expected: input.kind, found: column.kind)
      }
      if case .categorical(let values) = column.values { maps[index].update(to: values.levels, input.encoder) }
    }
  }

  /// For an input, the number of each level code of the table.
  func numbers(ofInput index: Int) -> [Float] { maps[index].numbers }
}

/// The meaning of one level table: an ordinal number for each code, or the position in a one-hot group (−1: none).
private struct LevelMap: Sendable {
  private var levels: [String] = []
  private(set) var numbers: [Float] = []

  /// Costs nothing where the levels are the very array of the last call.
  mutating func update(to newLevels: [String], _ encoder: FeatureEncoder) {
    guard newLevels != levels else { return }
    let isGrown = newLevels.count > levels.count && newLevels[..<levels.count] == levels[...]
    if !isGrown { numbers = [] }
    numbers.append(contentsOf: newLevels[numbers.count...].map { Self.number(of: $0, encoder) })
    levels = newLevels
  }

  private static func number(of level: String, _ encoder: FeatureEncoder) -> Float {
    switch encoder {
    case .ordinal(let ordinal): ordinal.code(of: level)
    case .oneHot(let oneHot): Float(oneHot.position(of: level) ?? -1)
    case .number, .flag, .scaled, .timeParts, .timeWaves: 0
    }
  }
}

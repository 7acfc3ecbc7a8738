import Tabular

/// Where a pipeline's columns stand in a caller's tables, and what the levels there mean to the model.
///
/// Begin with `LevelMaps()`, keep it, and hand it to every call that scores tables of one origin. It is worked out
/// once, extended when level tables grow, and worked out anew when table or model change: never row by row.
public struct LevelMaps: Sendable {
  private var fingerprint: UInt64?
  /// For each input, the position of its column.
  private var positions: [Int] = []
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
    for index in pipeline.inputs.indices { try update(index, pipeline, table) }
  }

  private mutating func update(
    _ index: Int, _ pipeline: FeaturePipeline, _ table: Table
  ) throws(LearningError) {
    if positions[index] < 0 || positions[index] >= table.columns.count
      || table.columns[positions[index]].name != pipeline.inputs[index].name
    {
      guard let position = table.position(of: pipeline.inputs[index].name) else {
        throw .missingColumn(pipeline.inputs[index].name)
      }
      positions[index] = position
    }
    let position = positions[index]
    let kind = pipeline.inputs[index].kind
    guard table.columns[position].kind == kind else {
      throw .kindMismatch(
        column: pipeline.inputs[index].name, expected: kind, found: table.columns[position].kind)
    }
    if kind == .categorical, case .categorical(let values) = table.columns[position].values {
      maps[index].update(to: values.levels, pipeline, index)
    }
  }

  /// Calls with the position of an input's column, and the number of each level code there.
  @inline(__always)
  func withPosition(ofInput index: Int, _ body: (Int, UnsafeBufferPointer<Float>) -> Void) {
    let position = positions[index]
    maps[index].numbers.withUnsafeBufferPointer { body(position, $0) }
  }
}

/// The meaning of one level table: an ordinal number for each code, or the position in a one-hot group (−1: none).
private struct LevelMap: Sendable {
  private var levels: [String] = []
  private(set) var numbers: [Float] = []

  /// Costs nothing where the levels are the very array of the last call.
  mutating func update(to newLevels: [String], _ pipeline: FeaturePipeline, _ index: Int) {
    guard newLevels != levels else { return }
    let encoder = pipeline.inputs[index].encoder
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

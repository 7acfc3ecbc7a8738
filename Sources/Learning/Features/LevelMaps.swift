import Tabular

/// Where a pipeline's columns stand in a caller's tables, and what the levels there mean to the model.
///
/// Begin with `LevelMaps()`, keep it, and hand it to every call that scores tables of one origin. It is worked out
/// once, extended when level tables grow, and worked out anew when table or model change: never row by row.
public struct LevelMaps: Sendable {
  private var fingerprint: UInt64?
  /// Where each input stands.
  private var places: [Place] = []
  private var maps: [LevelMap] = []
  /// The numbers of all maps, one after the other: the way of a row through all inputs counts no references.
  private var numbers: [Float] = []
  /// The thresholds of all ranked numbers, one after the other.
  private var thresholds: [Double] = []
  /// The columns that all of this was last made to fit. Holding them keeps their memory from being used for others,
  /// which is what makes comparing the address enough.
  private var columns: [Column] = []

  /// Where an input stands.
  struct Place: Sendable {
    /// Position of its column in the table; −1 before the first.
    var column = -1
    /// The numbers of its level codes among all.
    var numbers = 0..<0
    /// The thresholds of a ranked number among all.
    var thresholds = 0..<0
  }

  public init() {}

  /// Makes the maps fit a table.
  ///
  /// - Throws: `LearningError.missingColumn` or `.kindMismatch`, naming the column.
  mutating func update(for pipeline: FeaturePipeline, _ table: Table) throws(LearningError) {
    if fingerprint == pipeline.fingerprint, areLast(table.columns) { return }
    columns = []
    if fingerprint != pipeline.fingerprint {
      fingerprint = pipeline.fingerprint
      places = [Place](repeating: Place(), count: pipeline.inputs.count)
      maps = [LevelMap](repeating: LevelMap(), count: pipeline.inputs.count)
      thresholds = []
      for (index, input) in pipeline.inputs.enumerated() {
        guard case .ranked(let number) = input.encoder else { continue }
        places[index].thresholds = thresholds.count..<thresholds.count + number.thresholds.count
        thresholds += number.thresholds
      }
    }
    var hasChanged = false
    // What has changed is gathered even where a later column fails: the next call would not see it as a change.
    defer { if hasChanged { gatherNumbers() } }
    for index in pipeline.inputs.indices {
      if try update(index, pipeline, table) { hasChanged = true }
    }
    columns = table.columns
  }

  private mutating func gatherNumbers() {
    numbers.removeAll(keepingCapacity: true)
    for index in maps.indices {
      let start = numbers.count
      numbers += maps[index].numbers
      places[index].numbers = start..<numbers.count
    }
  }

  private func areLast(_ others: [Column]) -> Bool {
    guard !columns.isEmpty else { return false }
    return columns.withUnsafeBufferPointer { mine in
      others.withUnsafeBufferPointer { $0.baseAddress == mine.baseAddress && $0.count == mine.count }
    }
  }

  /// - Returns: whether the input's numbers have changed.
  private mutating func update(
    _ index: Int, _ pipeline: FeaturePipeline, _ table: Table
  ) throws(LearningError) -> Bool {
    if !table.columns.indices.contains(places[index].column)
      || table.columns[places[index].column].name != pipeline.inputs[index].name
    {
      guard let position = table.position(of: pipeline.inputs[index].name) else {
        throw .missingColumn(pipeline.inputs[index].name)
      }
      places[index].column = position
    }
    let position = places[index].column
    let kind = pipeline.inputs[index].kind
    guard table.columns[position].kind == kind else {
      throw .kindMismatch(
        column: pipeline.inputs[index].name, expected: kind, found: table.columns[position].kind)
    }
    guard kind == .categorical, case .categorical(let values) = table.columns[position].values else { return false }
    return maps[index].update(to: values.levels, pipeline, index)
  }

  /// Calls with the places of all inputs and the numbers and thresholds that they are parts of.
  @inline(__always)
  func withPlaces(
    _ body: (UnsafeBufferPointer<Place>, UnsafeBufferPointer<Float>, UnsafeBufferPointer<Double>) -> Void
  ) {
    places.withUnsafeBufferPointer { places in
      numbers.withUnsafeBufferPointer { numbers in
        thresholds.withUnsafeBufferPointer { body(places, numbers, $0) }
      }
    }
  }
}

/// The meaning of one level table: an ordinal number for each code, or the position in a one-hot group (−1: none).
private struct LevelMap: Sendable {
  private var levels: [String] = []
  private(set) var numbers: [Float] = []

  /// Costs nothing where the levels are the very array of the last call.
  ///
  /// - Returns: whether anything has changed.
  mutating func update(to newLevels: [String], _ pipeline: FeaturePipeline, _ index: Int) -> Bool {
    guard newLevels != levels else { return false }
    let encoder = pipeline.inputs[index].encoder
    let isGrown = newLevels.count > levels.count && newLevels[..<levels.count] == levels[...]
    if !isGrown { numbers = [] }
    numbers.append(contentsOf: newLevels[numbers.count...].map { Self.number(of: $0, encoder) })
    levels = newLevels
    return true
  }

  private static func number(of level: String, _ encoder: FeatureEncoder) -> Float {
    switch encoder {
    case .ordinal(let ordinal), .levelCodes(let ordinal): ordinal.code(of: level)
    case .oneHot(let oneHot): Float(oneHot.position(of: level) ?? -1)
    case .number, .ranked, .flag, .scaled, .timeParts, .timeWaves: 0
    }
  }
}

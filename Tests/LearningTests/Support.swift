import Glibc
import Learning
import Tabular

/// The real data, beside the package; nil where it is not there.
enum SharedData {
  static let folder: String? = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    let folder = parts.joined(separator: "/") + "/shared/data"
    return access(folder, R_OK) == 0 ? folder : nil
  }()

  static var isPresent: Bool { folder != nil }

  static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
}

extension Table {
  static func sample(_ columns: (String, ColumnValues)...) -> Table {
    Table(columns: columns.map { Column(name: $0.0, values: $0.1) })
  }
}

extension ColumnValues {
  /// A category from its texts; nil is missing.
  static func category(_ texts: [String?], levels: [String]? = nil) -> ColumnValues {
    var levels = levels ?? []
    let codes = texts.map { text -> UInt32 in
      guard let text else { return CategoricalValues.missing }
      if let index = levels.firstIndex(of: text) { return UInt32(index) }
      levels.append(text)
      return UInt32(levels.count - 1)
    }
    return .categorical(CategoricalValues(codes: codes, levels: levels))
  }
}

extension FeaturePipeline {
  /// The numbers of rows, one array a row.
  func rows(_ table: Table, _ rows: Range<Int>) throws -> [[Float]] {
    var maps = LevelMaps()
    return try self.rows(table, rows, &maps)
  }

  func rows(_ table: Table, _ rows: Range<Int>, _ maps: inout LevelMaps) throws -> [[Float]] {
    var values = [Float](repeating: -99, count: rows.count * outputCount)
    try values.withUnsafeMutableBufferPointer { try transform(table, rows: rows, levelMaps: &maps, into: $0) }
    return rows.indices.map {
      Array(values[($0 - rows.lowerBound) * outputCount..<($0 - rows.lowerBound + 1) * outputCount])
    }
  }
}

/// A small world with every kind of column: `y` leans on `amount`, `job` and `member`.
func sampleWorld(rows count: Int = 1200, noise: Int = 0) -> (table: Table, schema: Schema) {
  var amounts: [Double] = []
  var jobs: [String?] = []
  var members: [UInt8] = []
  var times: [Int64] = []
  var labels: [String?] = []
  var prices: [Double] = []
  for row in 0..<count {
    let amount = 50 + 40 * sin(Double(row) * 1.7)
    let job = ["clerk", "smith", "baker", "cook"][(row * 7 + row / 5) % 4]
    let isMember = (row * 13) % 3 == 0
    let hidden = sin(Double(row) * 12.9898 + Double(noise)) * 43758.5453
    let chance = hidden - hidden.rounded(.down)
    let score = (amount > 60 ? 0.45 : 0.1) + (job == "smith" ? 0.3 : 0) + (isMember ? 0.15 : 0)
    amounts.append(row % 17 == 0 ? .nan : amount)
    jobs.append(row % 23 == 0 ? nil : job)
    members.append(row % 29 == 0 ? ColumnValues.missingBoolean : (isMember ? 1 : 0))
    times.append(1_600_000_000_000_000 + Int64(row) * 3_600_000_000)
    labels.append(chance < score ? "yes" : "no")
    prices.append(100 * score + 10 * chance)
  }
  let table = Table.sample(
    ("amount", .numeric(amounts)), ("job", .category(jobs)), ("member", .boolean(members)),
    ("when", .timestamp(times)), ("constant", .numeric([Double](repeating: 4, count: count))),
    ("y", .category(labels)), ("price", .numeric(prices)))
  let schema = Schema(columns: [
    ColumnSchema(name: "amount", kind: .numeric), ColumnSchema(name: "job", kind: .categorical),
    ColumnSchema(name: "member", kind: .boolean), ColumnSchema(name: "when", kind: .timestamp),
    ColumnSchema(name: "constant", kind: .numeric), ColumnSchema(name: "y", kind: .categorical, role: .target),
    ColumnSchema(name: "price", kind: .numeric, role: .leftOut),
  ])
  return (table, schema)
}

extension TrainingParts {
  /// Consecutive rows: the first 60 % train, then 20 % each.
  static func consecutive(_ count: Int) -> TrainingParts {
    TrainingParts(
      train: Array(0..<count * 6 / 10), validate: Array(count * 6 / 10..<count * 8 / 10),
      test: Array(count * 8 / 10..<count))
  }
}

func trained(
  _ world: (table: Table, schema: Schema), _ algorithm: LearningAlgorithm, _ parameters: [String: Double] = [:],
  parts: TrainingParts? = nil, threads: Int = 1, task: LearningTask? = nil, value: ValueFunction? = nil
) throws -> TrainedRun {
  try Trainer.train(
    table: world.table, schema: world.schema, parts: parts ?? .consecutive(world.table.rowCount),
    specification: TrainingSpecification(
      name: "sample", algorithm: algorithm, parameters: parameters, task: task, threads: threads),
    value: value, now: { 0 })
}

/// The world with `price` as the target.
func sampleRegressionWorld() -> (table: Table, schema: Schema) {
  var world = sampleWorld()
  for index in world.schema.columns.indices {
    let name = world.schema.columns[index].name
    if name == "y" { world.schema.columns[index].role = .leftOut }
    if name == "price" { world.schema.columns[index].role = .target }
  }
  return world
}

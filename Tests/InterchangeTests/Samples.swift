import Encoding
import Glibc
import Learning
import Tabular

/// A table with every kind of column and missing values in each: `y` leans on `amount`, `trade` and `member`.
enum Sample {
  static let trades = (0..<40).map { "trade \($0)" }

  static func table(rows count: Int = 1500) -> Table {
    var amounts: [Double] = []
    var years: [Double] = []
    var codes: [UInt32] = []
    var members: [UInt8] = []
    var times: [Int64] = []
    var labels: [UInt32] = []
    var kinds: [UInt32] = []
    var prices: [Double] = []
    for row in 0..<count {
      let amount = 50 + 40 * sin(Double(row) * 1.7)
      let trade = (row * 7 + row / 5) % trades.count
      let isMember = (row * 13) % 3 == 0
      let chance = fraction(sin(Double(row) * 12.9898) * 43758.5453)
      let score = (amount > 60 ? 0.45 : 0.1) + (trade % 3 == 0 ? 0.3 : 0) + (isMember ? 0.15 : 0)
      amounts.append(row % 17 == 0 ? .nan : amount)
      // Large beside its spread: single precision cannot standardise it.
      years.append(row % 31 == 0 ? .infinity : 1.6e9 + 100 * fraction(Double(row) * 0.618))
      codes.append(row % 23 == 0 ? CategoricalValues.missing : UInt32(trade))
      members.append(row % 29 == 0 ? ColumnValues.missingBoolean : (isMember ? 1 : 0))
      // Leap days, years before 1970 and century years among them.
      times.append(row % 37 == 0 ? ColumnValues.missingTimestamp : Int64(row - count / 2) * 3_997_000_000_000)
      labels.append(chance < score ? 1 : 0)
      kinds.append(UInt32(min(2, Int(chance * 2 + score))))
      prices.append(100 * score + 10 * chance)
    }
    return Table(columns: [
      Column(name: "amount", values: .numeric(amounts)), Column(name: "since", values: .numeric(years)),
      Column(name: "trade", values: .categorical(CategoricalValues(codes: codes, levels: trades))),
      Column(name: "member", values: .boolean(members)), Column(name: "when", values: .timestamp(times)),
      Column(name: "y", values: .categorical(CategoricalValues(codes: labels, levels: ["no", "yes"]))),
      Column(name: "kind", values: .categorical(CategoricalValues(codes: kinds, levels: ["a", "b", "c"]))),
      Column(name: "price", values: .numeric(prices)),
    ])
  }

  private static func fraction(_ value: Double) -> Double { value - value.rounded(.down) }

  static func schema(target: String) -> Schema {
    func role(_ name: String) -> ColumnRole { name == target ? .target : .leftOut }
    return Schema(columns: [
      ColumnSchema(name: "amount", kind: .numeric), ColumnSchema(name: "since", kind: .numeric),
      ColumnSchema(name: "trade", kind: .categorical), ColumnSchema(name: "member", kind: .boolean),
      ColumnSchema(name: "when", kind: .timestamp), ColumnSchema(name: "y", kind: .categorical, role: role("y")),
      ColumnSchema(name: "kind", kind: .categorical, role: role("kind")),
      ColumnSchema(name: "price", kind: .numeric, role: role("price")),
    ])
  }

  static func parts(_ count: Int) -> TrainingParts {
    TrainingParts(
      train: Array(0..<count * 6 / 10), validate: Array(count * 6 / 10..<count * 8 / 10),
      test: Array(count * 8 / 10..<count))
  }

  /// A model of the sample.
  static func model(
    _ algorithm: LearningAlgorithm, target: String, calibration: CalibrationMethod = .none, balance: Double? = nil,
    categorical: CategoryHandling = .encoded
  ) throws -> Model {
    let table = table()
    return try Trainer.train(
      table: table, schema: schema(target: target), parts: parts(table.rowCount),
      specification: TrainingSpecification(
        name: "sample", algorithm: algorithm, parameters: algorithm == .boostedTrees ? ["rounds": 40] : [:],
        balance: balance, calibration: calibration, categorical: categorical, threads: 1),
      now: { 0 }
    ).model
  }
}

import Encoding
import Glibc
import Interchange
import Learning
import Tabular
import TestSupport
import Testing

/// Another program's model, rows and what that program answered for them (`scripts/*_fixtures.py`).
struct ForeignFixture: Sendable, CustomTestStringConvertible {
  let name: String
  let document: JSON

  var testDescription: String { name }

  init(_ name: String) throws {
    self.name = name
    let path = "\(SharedData.packageRoot)/Tests/InterchangeTests/Fixtures/\(name).json"
    let file = try #require(fopen(path, "rb"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
    document = try JSON(parsing: bytes)
  }

  var text: [UInt8] { Array((document["model"]?.string ?? "").utf8) }
  /// Of binary files, written in hexadecimal.
  var binary: [UInt8] {
    let digits = Array((document["hex"]?.string ?? "").utf8).map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  var answers: [[Double]] {
    (document["answers"]?.array ?? []).map { ($0.array ?? []).map { $0.double ?? .nan } }
  }

  var classCount: Int { answers.first?.count ?? 0 }

  /// The rows, with a target `y` whose values say nothing.
  func table(isNumber: Bool) -> Table {
    var columns = (document["columns"]?.members ?? []).map { Column(name: $0.name, values: Self.values($0.value)) }
    let count = columns.first?.values.count ?? 0
    let classes = max(2, classCount)
    columns.append(
      Column(
        name: "y",
        values: isNumber
          ? .numeric((0..<count).map { Double($0 % 17) })
          : .categorical(
            CategoricalValues(codes: (0..<count).map { UInt32($0 % classes) }, levels: (0..<classes).map { "c\($0)" }))
      ))
    return Table(columns: columns)
  }

  private static func values(_ list: JSON) -> ColumnValues {
    let cells = list.array ?? []
    if cells.contains(where: { $0.string != nil }) {
      var levels: [String] = []
      var codes: [UInt32] = []
      for cell in cells {
        guard let text = cell.string else {
          codes.append(CategoricalValues.missing)
          continue
        }
        if !levels.contains(text) { levels.append(text) }
        codes.append(UInt32(levels.firstIndex(of: text) ?? 0))
      }
      return .categorical(CategoricalValues(codes: codes, levels: levels))
    }
    if cells.contains(where: { $0.bool != nil }) {
      return .boolean(cells.map { $0.bool.map { $0 ? 1 : 0 } ?? ColumnValues.missingBoolean })
    }
    return .numeric(cells.map { $0.double ?? .nan })
  }

  /// The model as this program takes it over, and its answers to the rows.
  func adopted(_ model: ForeignModel, isNumber: Bool) throws -> (model: Model, answers: [[Double]]) {
    let table = table(isNumber: isNumber)
    let schema = Schema(
      columns: table.columns.map {
        ColumnSchema(name: $0.name, kind: $0.kind, role: $0.name == "y" ? .target : .feature)
      })
    let run = try Trainer.adopt(
      model, table: table, schema: schema, parts: Sample.parts(table.rowCount),
      specification: TrainingSpecification(name: "imported", algorithm: model.algorithm), now: { 0 })
    // As it will be stored.
    let stored = try Model(decoding: run.model.encode())
    let scorer = Scorer(stored)
    guard stored.task == .multiclass else { return (stored, try scorer.scores(of: table).map { [$0] }) }
    let shares = try scorer.probabilities(of: table, rows: Array(0..<table.rowCount))
    return (
      stored,
      stride(from: 0, to: shares.count, by: stored.target.classNames.count).map {
        Array(shares[$0..<$0 + stored.target.classNames.count])
      }
    )
  }

  /// The largest difference, beside answers above 1 in shares of them.
  func worst(_ found: [[Double]]) -> Double {
    zip(found, answers).map { pair in
      zip(pair.0, pair.1).map { $0 == $1 ? 0 : abs($0 - $1) / max(1, abs($1)) }
        .reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
    }.max() ?? .infinity
  }
}

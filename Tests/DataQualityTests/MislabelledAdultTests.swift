import DataQuality
import Glibc
import Learning
import Statistics
import Tabular
import Testing
import TestSupport

/// For the record: `SEXTANT_FIGURES=1 swift test --filter MislabelledAdult` takes every row and prints what it found.
private enum PrintsFigures {
  static let isAsked = getenv("SEXTANT_FIGURES") != nil
}

/// Labels of adult flipped from a seed in one direction, and what the queue makes of them.
@Suite(.enabled(if: SharedData.isPresent, "../shared/data is not beside the package"))
struct MislabelledAdultTests {
  /// 15 % of the rows flip, all of them from this class to the other.
  struct Flips: Sendable, CustomTestStringConvertible {
    var from: Int
    /// Share of all rows, or of the rows of the class.
    var isShareOfClass = false

    var testDescription: String {
      "15 % of \(isShareOfClass ? "the class" : "all rows"), \(from == 1 ? ">50K → <=50K" : "<=50K → >50K")"
    }
  }

  private static let rowCount = PrintsFigures.isAsked ? 48_842 : 12_000
  private static let testCount = rowCount / 3
  private static let classes = ["<=50K", ">50K"]
  private static let specification = TrainingSpecification(
    name: "trees", algorithm: .boostedTrees,
    parameters: ["rounds": 60, "learning_rate": 0.1, "leaves": 8, "early_stopping": 0], positive: ">50K")

  private let table: Table
  private let schema: Schema

  init() throws {
    let dataset = try DelimitedReader.read(path: SharedData.path("adult/adult.csv.gz"))
    // Every fourth row or so: the file is in no order.
    table = dataset.table.gathering((0..<Self.rowCount).map { $0 * dataset.table.rowCount / Self.rowCount })
    var schema = dataset.schema
    for index in schema.columns.indices where schema.columns[index].name == "income" {
      schema.columns[index].role = .target
    }
    self.schema = schema
  }

  @Test(
    "the first 15 % of the queue hold most of the flips, and relabelling them restores the area",
    arguments: [Flips(from: 1), Flips(from: 0), Flips(from: 1, isShareOfClass: true)])
  func found(flips: Flips) throws {
    var generator = SeededGenerator(seed: 15)
    var rows = Array(0..<Self.rowCount)
    generator.shuffle(&rows)
    let test = Array(rows[..<Self.testCount])
    let own = rows[Self.testCount...].sorted()
    let clean = try labels(table)
    var candidates = own.filter { clean[$0] == flips.from }
    generator.shuffle(&candidates)
    let flipped = Set(candidates.prefix((flips.isShareOfClass ? candidates.count : own.count) * 15 / 100))
    let noisy = try changed(Array(flipped), to: 1 - flips.from, of: table)
    let queue = try LabelQueue(
      table: noisy, schema: schema, rows: own, specification: Self.specification, seed: 7)
    #expect(queue.order == .disagreement)
    #expect(queue.entries.count == own.count)
    let first = queue.entries.prefix(own.count * 15 / 100).map(\.row)
    let found = first.filter(flipped.contains)
    let share = Double(found.count) / Double(flipped.count)
    #expect(share >= 0.55, "\(flips.testDescription): \(share)")
    // A reviewer who knows the truth: what is found is put right, what was right stays. So many changes call for the
    // queue to be worked out again; its first 15 % are looked at as well.
    let once = try changed(found, to: flips.from, of: noisy)
    let again = try LabelQueue(table: once, schema: schema, rows: own, specification: Self.specification, seed: 8)
    let more = again.entries.prefix(own.count * 15 / 100).map(\.row).filter(flipped.contains)
    let best = try auc(table, train: own, test: test)
    let restored = try auc(try changed(more, to: flips.from, of: once), train: own, test: test)
    #expect((best.lower...best.upper).contains(restored.value), "\(best) \(restored)")
    // Where the flips do harm at all, each round of review takes some of it away.
    let (spoilt, halfway) = (try auc(noisy, train: own, test: test), try auc(once, train: own, test: test))
    if spoilt.value < best.lower { #expect(halfway.value > spoilt.value && restored.value > halfway.value) }
    if PrintsFigures.isAsked {
      print(
        "\(flips.testDescription): \(share) found; clean \(best.value) [\(best.lower), \(best.upper)],",
        "flipped \(spoilt.value), once \(halfway.value), twice \(restored.value)")
    }
  }

  private func labels(_ table: Table) throws -> [Int] {
    let values = try #require(table["income"]?.values)
    return (0..<table.rowCount).map { values.text(at: $0) == ">50K" ? 1 : 0 }
  }

  private func changed(_ rows: [Int], to label: Int, of table: Table) throws -> Table {
    let edits = rows.map { row in
      DatasetEdit(.setCell(row: row, column: "income", value: Self.classes[label]), why: "")
    }
    return try DatasetEdits(edits).apply(to: table).table
  }

  /// The area on test rows, whose labels are the true ones in every table.
  private func auc(_ table: Table, train: [Int], test: [Int]) throws -> MetricEstimate {
    let run = try Trainer.train(
      table: table, schema: schema, parts: TrainingParts(train: train, test: test), specification: Self.specification,
      now: { 0 })
    return try #require(run.test.metrics[.auc])
  }
}

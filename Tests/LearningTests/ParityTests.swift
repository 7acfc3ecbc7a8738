import Encoding
import Glibc
import Learning
import Tabular
import TestSupport
import Testing

/// Every metric and every curve against scikit-learn and numpy, to 1e-9, on scores made by plain arithmetic from
/// columns of real data. `scripts/parity-goldens.py` writes the expected figures.
@Suite(.enabled(if: SharedData.isPresent, "../shared/data is not beside the package"))
struct ParityTests {
  /// A part of the goldens: a data set and how its rows are taken.
  struct Case: CustomTestStringConvertible, Sendable {
    var data: String
    var name: String
    var testDescription: String { "\(data), \(name)" }
  }

  private static func goldens() throws -> JSON {
    let path = TestSupport.SharedData.packageRoot + "/Tests/LearningTests/Fixtures/parity.json"
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, file)
      if count == 0 { break }
      bytes += block[..<count]
    }
    return try JSON(parsing: bytes)
  }

  /// z / (1 + |z|) on 0...1 in steps.
  private static func squashed(_ z: Double, _ steps: Double) -> Double {
    ((0.5 + 0.5 * z / (1 + abs(z))) * steps).rounded(.down) / steps
  }

  private static func numbers(_ table: Table, _ name: String) throws -> [Double] {
    guard case .numeric(let numbers)? = table[name]?.values else {
      throw LearningError.missingColumn(name)
    }
    return numbers
  }

  private static func bank() throws -> ScoredRows {
    let table = try DelimitedReader.read(path: SharedData.path("bank_marketing/bank-additional-full.csv.gz")).table
    let (age, calls, rate) = (
      try numbers(table, "age"), try numbers(table, "campaign"), try numbers(table, "euribor3m")
    )
    let target = try #require(table["y"]?.values)
    let labels = age.indices.map { ["yes", "true"].contains(target.text(at: $0)) ? 1.0 : 0.0 }
    let scores = age.indices.map { row in
      let base = (2.0 - rate[row]) * 0.75
      let years = (age[row] - 40) * (age[row] - 40) * 0.001
      return squashed(base + years - calls[row] * 0.125, 500)
    }
    let worth = DecisionValues(
      positive: labels.indices.map { labels[$0] == 1 ? 200 - 0.5 * age[$0] : -20 - calls[$0] },
      negative: labels.map { $0 == 1 ? -50 : 0 })
    return ScoredRows(.binary(scores: scores, threshold: 0.4), labels: labels, worth: .decisions(worth))
  }

  private static func adult() throws -> ScoredRows {
    let table = try DelimitedReader.read(path: SharedData.path("adult/adult.csv.gz")).table
    let (age, schooling, hours) = (
      try numbers(table, "age"), try numbers(table, "education-num"), try numbers(table, "hours-per-week")
    )
    let target = try #require(table["income"]?.values)
    let labels = age.indices.map { target.text(at: $0) == ">50K" ? 1.0 : 0.0 }
    let scores = age.indices.map { row in
      let base = (schooling[row] - 11) * 0.25 + (hours[row] - 45) * 0.03125
      return squashed(base - (age[row] - 48) * (age[row] - 48) * 0.002, 1_048_576)
    }
    let worth = DecisionValues(
      positive: labels.indices.map { labels[$0] == 1 ? 120 : -hours[$0] },
      negative: labels.map { $0 == 1 ? -30 : 0.25 })
    return ScoredRows(.binary(scores: scores, threshold: 0.5), labels: labels, worth: .decisions(worth))
  }

  private static func bike() throws -> ScoredRows {
    let table = try DelimitedReader.read(path: SharedData.path("bike_sharing/hour.csv")).table
    let (hour, warmth, damp) = (try numbers(table, "hr"), try numbers(table, "temp"), try numbers(table, "hum"))
    let labels = try numbers(table, "cnt")
    let predictions = hour.indices.map { hour[$0] * 8 + warmth[$0] * 250 - damp[$0] * 60 }
    let worth = labels.indices.map { -abs(predictions[$0] - labels[$0]) * 0.4 }
    return ScoredRows(.numbers(predictions), labels: labels, worth: .answers(worth))
  }

  private static func rows(_ test: Case) throws -> ScoredRows {
    var rows = try test.data == "bank" ? bank() : test.data == "adult" ? adult() : bike()
    switch test.name {
    case "weighted": rows.weights = (0..<rows.count).map { 0.25 + Double($0 % 7) * 0.5 }
    case "no positives": rows = rows.gathering(rows.labels.indices.filter { rows.labels[$0] == 0 })
    case "no negatives": rows = rows.gathering(rows.labels.indices.filter { rows.labels[$0] == 1 })
    case "constant": rows = rows.gathering(rows.labels.indices.filter { rows.labels[$0] == 5 })
    default: break
    }
    return rows
  }

  private static func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1, abs(b)) }

  private static let binaryCases = [
    Case(data: "bank", name: "plain"), Case(data: "bank", name: "weighted"), Case(data: "bank", name: "no positives"),
    Case(data: "bank", name: "no negatives"), Case(data: "adult", name: "plain"),
    Case(data: "adult", name: "weighted"),
  ]
  private static let numberCases = ["plain", "weighted", "constant"].map { Case(data: "bike", name: $0) }

  @Test("Every metric equals scikit-learn's; what cannot be computed is absent", arguments: binaryCases + numberCases)
  func metrics(test: Case) throws {
    let expected = try #require(try Self.goldens()[test.data]?[test.name]?["metrics"])
    let rows = try Self.rows(test)
    let metrics = rows.metrics
    let resampled = try #require(rows.resampledMetrics(ResamplePlan(resampleCount: 2)))
    for id in MetricID.allCases {
      let value = expected[id.rawValue]?.double
      #expect((metrics[id] == nil) == (value == nil), "\(id): \(String(describing: metrics[id])), \(value ?? .nan)")
      #expect((resampled[id] == nil) == (value == nil), "\(id) resampled")
      guard let value else { continue }
      let found = try #require(metrics[id])
      #expect(Self.isNear(found.value, value), "\(id): \(found.value), not \(value)")
      #expect(Self.isNear(try #require(resampled[id]).value, value), "\(id) of the kernel")
      #expect(found.lower <= found.value && found.value <= found.upper, "\(id)")
    }
    if let cells = expected["confusion"] {
      let matrix = ConfusionMatrix(rows)
      for cell in 0..<4 {
        #expect(Self.isNear(matrix.counts[cell / 2][cell % 2], try #require(cells[cell]?.double)))
      }
    }
  }

  /// Compares coordinates with a stored curve.
  private func expect(_ coordinates: [[Double]], _ curve: JSON?, _ name: String) throws {
    let curve = try #require(curve, "\(name)")
    let count = try #require(curve["count"]?.double)
    #expect(coordinates[0].count == Int(count), "\(name)")
    guard coordinates[0].count == Int(count) else { return }
    for (index, coordinate) in coordinates.enumerated() {
      let sum = coordinate.reduce(0, +)
      let weighted = coordinate.enumerated().reduce(0) { $0 + $1.element * (Double($1.offset + 1) / count) }
      #expect(Self.isNear(sum, try #require(curve["sums"]?[index]?.double)), "\(name) \(index)")
      #expect(Self.isNear(weighted, try #require(curve["weighted"]?[index]?.double)), "\(name) \(index)")
      var place = 0
      while let position = curve["places"]?[place]?.double {
        let value = try #require(curve["points"]?[place]?[index]?.double)
        #expect(Self.isNear(coordinate[Int(position)], value), "\(name) \(index) at \(Int(position))")
        place += 1
      }
    }
  }

  @Test("Every curve equals scikit-learn's", arguments: binaryCases)
  func curves(test: Case) throws {
    let expected = try #require(try Self.goldens()[test.data]?[test.name]?["curves"])
    let rows = try Self.rows(test)
    guard case .binary(let scores, let threshold) = rows.answers else { return }
    let curves = BinaryEvaluation(
      scores: scores, labels: rows.labels, weights: rows.weights, threshold: threshold, curvePointCount: .max
    ).curves
    if let roc = expected["roc"] {
      try expect([curves.roc.map(\.x), curves.roc.map(\.y)], roc, "roc")
      let points = curves.precisionRecall
      try expect([points.map(\.x), points.map(\.y), points.map(\.threshold)], expected["pr"], "pr")
    } else {
      #expect(curves.roc.isEmpty)
    }
    let isPositive = rows.labels.map { $0 > 0.5 }
    for binning in CalibrationCurve.Binning.allCases where test.name != "weighted" {
      let points = CalibrationCurve(scores: scores, isPositive: isPositive, binning: binning).points
      try expect(
        [points.map(\.meanScore), points.map(\.positiveShare)], expected["calibration_\(binning.rawValue)"],
        binning.rawValue)
    }
    let histogram = try #require(ScoreHistogram(rows))
    let edges = Array(histogram.edges.dropLast())
    try expect([histogram.positive, edges], expected["histogram_positive"], "histogram of positives")
    try expect([histogram.negative, edges], expected["histogram_negative"], "histogram of negatives")
    let table = try #require(ThresholdTable(rows, rowLimit: .max))
    try expect([table.rows.map(\.positiveShare), table.rows.map { $0.value ?? .nan }], expected["profit"], "profit")
    try expect([table.rows.dropFirst().map { $0.f1 ?? 0 }], expected["f1_by_threshold"], "f1")
  }

  @Test("Residuals are counted as numpy counts them", arguments: numberCases)
  func residuals(test: Case) throws {
    let expected = try #require(try Self.goldens()[test.data]?[test.name]?["curves"])
    let residuals = try #require(ResidualAnalysis(try Self.rows(test)))
    try expect(
      [residuals.histogram.counts, Array(residuals.histogram.edges.dropLast())], expected["residual_histogram"],
      "residuals")
  }

  @Test("No rows give no metric and no curve")
  func empty() throws {
    let binary = ScoredRows(.binary(scores: [], threshold: 0.5), labels: [])
    let numbers = ScoredRows(.numbers([]), labels: [])
    let unknown = ScoredRows(.binary(scores: [0.5, .nan], threshold: 0.5), labels: [.nan, 1])
    for rows in [binary, numbers, unknown] {
      #expect(rows.metrics.entries.isEmpty)
      #expect(try #require(rows.resampledMetrics(ResamplePlan())).entries.isEmpty)
      #expect(ThresholdTable(rows) == nil && ResidualAnalysis(rows) == nil)
    }
  }
}

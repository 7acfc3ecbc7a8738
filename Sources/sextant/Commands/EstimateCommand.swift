import CommandLine
import Encoding
import Learning
import Lifecycle
import Monitoring
import Statistics
import Storage
import Tabular

/// `estimate`: a binary model's metrics chunk by chunk, from its scores alone; beside what turned out, where known.
struct EstimateCommand {
  private let request: Invocation.EstimateRequest
  private let invocation: Invocation

  init(_ request: Invocation.EstimateRequest, _ invocation: Invocation) {
    self.request = request
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let columns = [request.target, request.score, request.prediction, request.id].compactMap { $0 }
    let reference = try Self.read(request.reference, columns)
    let current = try Self.read(request.current, columns)
    let target = try encoding(of: reference)
    let known = try target.labels(of: reference, rows: 0..<reference.rowCount)
    let unknown = [Double](repeating: .nan, count: current.rowCount)
    let outcomes = try request.outcomes.map { try joined(Self.read($0, columns), to: current, target) }
    let own = current[request.target] == nil ? nil : try labels(current, target)
    let size = request.chunk ?? max(1, reference.rowCount / 10)
    guard
      let estimation = ChunkedEstimation(
        reference: try rows(reference, labels: known, target, request.reference), chunkSize: size)
    else {
      throw Refusal(
        kind: .wrongUse,
        message: "the reference has fewer than \(PerformanceEstimator.rowCountMin) rows with score and outcome,"
          + " or outcomes of one class only",
        mend: "give more rows that the model was not trained on")
    }
    let chunks = estimation.chunks(
      of: try rows(current, labels: outcomes ?? own ?? unknown, target, request.current))
    let document: JSON = [
      "chunks": .array(chunks.map(Self.chunk)), "calibrated": JSON(estimation.estimator.calibration != nil),
    ]
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.estimate)
    return .done
  }

  // MARK: Reading

  /// The named columns of a file, those of them that it has.
  private static func read(_ path: String, _ columns: [String]) throws -> Table {
    let table = try TableReader.standard.read(path: path).table
    return table.selecting(columns.filter { table[$0] != nil })
  }

  private func encoding(of table: Table) throws -> TargetEncoding {
    let rows = Array(0..<table.rowCount)
    return try TargetEncoding(
      inferring: request.target, of: table, rows: [rows], trainingRows: rows, task: .binary)
  }

  /// 1 and 0 in the words of the reference, however this file writes them: `1`, `1.0` and `true` are one.
  private func labels(_ table: Table, _ target: TargetEncoding) throws -> [Double] {
    guard let column = table[request.target] else { throw Self.missing(request.target, in: "the outcomes") }
    return (0..<table.rowCount).map { row in
      Self.label(column.values.text(at: row), target.classes)
    }
  }

  private static func label(_ text: String?, _ classes: TargetEncoding.Classes?) -> Double {
    guard let text, let classes else { return .nan }
    func means(_ word: String) -> Bool {
      text == word || Double(text).map { Double(word) == $0 } ?? false
        || Double(text) == flag(word) || flag(text) == Double(word) && Double(word) != nil
    }
    return means(classes.positive) ? 1 : means(classes.negative) ? 0 : .nan
  }

  private static func flag(_ word: String) -> Double? {
    switch word.lowercased() {
    case "true": 1
    case "false": 0
    default: nil
    }
  }

  private func rows(
    _ table: Table, labels: [Double], _ target: TargetEncoding, _ path: String
  ) throws -> ChunkedEstimation.Rows {
    guard let column = table[request.score] else { throw Self.missing(request.score, in: path) }
    guard case .numeric(let scores) = column.values else {
      throw Refusal(
        kind: .wrongUse, message: "`\(request.score)` is no number in \(path)", mend: "name the column of the score")
    }
    var predictions = scores.map { $0 >= 0.5 ? 1.0 : 0 }
    if let name = request.prediction {
      guard let column = table[name] else { throw Self.missing(name, in: path) }
      predictions = (0..<table.rowCount).map { Self.label(column.values.text(at: $0), target.classes) }
    }
    return ChunkedEstimation.Rows(scores: scores, predictions: predictions, labels: labels)
  }

  /// Outcomes of another file, by the identity of their row; NaN where it names none.
  private func joined(_ outcomes: Table, to current: Table, _ target: TargetEncoding) throws -> [Double] {
    let id = request.id ?? ""
    guard let theirs = outcomes[id] else { throw Self.missing(id, in: "the outcomes") }
    guard let ours = current[id] else { throw Self.missing(id, in: request.current) }
    let labels = try labels(outcomes, target)
    var known: [String: Double] = [:]
    for row in 0..<outcomes.rowCount {
      if let key = theirs.values.text(at: row) { known[key] = labels[row] }
    }
    return (0..<current.rowCount).map { row in ours.values.text(at: row).flatMap { known[$0] } ?? .nan }
  }

  private static func missing(_ column: String, in place: String) -> Refusal {
    Refusal(kind: .wrongUse, message: "there is no column `\(column)` in \(place)", mend: "name one of its columns")
  }

  // MARK: Telling

  private static func chunk(_ chunk: ChunkedEstimation.Chunk) -> JSON {
    [
      "index": JSON(chunk.index), "from": JSON(chunk.rows.lowerBound), "to": JSON(chunk.rows.upperBound),
      "rows": JSON(chunk.rows.count), "metrics": .array(chunk.readings.map(reading)),
    ]
  }

  private static func reading(_ reading: ChunkedEstimation.Reading) -> JSON {
    [
      "metric": JSON(reading.metric.rawValue), "estimated": JSON(reading.estimate.value),
      "lower": JSON(reading.estimate.lower), "upper": JSON(reading.estimate.upper),
      "realised": JSON(reading.realised), "threshold_lower": JSON(reading.limits.lower),
      "threshold_upper": JSON(reading.limits.upper), "alarm": JSON(reading.isAlarming),
    ]
  }
}

import CommandLine
import Encoding
import Learning
import Lifecycle
import Monitoring
import Statistics
import Storage
import Tabular

/// `estimate`: a model's metrics chunk by chunk, from its scores alone; beside what turned out, where known.
///
/// One column of scores and a target of two values is a binary model; columns `SCORE_CLASS` are one of several classes;
/// a target of numbers is a regression, and all other columns of the files its features.
struct EstimateCommand {
  let request: Invocation.EstimateRequest
  private let invocation: Invocation

  init(_ request: Invocation.EstimateRequest, _ invocation: Invocation) {
    self.request = request
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let names = try Self.columnNames(of: request.reference)
    let prefix = request.score + "_"
    let document: JSON
    if names.contains(request.score) {
      let reference = try read(request.reference, [request.score])
      let target = try target(of: reference)
      document = target.task == .regression ? try regression() : try binary(reference, target)
    } else {
      let classes = names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      guard classes.count > 1 else { throw Self.missing(request.score, in: request.reference) }
      document = try multiclass(classes)
    }
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.estimate)
    return .done
  }

  // MARK: Two classes

  private func binary(_ reference: Table, _ target: TargetEncoding) throws -> JSON {
    let classes = target.classNames
    let current = try read(request.current, [request.score], kinds: reference)
    let estimation = ChunkedEstimation(
      reference: try rows(reference, try labels(reference, classes, in: request.reference), classes, request.reference),
      chunkSize: chunkSize(reference))
    guard let estimation else { throw Self.tooLittle }
    let outcomes = try outcomes(of: current) { try labels($0, classes, in: $1) }
    let chunks = estimation.chunks(of: try rows(current, outcomes, classes, request.current))
    return document(chunks, task: "binary", calibrated: estimation.estimator.calibration != nil)
  }

  private func rows(
    _ table: Table, _ labels: [Double], _ classes: [String], _ path: String
  ) throws -> ChunkedEstimation.Rows {
    let scores = try numbers(table, request.score, path)
    let predictions =
      try request.prediction.map { try codes(table, $0, classes, path) } ?? scores.map { $0 >= 0.5 ? 1.0 : 0 }
    return ChunkedEstimation.Rows(scores: scores, predictions: predictions, labels: labels)
  }

  // MARK: Several classes

  private func multiclass(_ classes: [String]) throws -> JSON {
    let columns = classes.map { "\(request.score)_\($0)" }
    let reference = try read(request.reference, columns)
    let current = try read(request.current, columns, kinds: reference)
    let estimation = MulticlassEstimation(
      reference: try rows(
        reference, try labels(reference, classes, in: request.reference), columns, classes, request.reference),
      chunkSize: chunkSize(reference))
    guard let estimation else { throw Self.tooLittle }
    let outcomes = try outcomes(of: current) { try labels($0, classes, in: $1) }
    let chunks = estimation.chunks(of: try rows(current, outcomes, columns, classes, request.current))
    return document(chunks, task: "multiclass", calibrated: estimation.calibrations.contains { $0 != nil })
  }

  private func rows(
    _ table: Table, _ labels: [Double], _ columns: [String], _ classes: [String], _ path: String
  ) throws -> MulticlassEstimation.Rows {
    let scores = try columns.map { try numbers(table, $0, path) }
    let predictions =
      try request.prediction.map { try codes(table, $0, classes, path) }
      ?? (0..<table.rowCount).map { row in
        Double(scores.indices.max { (scores[$0][row], -$0) < (scores[$1][row], -$1) } ?? 0)
      }
    return MulticlassEstimation.Rows(scores: scores, predictions: predictions, labels: labels)
  }

  // MARK: Numbers

  private func regression() throws -> JSON {
    let reference = try TableReader.standard.read(path: request.reference).table
    var options = ReadOptions()
    for column in reference.columns { options.kinds[column.name] = column.kind }
    let current = try TableReader.standard.read(path: request.current, options: options).table
    let used: (Column) -> Bool = { column in
      column.name != request.target && column.name != request.id && current[column.name] != nil
        && column.kind != .timestamp && column.kind != .text
    }
    let features = reference.columns.filter(used).map(\.name)
    let estimation = try LossEstimation(
      reference: LossEstimation.Rows(
        table: reference.selecting(features), predictions: try numbers(reference, request.score, request.reference),
        labels: try numbers(reference, request.target, request.reference)), chunkSize: chunkSize(reference))
    guard let estimation else { throw Self.tooLittle }
    let outcomes = try outcomes(of: current) { try numbers($0, request.target, $1) }
    let chunks = try estimation.chunks(
      of: LossEstimation.Rows(
        table: current.selecting(features), predictions: try numbers(current, request.score, request.current),
        labels: outcomes))
    return document(chunks, task: "regression", calibrated: false)
  }

  private func chunkSize(_ reference: Table) -> Int { request.chunk ?? max(1, reference.rowCount / 10) }

  private static var tooLittle: Refusal {
    Refusal(
      kind: .wrongUse,
      message: "the reference has fewer than \(PerformanceEstimator.rowCountMin) rows with score and outcome"
        + " (\(LossEstimation.rowCountMin) of a regression), or a class that never occurs",
      mend: "give more rows that the model was not trained on")
  }
}

// MARK: - Telling

extension EstimateCommand {
  private func document<Metric: RawRepresentable<String>>(
    _ chunks: [EstimateChunk<Metric>], task: String, calibrated: Bool
  ) -> JSON {
    ["task": JSON(task), "chunks": .array(chunks.map(Self.chunk)), "calibrated": JSON(calibrated)]
  }

  private static func chunk<Metric: RawRepresentable<String>>(_ chunk: EstimateChunk<Metric>) -> JSON {
    [
      "index": JSON(chunk.index), "from": JSON(chunk.rows.lowerBound), "to": JSON(chunk.rows.upperBound),
      "rows": JSON(chunk.rows.count), "metrics": .array(chunk.readings.map(reading)),
    ]
  }

  private static func reading<Metric: RawRepresentable<String>>(_ reading: EstimateReading<Metric>) -> JSON {
    [
      "metric": JSON(reading.metric.rawValue), "estimated": JSON(reading.estimate.value),
      "lower": JSON(reading.estimate.lower), "upper": JSON(reading.estimate.upper),
      "realised": JSON(reading.realised), "threshold_lower": JSON(reading.limits.lower),
      "threshold_upper": JSON(reading.limits.upper), "alarm": JSON(reading.isAlarming),
    ]
  }
}

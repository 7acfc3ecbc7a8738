import Encoding
import Expressions
import Learning
import Lifecycle
import Monitoring
import Serving
import Storage
import Tabular

/// Looks closely at one window: reads its rows back from the log and holds them against the frozen reference.
///
/// Knows no engine and runs on the calling thread, a block of the log at a time: memory grows with the outcomes of the
/// rows that are read alone, of which there are at most `rowCountMax`.
struct WindowDetail: Sendable {
  var definition: ProjectDefinition
  var task: Lifecycle.LearningTask
  var window: Window
  /// The settled windows before it whose errors it is compared with, oldest first.
  var before: [Window]
  /// Readings of the column in all kept windows.
  var trend: [JSON]
  /// What the window is measured against; nil where none was kept.
  var reference: ReferenceProfile?
  var reader: PredictionLogReader
  var column: String?
  /// Share of requests that chance answered, which alone are measured; 1 where nothing is chosen.
  var exploredShare: Double
  var isCancelled: @Sendable () -> Bool
  var progress: @Sendable (Double) -> Void

  /// Rows of the windows before that errors are compared with.
  static let rowsBeforeMax = 50_000
  /// Rows that are read at most: of a larger window the first.
  static let rowCountMax = 2_000_000
  static let columnCountMax = 400

  func page() throws -> JSON {
    guard let reference, !isJoint(reference) else { return document(nil) }
    let chosen = try profile(from: reference)
    var pass = WindowPass(self, chosen, cutters: cutters(chosen))
    try pass.run()
    return document(pass)
  }

  /// Whether what is asked for was measured and is no column: a reading of several columns together has no shape.
  private func isJoint(_ reference: ReferenceProfile) -> Bool {
    guard let column, column != "score", !trend.isEmpty else { return false }
    return reference.position(of: column) == nil
  }

  /// All of the reference, or the one column that is asked for.
  private func profile(from reference: ReferenceProfile) throws -> ReferenceProfile {
    guard let column else {
      return ReferenceProfile(
        features: Array(reference.features.prefix(Self.columnCountMax)), rowCount: reference.rowCount)
    }
    let feature = reference.features.first { $0.name == column && $0.role == .feature }
    let score = reference.features.first { $0.role == .score }
    guard let found = feature ?? (column == "score" ? score : nil) else {
      let names = reference.features.prefix(12).map { $0.role == .score ? "score" : $0.name }
      throw Refusal(
        kind: .wrongUse, message: "drift of `\(column)` is not watched",
        mend: "use one of \(names.joined(separator: ", "))")
    }
    return ReferenceProfile(features: [found], rowCount: reference.rowCount)
  }

  /// Errors are told apart by the column itself and by the business's segments; nothing of a list of columns.
  private func cutters(_ profile: ReferenceProfile) -> [SegmentCutter] {
    guard let column, let own = profile.features.first else { return [] }
    return [SegmentCutter(own, named: column)]
  }

  /// The business's segments, other than the column itself.
  var segmentColumns: [String] { column == nil ? [] : definition.business.segments.filter { $0 != column } }

  // MARK: The answer

  private func document(_ pass: WindowPass?) -> JSON {
    let closed = window.closed
    var document: JSON = [
      "session": JSON(closed.session.number), "window": JSON(closed.index), "from": JSON(closed.from),
      "to": JSON(closed.to), "rows": JSON(closed.rows), "version": JSON(closed.version?.number),
      "settled": JSON(window.settled?.settled), "rows_read": JSON(pass?.rowCount ?? 0),
      "rows_measured": JSON(pass?.measuredCount ?? 0),
      "faults": .array(
        closed.faults.map {
          [
            "column": JSON($0.column), "manner": JSON($0.manner), "share": JSON($0.share),
            "reference_share": JSON($0.referenceShare),
          ]
        }),
      "note": JSON(note(pass)),
    ]
    guard let pass else {
      if let column {
        document.set("column", JSON(column))
        document.set("trend", .array(trend))
      }
      return document
    }
    guard let column else {
      document.set("columns", .array(pass.accumulator.drift().map { json($0) } + joint))
      return document
    }
    document.set("column", JSON(column))
    document.set("drift", pass.accumulator.drift().first.map { json($0) } ?? .null)
    document.set("histogram", histogram(pass))
    document.set("reference", reference(pass))
    document.set("trend", .array(trend))
    document.set(
      "segments",
      [
        "metric": JSON(RowLosses.metric(of: task)), "unit": JSON(definition.business.unit),
        "ranked_by": JSON(pass.isPriced ? "value" : "error"), "outcomes": JSON(pass.outcomeCount),
        "before": before.isEmpty
          ? .null : ["from": JSON(before.first?.closed.from), "to": JSON(before.last?.closed.to)],
        "worst": .array(pass.worst),
      ])
    return document
  }

  private func note(_ pass: WindowPass?) -> String? {
    guard let pass else {
      return reference == nil
        ? "no reference profile was kept for what answered this window"
        : "columns together have no shape: look at each of them"
    }
    if pass.rowCount == 0 { return "the rows of this window are no longer in the log: retention took them" }
    if pass.rowCount < window.closed.rows, window.closed.rows > Self.rowCountMax {
      return "the first \(NumberText.grouped(pass.rowCount)) rows of the window were read"
    }
    return nil
  }

  /// The verdicts are those of the window as it closed, when all columns were judged together.
  private func json(_ drift: FeatureDrift) -> JSON {
    let name = drift.role == .score ? "score" : drift.name
    let judged = window.closed.drift.filter { $0.column == name }
    var (below, above, unseen): (Int?, Int?, Int?) = (nil, nil, nil)
    switch drift.outside {
    case .range(let low, let high): (below, above) = (low, high)
    case .unseen(let count): unseen = count
    }
    return [
      "column": JSON(name), "kind": JSON(drift.kind.rawValue),
      "drifted": JSON(judged.isEmpty ? drift.verdict.isDrifted : judged.contains(where: \.isDrifted)),
      "rows": JSON(drift.rowCount), "missing": JSON(drift.missingCount),
      "below": JSON(below), "above": JSON(above), "unseen": JSON(unseen),
      "fault": JSON(drift.fault?.manner.rawValue),
      "readings": .array(
        drift.readings.filter { $0.statistic.isFinite }.map { reading in
          [
            "method": JSON(reading.method.rawValue), "statistic": JSON(reading.statistic),
            "threshold": JSON(reading.threshold), "p_value": JSON(reading.pValue),
            "drifted": JSON(
              judged.first { $0.method == reading.method.rawValue }?.isDrifted
                ?? (reading.isDrifted && reading.method != .wasserstein)),
          ]
        }),
    ]
  }

  /// All columns together, as they were read when the window closed: told by rows, not by shapes.
  private var joint: [JSON] {
    let readings = window.closed.drift.filter { $0.column == DriftReading.allColumns }
    guard !readings.isEmpty else { return [] }
    return [
      [
        "column": JSON(DriftReading.allColumns), "kind": "joint",
        "drifted": JSON(readings.contains(where: \.isDrifted)),
        "rows": JSON(window.closed.rows), "missing": 0, "below": .null, "above": .null, "unseen": .null,
        "fault": .null,
        "readings": .array(
          readings.map {
            [
              "method": JSON($0.method), "statistic": JSON($0.statistic), "threshold": JSON($0.threshold),
              "p_value": .null, "drifted": JSON($0.isDrifted),
            ]
          }),
      ]
    ]
  }

  private func histogram(_ pass: WindowPass) -> JSON {
    let histogram = pass.accumulator.histogram(of: 0)
    let (axis, labels): (String, [String]) =
      switch histogram.axis {
      case .levels(let names): ("levels", names)
      case .edges(let edges): ("edges", edges.map { Self.label($0) })
      }
    return [
      "axis": JSON(axis), "labels": JSON(labels), "reference": .array(histogram.reference.map { JSON($0) }),
      "window": .array(histogram.window.map { JSON($0) }),
    ]
  }

  /// The edge below a smallest value of nought is the least number there is.
  private static func label(_ edge: Double) -> String {
    abs(edge) < .leastNormalMagnitude ? "0" : NumberText.significant(edge, 3)
  }

  private func reference(_ pass: WindowPass) -> JSON {
    guard let feature = pass.accumulator.reference.features.first else { return .null }
    var document: JSON = [
      "rows": JSON(feature.valueCount + feature.missingCount), "missing": JSON(feature.missingCount),
      "minimum": .null, "maximum": .null, "mean": .null, "window_minimum": .null, "window_maximum": .null,
      "window_mean": .null,
    ]
    guard case .numeric(let numeric) = feature.distribution else { return document }
    document.set("minimum", JSON(numeric.minimum))
    document.set("maximum", JSON(numeric.maximum))
    document.set("mean", JSON(numeric.mean))
    guard pass.values.count > 0 else { return document }
    document.set("window_minimum", JSON(pass.least))
    document.set("window_maximum", JSON(pass.most))
    document.set("window_mean", JSON(pass.values.mean))
    return document
  }
}

import Encoding
import Lifecycle

// How good it is: metrics, curves, confusion, thresholds.

extension DataScientistReport {
  var quality: Report.Section? {
    guard let version = facts.subject else { return nil }
    let judged = analysis?["metrics"]?.members ?? []
    let ids = Set(version.metrics.values.flatMap(\.keys)).union(judged.map(\.name)).sorted()
    guard !ids.isEmpty else { return nil }
    let part = analysis?["part"]?.string ?? "test"
    let table = Table(
      "Version \(version.id); intervals over the \(part) rows" + rowsText,
      [
        .text("metric"), .number("train"), .number("validate"), .number("test"), .number("95 % interval"),
        .number("baseline"),
      ], of: ids, limit: 60
    ) { id in
      let entry = analysis?["metrics"]?[id]
      let lower = entry?["lower"]?.double ?? version.intervals[id]?["lower"]
      let upper = entry?["upper"]?.double ?? version.intervals[id]?["upper"]
      return [.code(id)]
        + ["train", "validate", "test"].map { .text(Words.number(version.metrics[$0]?[id], digits: 4)) } + [
          .text(Words.interval(lower, upper)), .text(Words.number(version.metrics["baseline"]?[id], digits: 4)),
        ]
    }
    let sentences = analysis?["sentences"]?.array?.compactMap(\.string) ?? []
    var blocks: [Report.Block] = [.table(table)]
    if !sentences.isEmpty { blocks.append(.list(sentences.prefix(12).map { Report.Item($0) })) }
    if let stale { blocks.append(stale) }
    return Report.Section("Metrics", blocks)
  }

  private var rowsText: String { analysis?["rows"]?.int.map { " (\(Words.count($0)))" } ?? "" }

  /// Whether the newest labelled rows are as the test rows were.
  private var stale: Report.Block? {
    guard let stale = analysis?["stale"], let verdict = stale["verdict"]?.string else { return nil }
    let difference = stale["difference"]
    let numbers =
      difference?["value"]?.double.map {
        " The newest rows differ by \(Words.number($0)) (\(Words.interval(difference?["lower"]?.double, difference?["upper"]?.double)))."
      } ?? ""
    switch verdict {
    case "stale": return .note(.bad, "The test rows are stale: newer rows are judged otherwise.\(numbers)")
    case "fresh": return .note(.good, "The test rows still stand for the newest ones.\(numbers)")
    default:
      return .note(
        .neutral, "Whether the test rows still stand for the newest ones cannot be told: too few have outcomes.")
    }
  }

  // MARK: Curves

  var curves: Report.Section? {
    guard let analysis else { return refused("Curves", "analysis") }
    var charts: [Chart] = []
    let curves = analysis["curves"]
    if let roc = curves?["roc"] {
      charts += square(roc, "ROC", ("fpr", "false positive rate"), ("tpr", "true positive rate"), diagonal: true)
    }
    if let pr = curves?["pr"] {
      charts += square(pr, "Precision and recall", ("recall", "recall"), ("precision", "precision"), diagonal: false)
    }
    if let calibration = curves?["calibration"] { charts += self.calibration(calibration) }
    charts += histogram(analysis["histogram"], "Scores by class")
    charts += residuals(analysis["residuals"])
    return charts.isEmpty ? nil : Report.Section("Curves", [.charts(charts)])
  }

  private func square(
    _ curve: JSON, _ title: String, _ x: (key: String, label: String), _ y: (key: String, label: String),
    diagonal: Bool
  ) -> [Chart] {
    let points = zip(curve[x.key]?.numbers ?? [], curve[y.key]?.numbers ?? []).compactMap { x, y in
      x.flatMap { x in y.map { LinePlot.Point(x, $0) } }
    }
    guard points.count > 1 else { return [] }
    let chance = LinePlot.Series("", .faint, [.init(0, 0), .init(1, 1)])
    let plot = LinePlot(
      x: .init(x.label, domain: 0...1), y: .init(y.label, domain: 0...1),
      series: [.init("", .main, points)] + (diagonal ? [chance] : []), shape: .square)
    let middle = points[points.count / 2]
    return [
      Chart(
        title,
        summary: "\(y.label) over \(x.label), \(points.count) points, such as \(Words.number(middle.y)) at "
          + "\(Words.number(middle.x)).", .lines(plot))
    ]
  }

  private func calibration(_ curve: JSON) -> [Chart] {
    let (lower, upper) = (curve["lower"]?.numbers ?? [], curve["upper"]?.numbers ?? [])
    let places = zip(curve["predicted"]?.numbers ?? [], curve["observed"]?.numbers ?? []).enumerated()
    let points = places.compactMap { index, pair -> LinePlot.Point? in
      guard let x = pair.0, let y = pair.1 else { return nil }
      return LinePlot.Point(
        x, y, lower: lower.indices.contains(index) ? lower[index] : nil,
        upper: upper.indices.contains(index) ? upper[index] : nil)
    }
    guard points.count > 1 else { return [] }
    let plot = LinePlot(
      x: .init("mean score", domain: 0...1), y: .init("share of positives", domain: 0...1),
      series: [.init("", .main, points), .init("", .faint, [.init(0, 0), .init(1, 1)])], shape: .square)
    let worst = points.map { abs(($0.y ?? 0) - $0.x) }.max()
    return [Chart("Calibration", summary: "Furthest from the diagonal by \(Words.number(worst)).", .lines(plot))]
  }

  private func histogram(_ page: JSON?, _ title: String) -> [Chart] {
    guard let page, let edges = page["edges"]?.numbers.compactMap({ $0 }), edges.count > 1,
      let counts = page["counts"]?.members, !counts.isEmpty
    else { return [] }
    let series = counts.prefix(2).map { member in
      HistogramPlot.Series(member.name, member.value.numbers.map { $0 ?? 0 })
    }
    let plot = HistogramPlot(edges: edges, series: series, axis: "score")
    return [Chart(title, summary: "Shares of rows by score, for each class by itself.", .histogram(plot))]
  }

  private func residuals(_ page: JSON?) -> [Chart] {
    guard let page, !page.isNull else { return [] }
    let pairs = zip(page["predicted"]?.numbers ?? [], page["residual"]?.numbers ?? [])
    let points = pairs.prefix(600).compactMap { x, y in x.flatMap { x in y.map { LinePlot.Point(x, $0) } } }
    var charts: [Chart] = []
    if points.count > 1 {
      let low = points.map(\.x).min() ?? 0
      let high = points.map(\.x).max() ?? 1
      let plot = LinePlot(
        x: .init("predicted"), y: .init("residual"),
        series: [.init("", .dots, points), .init("", .faint, [.init(low, 0), .init(high, 0)])], shape: .square)
      charts.append(Chart("Residuals", summary: "Residuals over predictions of \(points.count) rows.", .lines(plot)))
    }
    if let edges = page["edges"]?.numbers.compactMap({ $0 }), edges.count > 1, let counts = page["counts"]?.numbers {
      let plot = HistogramPlot(edges: edges, series: [.init("", counts.map { $0 ?? 0 })], axis: "residual")
      charts.append(Chart("Residuals by size", summary: "Shares of rows by residual.", .histogram(plot)))
    }
    return charts
  }

  // MARK: Confusion and thresholds

  var answers: Report.Section? {
    let blocks = [confusion, thresholds].compactMap { $0 }
    return blocks.isEmpty ? nil : Report.Section("Answers", blocks)
  }

  private var confusion: Report.Block? {
    guard let page = analysis?["confusion"], let classes = page["classes"]?.array?.compactMap(\.string),
      let counts = page["counts"]?.array, !classes.isEmpty
    else { return nil }
    let shown = classes.prefix(12)
    let rows = zip(shown, counts).map { name, row -> [Table.Cell] in
      let numbers = row.numbers.prefix(shown.count).map { $0 ?? 0 }
      let total = row.numbers.reduce(0) { $0 + ($1 ?? 0) }
      return [.code(name)]
        + numbers.map { .text("\(Words.number($0)) (\(Words.percent(total > 0 ? $0 / total : nil)))") }
    }
    let threshold = analysis?["threshold"]?.double.map { " at the threshold \(Words.number($0, digits: 4))" } ?? ""
    return .table(
      Table(
        "Confusion\(threshold): rows are what was so, columns what was predicted",
        [.text("so")] + shown.map { .number("predicted \($0)") }, rows, omitted: classes.count - shown.count))
  }

  private var thresholds: Report.Block? {
    guard let rows = analysis?["thresholds"]?.array, rows.count > 1 else { return nil }
    let best = analysis?["best"]?["value"]?["threshold"]?.double
    let inUse = analysis?["threshold"]?.double
    let step = max(1, rows.count / 15)
    let shown = rows.indices.filter { $0 % step == 0 || rows[$0]["threshold"]?.double == best }
    return .table(
      Table(
        "Thresholds: \(shown.count) of \(rows.count)",
        [
          .number("threshold"), .number("precision"), .number("recall"), .number("f1"), .number("positives"),
          .number("value"), .text(""),
        ],
        shown.map { index in
          let row = rows[index]
          let threshold = row["threshold"]?.double
          let note = [threshold == best ? "most valuable" : "", threshold == inUse ? "in use" : ""]
          return [
            .text(Words.number(threshold, digits: 4)), .text(Words.number(row["precision"]?.double)),
            .text(Words.number(row["recall"]?.double)), .text(Words.number(row["f1"]?.double)),
            .text(Words.number(row["positives"]?.double)), .text(Words.amount(row["value"]?.double, facts.unit)),
            .text(threshold == nil ? "" : note.filter { !$0.isEmpty }.joined(separator: ", ")),
          ]
        }))
  }
}

extension JSON {
  /// The elements as numbers, nil for what is none; empty for what is no array.
  var numbers: [Double?] { array?.map(\.double) ?? [] }
}

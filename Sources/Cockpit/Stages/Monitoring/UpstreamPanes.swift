import CellCanvas
import Encoding
import Lifecycle

/// Where the rows come from: how fresh, how many, how they come.
struct SourcesPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .sources) }
  private var sources: [JSON] { page?["sources"]?.array ?? [] }

  var title: TextLine {
    let silent = sources.count { $0["state"]?.string == "silent" }
    guard !sources.isEmpty else { return "Sources" }
    return TextLine("Sources · ")
      + (silent == 0
        ? TextLine("✓ none is silent", .ok) : TextLine("✗ \(TurnText.count(silent, "source")) silent", .failing))
  }

  var note: TextLine? { context.progress(.sources) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page = context.answer(.sources, missing: missing, in: area, on: &canvas) else { return }
    guard !sources.isEmpty else {
      return canvas.putEmpty("No rows have come yet.", context.trafficRemedy, in: area)
    }
    let lines = volume(page, width: area.width)
    let parts = area.withFoot(lines.count, below: sources.count + 1, least: 2)
    DataTable(
      columns: [
        .init("source", .flexible(min: 10, weight: 1), importance: 9), .init("state", importance: 9),
        .init("last row", alignment: .trailing, importance: 6), .init("usual gap", alignment: .trailing, importance: 5),
        .init("longest", alignment: .trailing, importance: 4),
      ], rows: sources.map { row($0) }
    ).draw(in: parts[0], on: &canvas)
    canvas.put(lines, in: parts[1])
  }

  private var missing: String {
    context.model.isInPast ? "The past is not computed anew." : "Nothing is known about the sources yet."
  }

  private func row(_ source: JSON) -> [TextLine] {
    let gap = { (key: String) in
      TextLine(source[key]?.double.map { NumberText.duration($0) } ?? "–", .dim)
    }
    let state: TextLine =
      switch source["state"]?.string {
      case "fresh": TextLine("✓ fresh", .ok)
      case "silent": TextLine("✗ silent", .failing)
      case "ended": TextLine("■ ended", .dim)
      default:
        context.snapshot.gateway == nil ? context.snapshot.traffic.state.markAndWord : TextLine("● serving", .ok)
      }
    let since = source["seconds_since"]?.double.map { "\(NumberText.duration($0)) ago" }
    let last = since ?? source["last_row"]?.string.flatMap { Timestamp(parsing: $0) }.map { TimeText.short($0) } ?? "–"
    return [
      TextLine(source["name"]?.string ?? "", .strong), state, TextLine(last), gap("expected_gap"), gap("longest_gap"),
    ]
  }

  /// How many rows the newest window has, beside those before it.
  private func volume(_ page: JSON, width: Int) -> [TextLine] {
    guard let volume = page["volume"], let rows = volume["rows"]?.int else { return [] }
    let ratio = volume["ratio"]?.double
    let isOdd = ratio.map { $0 < 0.5 || $0 > 2 } ?? false
    var line = TextLine("newest window  ", .dim) + TextLine("\(NumberText.grouped(rows)) rows", .strong)
    if let ratio {
      line =
        line + TextLine(" · ", .dim) + TextLine(CellText.percent(ratio), isOdd ? .attention : .ok)
        + TextLine(" of the usual volume", .dim)
    }
    let course = volume["series"]?.array?.compactMap { $0[2]?.double } ?? []
    return [line] + (course.isEmpty ? [] : [Bars.line(course, width: width)])
  }
}

/// Columns that are not as they were at training.
struct SchemaBreaksPane: PaneContent {
  let context: PaneContext

  private var schema: JSON? { context.model.page(of: .schemaBreaks)?["schema"] }
  private var breaks: [JSON] { schema?["breaks"]?.array ?? [] }

  /// What windows found broken says more than a schema does: both belong here.
  private var faults: [ColumnFault] { context.state.windows.last?.closed.faults ?? [] }

  var title: TextLine {
    guard schema != nil else { return "Schema" }
    let count = breaks.count + faults.count
    return TextLine("Schema · ")
      + (count == 0
        ? TextLine("✓ as at training", .ok) : TextLine("✗ \(TurnText.count(count, "column")) broken", .failing))
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(.schemaBreaks, missing: "Nothing is known about the sources yet.", in: area, on: &canvas) != nil
    else { return }
    var lines = faults.map { fault in
      line(fault.column, fault.manner, fault.share)
        + TextLine(", \(CellText.percent(fault.referenceShare)) at training", .dim)
    }
    lines += breaks.map { found in
      line(found["column"]?.string ?? "", found["manner"]?.string ?? "", found["share"]?.double ?? 0)
    }
    let new = schema?["new_columns"]?.array?.compactMap(\.string) ?? []
    if !new.isEmpty {
      lines += "new: \(new.joined(separator: ", "))".wrapped(to: area.width).map { TextLine($0, .accent) }
    }
    guard !lines.isEmpty else {
      return canvas.putEmpty(
        context.state.windows.isEmpty ? "No window has closed yet." : "Every column is as it was at training.", in: area
      )
    }
    canvas.put(lines, in: area)
  }

  private func line(_ column: String, _ manner: String, _ share: Double) -> TextLine {
    let words = ["kind": "of another kind", "missing": "missing"]
    let manner = words[manner] ?? manner.split(separator: "_").joined(separator: " ")
    return TextLine("✗ ", .failing) + TextLine(column, .strong) + TextLine(" \(manner) in ")
      + TextLine(CellText.percent(share), .failing)
  }
}

/// How fast each feature leaves the training data behind.
struct HalfLivesPane: PaneContent {
  let context: PaneContext

  private var features: [JSON] { context.model.page(of: .halfLives)?["features"]?.array ?? [] }

  var title: TextLine {
    guard let fastest = features.first(where: { $0["half_life_seconds"]?.double != nil }),
      let seconds = fastest["half_life_seconds"]?.double
    else {
      return features.isEmpty ? "Half-lives" : TextLine("Half-lives · ") + TextLine("✓ no feature drifts away", .ok)
    }
    return TextLine("Half-lives · ")
      + TextLine("\(fastest["column"]?.string ?? "") in \(NumberText.duration(seconds))", .attention)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.answer(.halfLives, missing: "No feature has been measured yet.", in: area, on: &canvas) != nil else {
      return
    }
    guard !features.isEmpty else {
      return canvas.putEmpty("No feature has been measured yet.", context.trafficRemedy, in: area)
    }
    context.table(
      .part(.halfLives),
      columns: [
        .init("feature", .fitting(max: 26), importance: 9),
        .init("half of it is gone in", alignment: .trailing, importance: 9),
        .init("distance now", alignment: .trailing, importance: 7), .init("a day", alignment: .trailing, importance: 5),
        .init("windows", .flexible(min: 6, weight: 1), importance: 4),
      ], height: area.height
    ) { item in
      guard case .named(let name) = item, let feature = features.first(where: { $0["column"]?.string == name }) else {
        return []
      }
      return row(feature, name, width: area.width)
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ feature: JSON, _ name: String, width: Int) -> [TextLine] {
    let half = feature["half_life_seconds"]?.double
    let rate = feature["rate_per_day"]?.double
    return [
      TextLine(name), half.map { TextLine(NumberText.duration($0), .attention) } ?? TextLine("no drift seen", .dim),
      TextLine(feature["distance"]?.double.map { NumberText.fixed($0, 3) } ?? "–", .strong),
      TextLine(rate.map { CellText.signed($0) { NumberText.fixed($0, 3) } } ?? "", .dim),
      Bars.line(course(name), width: max(6, width - 62)),
    ]
  }

  private func course(_ column: String) -> [Double] {
    guard let row = context.digest.drift.rows.first(where: { $0.column == column }) else { return [] }
    return row.ratios
  }
}

import CellCanvas
import Encoding
import Lifecycle

/// The points of a curve of an answer.
struct CurveAnswer {
  let x: [Double]
  let y: [Double]

  /// Sorted by x; nil without two points.
  init?(_ json: JSON?, _ xName: String, _ yName: String) {
    guard let xs = json?[xName]?.array, let ys = json?[yName]?.array else { return nil }
    let points = zip(xs, ys).compactMap { x, y -> (Double, Double)? in
      guard let x = x.double, let y = y.double else { return nil }
      return (x, y)
    }
    guard points.count > 1 else { return nil }
    // Stable, so that a curve's steps keep their order.
    let sorted = points.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element)
    x = sorted.map(\.0)
    y = sorted.map(\.1)
  }
}

/// The ROC with the place the threshold puts the model at; for numbers the residuals against what was predicted.
struct SeparationPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .separation) }
  private var isRegression: Bool { context.snapshot.task == .regression }

  var title: TextLine {
    if isRegression { return "Residuals by prediction" }
    let auc = page?["metrics"]?["auc"]?["value"]?.double
    return TextLine("ROC") + (auc.map { TextLine(" · AUC ") + TextLine(MetricText.value("auc", $0), .strong) } ?? "")
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page else { return }
    if isRegression { return ResidualScatter(page).draw(in: area, on: &canvas) }
    guard let roc = CurveAnswer(page["curves"]?["roc"], "fpr", "tpr") else {
      return canvas.putEmpty("no ROC for more than two classes", in: area)
    }
    var chart = LineChart(
      [
        .init("true positives", x: roc.x, y: roc.y), .init("chance", x: [0, 1], y: [0, 1], role: .dim),
      ], xRange: 0...1, yRange: 0...1, showsLegend: false)
    if let point = context.model.operatingPoint {
      chart.spots = [.init(x: point.falsePositives, y: point.truePositives)]
    }
    chart.draw(in: area, on: &canvas)
  }
}

/// Residuals as a cloud of dots, with the line of no error.
struct ResidualScatter: View {
  private let predicted: [Double]
  private let residual: [Double]

  init(_ page: JSON) {
    let residuals = page["residuals"]
    let points = zip(residuals?["predicted"]?.array ?? [], residuals?["residual"]?.array ?? [])
      .compactMap { x, y -> (Double, Double)? in
        guard let x = x.double, let y = y.double else { return nil }
        return (x, y)
      }
      .sorted { $0.0 < $1.0 }
    predicted = points.map(\.0)
    residual = points.map(\.1)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !predicted.isEmpty else { return canvas.putEmpty("no residuals", in: area) }
    var cloud = LineChart.Series("residual", x: predicted, y: residual)
    cloud.isScattered = true
    let range = Charts.range(of: [.init("", y: residual)], including: [0])
    LineChart(
      [cloud], thresholds: [.init(0, label: "no error", role: .dim)], yRange: range,
      showsLegend: false
    ).draw(in: area, on: &canvas)
  }
}

/// Precision by recall.
struct PrecisionPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .precision) }

  var title: TextLine { "Precision by recall" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page else { return }
    guard let curve = CurveAnswer(page["curves"]?["pr"], "recall", "precision") else {
      return canvas.putEmpty("no curve for more than two classes", in: area)
    }
    var chart = LineChart(
      [.init("precision", x: curve.x, y: curve.y)], xRange: 0...1, yRange: 0...1, showsLegend: false)
    let points = context.model.thresholds
    if let chosen = context.model.chosenThreshold(points), let recall = points[chosen].recall,
      let precision = points[chosen].precision
    {
      chart.spots = [.init(x: recall, y: precision)]
    }
    chart.draw(in: area, on: &canvas)
  }
}

/// How often it happened, by how likely it was said to be.
struct CalibrationPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .calibration) }

  var title: TextLine {
    let error = page?["metrics"]?["ece"]?["value"]?.double
    return TextLine("Calibration")
      + (error.map { TextLine(" · off by ") + TextLine(CellText.percent($0), .strong) } ?? "")
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page else { return }
    guard let curve = CurveAnswer(page["curves"]?["calibration"], "predicted", "observed") else {
      return canvas.putEmpty("no calibration for this version", in: area)
    }
    let top = max(0.05, min(1, (curve.x + curve.y).max() ?? 1) * 1.05)
    var chart = LineChart(
      [
        .init("observed", x: curve.x, y: curve.y), .init("as said", x: [0, 1], y: [0, 1], role: .dim),
      ], xRange: 0...top, yRange: 0...top, showsLegend: false)
    chart.spots = zip(curve.x, curve.y).map { .init(x: $0, y: $1, role: .line(1)) }
    chart.draw(in: area, on: &canvas)
  }
}

/// The scores of each class; for numbers the residuals.
struct ScoresPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .scores) }

  var title: TextLine { context.snapshot.task == .regression ? "Residuals" : "Scores by class" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page else { return }
    if context.snapshot.task == .regression { return drawResiduals(page, in: area, on: &canvas) }
    let classes = (page["histogram"]?["counts"]?.members ?? []).map { member in
      (name: member.name, counts: (member.value.array ?? []).map { $0.double ?? 0 })
    }
    guard !classes.isEmpty else { return canvas.putEmpty("no scores", in: area) }
    let edges = (page["histogram"]?["edges"]?.array ?? []).map { $0.double ?? .nan }
    guard classes.count == 2 else { return drawMany(classes, in: area, on: &canvas) }
    // Shares of each class: the rarer one would be lost beside the other.
    PairedHistogram(
      reference: ScoresPane.shares(classes[0].counts), window: ScoresPane.shares(classes[1].counts),
      labels: edges.map { NumberText.fixed($0, 1) }, referenceName: classes[0].name, windowName: classes[1].name
    ).draw(in: area, on: &canvas)
  }

  private static func shares(_ counts: [Double]) -> [Double] {
    let total = counts.reduce(0, +)
    return total > 0 ? counts.map { $0 / total } : counts
  }

  private func drawMany(_ classes: [(name: String, counts: [Double])], in area: Rect, on canvas: inout Canvas) {
    let names = min(area.width / 3, classes.map { CharacterWidth.columns($0.name) }.max() ?? 0)
    for (row, entry) in classes.prefix(area.height).enumerated() {
      canvas.put(TextLine(entry.name, .dim), in: area.prefixColumns(names), row: row)
      canvas.put(
        Bars.histogram(entry.counts.map { Int($0) }, width: max(1, area.width - names - 1)),
        in: area.dropFirstColumns(names + 1), row: row)
    }
  }

  private func drawResiduals(_ page: JSON, in area: Rect, on canvas: inout Canvas) {
    let counts = (page["residuals"]?["counts"]?.array ?? []).map { $0.double ?? 0 }
    let edges = (page["residuals"]?["edges"]?.array ?? []).map { $0.double ?? .nan }
    guard !counts.isEmpty, area.height >= 2 else { return canvas.putEmpty("no residuals", in: area) }
    let shown = Charts.stretched(counts, to: area.width)
    let plot = area.prefixRows(min(13, area.height - 1)).prefixColumns(shown.count)
    Sparkline(shown, bounds: 0...max(1, counts.max() ?? 1)).draw(in: plot, on: &canvas)
    guard let first = edges.first, let last = edges.last else { return }
    let axis = Rect(x: plot.x, y: plot.endY, width: plot.width, height: 1)
    canvas.put(TextLine(MetricText.number(first, digits: 3), .axisLabel), in: axis)
    canvas.put(TextLine(MetricText.number(last, digits: 3), .axisLabel), in: axis, alignment: .trailing)
    if first < 0, last > 0 {
      let zero = Int((-first / (last - first) * Double(plot.width - 1)).rounded())
      canvas.put(TextLine("0", .axisLabel), in: axis.dropFirstColumns(zero))
    }
  }
}

import CellCanvas
import Encoding

/// How a metric differs between two versions, as the engine's pages tell it, and what that means.
struct ComparedMetric {
  let metric: String
  let difference: Double
  let lower: Double
  let upper: Double

  init(_ json: JSON) {
    metric = json["metric"]?.string ?? ""
    difference = json["difference"]?.double ?? .nan
    (lower, upper) = (json["lower"]?.double ?? .nan, json["upper"]?.double ?? .nan)
  }

  /// The whole interval lies on one side of nought.
  private var isReal: Bool { lower.isFinite && upper.isFinite && (lower > 0 || upper < 0) }
  private var isBetter: Bool { MetricText.wantsSmall(metric) ? difference < 0 : difference > 0 }

  var role: Role { !isReal ? .idle : isBetter ? .ok : .failing }
  var word: String { !isReal ? "~ may be chance" : isBetter ? "✓ better" : "✗ worse" }
  var change: String { difference.isFinite ? CellText.signed(metric, difference) : "–" }

  /// A row of a forest plot, with what is to stand beside it.
  func row(isMain: Bool, _ text: TextLine) -> ForestPlot.Row {
    ForestPlot.Row(
      TextLine(MetricText.title(metric), isMain ? .strong : nil), difference, from: lower, to: upper, text: text,
      role: role)
  }
}

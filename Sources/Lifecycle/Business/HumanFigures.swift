import Encoding
import Statistics

/// The model beside the people whose work it takes over, on the rows that both decided.
///
/// Over the windows that the state keeps.
public struct HumanFigures: Sendable, Equatable {
  /// Rows that both decided.
  public var rows: Int
  /// Share of them that both decided alike; nil without any.
  public var agreement: Double?
  public var agreementInterval: Interval?
  /// What people's decisions were worth, and the model's on the same rows; nil without a value model or outcomes.
  public var value: Double?
  public var modelValue: Double?
  public var series: [Point]

  public struct Point: Sendable, Equatable {
    public var time: Timestamp
    public var agreement: Double?
    public var value: Double?
    public var modelValue: Double?
  }

  /// What the model is worth more than people.
  public var difference: Double? { value.flatMap { value in modelValue.map { $0 - value } } }

  public init(_ windows: [Window]) {
    var agreed = 0.0
    rows = 0
    series = []
    for window in windows {
      let figures = window.closed.figures
      let count = figures["human.rows"] ?? 0
      let worth = window.settled?.alternatives
      guard count > 0 || worth?["human"] != nil else { continue }
      rows += Int(count)
      agreed += count * (figures["human.agreement"] ?? 0)
      if let human = worth?["human"], let model = worth?["model"] {
        value = (value ?? 0) + human
        modelValue = (modelValue ?? 0) + model
      }
      series.append(
        Point(
          time: window.closed.to, agreement: figures["human.agreement"], value: worth?["human"],
          modelValue: worth?["model"]))
    }
    guard rows > 0 else { return }
    agreement = agreed / Double(rows)
    agreementInterval = Interval.wilson(successes: Int(agreed.rounded()), of: rows)
  }
}

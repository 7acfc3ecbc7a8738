extension Recipe.Options {
  /// The options' names in `sextant.yaml` and on the command line.
  public static let names = ["class_weight", "balance", "calibrate", "folds", "categorical"]
  public static let balanceRange: ClosedRange<Double> = 1...1e6
  public static let foldRange: ClosedRange<Double> = 2...20

  /// Sets an option by its name.
  ///
  /// - Returns: what the value must be, where it is not; nil when it is set.
  public mutating func set(_ name: String, to text: String) -> String? {
    switch name {
    case "class_weight": Self.choose(text, &classWeight)
    case "calibrate": Self.choose(text, &calibration)
    case "categorical": Self.choose(text, &categorical)
    case "balance": setBalance(text)
    case "folds": setFolds(text)
    default: "one of " + Self.names.joined(separator: ", ")
    }
  }

  private static func choose<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, _ target: inout Choice
  ) -> String? {
    guard let choice = Choice(rawValue: text) else {
      return "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
    }
    target = choice
    return nil
  }

  private mutating func setBalance(_ text: String) -> String? {
    if text == "none" {
      balance = nil
      return nil
    }
    guard let value = Double(text), Self.balanceRange.contains(value) else {
      return "a number from 1 to 1000000, or none"
    }
    balance = value
    return nil
  }

  private mutating func setFolds(_ text: String) -> String? {
    if text == "none" || text == "0" {
      folds = nil
      return nil
    }
    guard let value = Int(text), Self.foldRange.contains(Double(value)) else {
      return "a whole number from 2 to 20, or none"
    }
    folds = value
    return nil
  }
}

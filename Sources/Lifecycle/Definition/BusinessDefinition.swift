import Expressions

/// What the business counts.
public struct BusinessDefinition: Sendable, Equatable, Codable {
  /// Unit of the value model: `€`, `cents`, `bikes`.
  public var unit: String = ""
  public var kpis: [KPI] = []
  /// Columns of categories by whose levels the value is told apart, at most `segmentCountMax`.
  public var segments: [String] = []

  public static let segmentCountMax = 6

  public init(unit: String = "", kpis: [KPI] = [], segments: [String] = []) {
    self.unit = unit
    self.kpis = kpis
    self.segments = segments
  }
}

/// A business number over predictions and outcomes, with a target.
public struct KPI: Sendable, Equatable, Codable {
  public var name: String
  public var unit: String = ""
  /// An aggregate over a window's rows, such as `sum(abs(prediction - cnt))`.
  public var formula: Expression
  public var target: Target?

  public struct Target: Sendable, Equatable, Codable {
    public var comparison: ComparisonOperator
    public var bound: Double

    public init(comparison: ComparisonOperator, bound: Double) {
      self.comparison = comparison
      self.bound = bound
    }
  }

  public init(name: String, unit: String = "", formula: Expression, target: Target? = nil) {
    self.name = name
    self.unit = unit
    self.formula = formula
    self.target = target
  }
}

import Lifecycle

extension ProjectFile {
  /// What `sextant init` inferred and is about to write down.
  public struct Draft: Sendable {
    public var name: String
    public var source: DataDefinition.Source
    public var target: String
    public var task: Task
    public var rowCount: Int
    public var positive: String?
    public var time: TimeDefinition?
    public var id: String?
    public var leaveOut: [LeftOut] = []
    /// Rows that could not be read and were left out; with any, later readings leave such rows out too.
    public var badRowCount = 0
    public var split = SplitDefinition()
    public var metric: String
    public var gates: [Suggestion] = []
    public var value: ValueModel?
    public var window: MonitoringDefinition.WindowLength?
    public var outcomeDelaySeconds: Double = 0
    public var business = BusinessDefinition()

    /// What the target asks for.
    public enum Task: String, Sendable, Hashable, CaseIterable {
      case binary, multiclass, regression
    }

    /// A column that stays out of the model, and why.
    public struct LeftOut: Sendable, Equatable {
      public var column: String
      public var reason: String

      public init(column: String, reason: String) {
        self.column = column
        self.reason = reason
      }
    }

    /// A gate, and what speaks for it.
    public struct Suggestion: Sendable, Equatable {
      /// As `Gate(parsing:)` reads it.
      public var gate: String
      public var reason: String

      public init(gate: String, reason: String) {
        self.gate = gate
        self.reason = reason
      }
    }

    /// A draft with the metric that suits the task and without gates.
    public init(name: String, source: DataDefinition.Source, target: String, task: Task, rowCount: Int) {
      self.name = name
      self.source = source
      self.target = target
      self.task = task
      self.rowCount = rowCount
      metric =
        switch task {
        case .binary: "auc"
        case .multiclass: "macro_auc"
        case .regression: "rmse"
        }
    }
  }

  /// The text of a first `sextant.yaml`: every inferred thing with a comment that says so.
  ///
  /// It reads back without findings, provided that the gates, the value model and the KPIs suit the task.
  public static func initial(_ draft: Draft) -> String {
    var writer = DraftWriter(draft: draft)
    return writer.text()
  }
}

import Lifecycle
import Monitoring

extension TrafficPlayer {
  public struct Configuration: Sendable {
    public var session: SessionID
    public var task: Lifecycle.LearningTask
    public var target: String
    /// Raw columns that go to the log; the features, and what value model and KPIs read.
    public var loggedColumns: [String]
    public var window: MonitoringDefinition.WindowLength
    public var outcomeDelaySeconds: Double
    public var metric: String
    public var value: ValueModel?
    public var kpis: [KPI]
    public var baseline: BaselineAnswer?
    public var exploration: Double
    public var seed: UInt64
    /// Index of the first window, for a session that goes on.
    public var firstWindow: Int
    /// Width of the range of scores: 1 for probabilities, for a regression the spread of the target.
    public var scoreScale: Double
    /// Columns that the model learns from.
    public var features: Set<String> = []
    /// Columns whose levels are watched for errors, where they are categories; logged or not.
    public var watchedColumns: [String] = []
    /// Columns by whose levels the value is told apart.
    public var segments: [String] = []
    /// The whole table goes to the log, as it comes.
    public var logsWholeTable = false
    /// The column that says who asks, and the seconds within which asking again counts; nil counts nothing.
    public var redo: MonitoringDefinition.Redo?
    /// Text columns that are names, not texts.
    public var namingColumns: Set<String> = []
    /// Rows of closed windows that may wait for outcomes; the oldest windows are settled before there are more.
    public var waitingRowCountMax = Int.max
    /// Rows at which a window of time closes before its end.
    public var openRowCountMax = Int.max
    /// Tells windows from the reference; nil where nobody asked for it.
    public var domain: DomainWatch?

    public init(
      session: SessionID, task: Lifecycle.LearningTask, target: String, loggedColumns: [String],
      window: MonitoringDefinition.WindowLength, outcomeDelaySeconds: Double, metric: String, value: ValueModel?,
      kpis: [KPI], baseline: BaselineAnswer?, exploration: Double, seed: UInt64, firstWindow: Int,
      scoreScale: Double = 1
    ) {
      self.scoreScale = scoreScale
      self.session = session
      self.task = task
      self.target = target
      self.loggedColumns = loggedColumns
      self.window = window
      self.outcomeDelaySeconds = outcomeDelaySeconds
      self.metric = metric
      self.value = value
      self.kpis = kpis
      self.baseline = baseline
      self.exploration = exploration
      self.seed = seed
      self.firstWindow = firstWindow
    }
  }
}

import Encoding
import Expressions

/// How traffic is cut into windows and what raises an alarm.
public struct MonitoringDefinition: Sendable, Equatable, Codable {
  public var window: WindowLength?
  /// Seconds of event time until an outcome is known.
  public var outcomeDelaySeconds: Double = 0
  public var alarms: [AlarmRule] = []
  public var policies: [RetrainPolicy] = []
  /// Who outside is told of what.
  public var notify: [NotifyRule] = []
  /// What is watched where the model is served elsewhere.
  public var watch: WatchDefinition?
  /// How often a classifier tries to tell windows from the reference; nil where none does.
  public var multivariate: MultivariateDefinition?

  /// Who asks again within which time; nil takes the deployment's unit, where there is one.
  public var redo: Redo?

  /// The same unit asked again: it was not content with the answer.
  public struct Redo: Sendable, Equatable, Codable {
    /// The column that says who asks.
    public var unit: String
    /// Seconds of event time.
    public var withinSeconds: Double

    public static let withinSecondsDefault = 600.0

    public init(unit: String, withinSeconds: Double = Redo.withinSecondsDefault) {
      self.unit = unit
      self.withinSeconds = withinSeconds
    }
  }

  public enum WindowLength: Sendable, Equatable, Codable {
    case rows(Int)
    /// Seconds of event time.
    case period(Double)
  }

  public init(
    window: WindowLength? = nil, outcomeDelaySeconds: Double = 0, alarms: [AlarmRule] = [],
    policies: [RetrainPolicy] = [], notify: [NotifyRule] = []
  ) {
    self.notify = notify
    self.policies = policies
    self.window = window
    self.outcomeDelaySeconds = outcomeDelaySeconds
    self.alarms = alarms
  }
}

/// When live windows are told from the reference by a classifier, which takes time.
public struct MultivariateDefinition: Sendable, Equatable, Codable {
  /// Windows from one trial to the next, at least.
  public var every: Int
  /// Share of a processor core that trials may take, in 0…1.
  public var share: Double

  public static let everyDefault = 10
  public static let shareDefault = 0.05

  public init(every: Int = everyDefault, share: Double = shareDefault) {
    self.every = every
    self.share = share
  }
}

/// A rule over the figures of a window. The gates of the scope and drift have rules of their own without being
/// written down.
public struct AlarmRule: Sendable, Equatable, Codable {
  public var name: String
  /// A comparison over metrics, KPIs and drift, such as `psi.euribor3m >= 0.2` or `auc < 0.7`.
  public var condition: Expression
  /// Consecutive windows that must agree before it fires.
  public var windows: Int = 2
  /// Event time for which it must hold before it fires, in seconds; nil counts windows.
  public var holdSeconds: Double?
  public var severity: Severity = .warning
  /// Windows without its figure after which it says that it has no data; nil for `noDataWindowsUsual`.
  public var noDataWindows: Int?

  public static let noDataWindowsUsual = 3

  /// Consecutive windows of a length, in seconds of event time, that make the rule fire.
  public func windows(of length: Double) -> Int {
    guard let holdSeconds, length > 0 else { return windows }
    return Int(min(1000, max(1, (holdSeconds / length).rounded(.up))))
  }

  public enum Severity: String, Sendable, Hashable, CaseIterable, Codable {
    case information, warning, critical
  }

  /// What rules about the sources name: seconds since the last row, and rows a second as a share of the expected.
  public static let upstreamNames = ["freshness", "volume"]

  /// Whether it is about the sources alone: judged when a window's inputs are complete, and while nothing comes.
  public var isUpstream: Bool {
    let names = condition.names
    return !names.isEmpty && names.allSatisfy { Self.upstreamNames.contains($0) }
  }

  public init(
    name: String, condition: Expression, windows: Int = 2, severity: Severity = .warning,
    noDataWindows: Int? = nil
  ) {
    self.noDataWindows = noDataWindows
    self.name = name
    self.condition = condition
    self.windows = windows
    self.severity = severity
  }
}

/// When the engine retrains by itself, or says that somebody should.
public struct RetrainPolicy: Sendable, Equatable, Codable {
  public var name: String
  public var mode: Mode = .suggest
  public var trigger: Trigger
  /// Seconds of event time in which it does not act again.
  public var coolDownSeconds: Double = 86_400
  /// Which rows to learn from; nil takes what `data.retrain_newest` says.
  public var data: DataChoice?
  /// How much it may train; nil without a bound.
  public var budget: Budget?

  /// So many trainings, or so many seconds of training, in a period of event time.
  public struct Budget: Sendable, Equatable, Codable {
    public var trainings: Int?
    public var seconds: Double?
    /// Seconds of event time.
    public var period: Double

    public init(trainings: Int? = nil, seconds: Double? = nil, period: Double) {
      self.trainings = trainings
      self.seconds = seconds
      self.period = period
    }
  }

  public enum Mode: String, Sendable, Hashable, CaseIterable, Codable {
    case off, suggest, automatic
  }

  public enum Trigger: Sendable, Equatable, Codable {
    /// A drift alarm fires.
    case drift
    /// A gate's alarm fires.
    case gate
    /// So many outcomes since the champion was trained.
    case outcomes(Int)
    /// So many seconds of event time since the champion was trained.
    case schedule(Double)
    /// A comparison over what alarm rules may name.
    case condition(Expression)
  }

  public init(
    name: String, mode: Mode = .suggest, trigger: Trigger, coolDownSeconds: Double = 86_400, data: DataChoice? = nil,
    budget: Budget? = nil
  ) {
    self.name = name
    self.mode = mode
    self.trigger = trigger
    self.coolDownSeconds = coolDownSeconds
    self.data = data
    self.budget = budget
  }
}

extension RetrainPolicy.Trigger {
  /// The condition it waits for, where it waits for one.
  public var condition: Expression? {
    switch self {
    case .condition(let condition): condition
    case .drift, .gate, .outcomes, .schedule: nil
    }
  }
}

extension RetrainPolicy.Trigger {
  /// What it waits for, in words.
  public var text: String {
    switch self {
    case .drift: "drift"
    case .gate: "gate"
    case .outcomes(let count): "\(count) outcomes"
    case .schedule(let seconds): "every \(NumberText.duration(seconds))"
    case .condition(let condition): condition.text
    }
  }
}

extension RetrainPolicy.Budget {
  /// `3 trainings, 600 s of training in 7 d`.
  public var text: String {
    let parts = [
      trainings.map { "\($0) training\($0 == 1 ? "" : "s")" }, seconds.map { "\(Period.text($0)) of training" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ") + " per \(Period.text(period))"
  }
}

extension ProjectDefinition {
  /// Who asks again within which time: as the project says, else the deployment's unit within ten minutes.
  public var redo: MonitoringDefinition.Redo? {
    monitoring.redo ?? deployment.unit.map { MonitoringDefinition.Redo(unit: $0) }
  }
}

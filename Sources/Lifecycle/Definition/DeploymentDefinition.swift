/// How a version goes live.
public struct DeploymentDefinition: Sendable, Equatable, Codable {
  public var strategy: Strategy = .direct
  public var automation: AutomationLevel = .full
  /// Share of the requests with several candidates that a random one answers, 0…1: what a model never tries, it
  /// never learns about.
  public var explore: Double = 0

  public enum Strategy: String, Sendable, Hashable, CaseIterable, Codable {
    case direct, shadow, canary
  }

  public var canary: Canary = Canary()
  public var shadow: Hold = .rows(2000)
  /// Scores between which a request goes to the review queue, at partial automation.
  public var reviewBand: ClosedRange<Double> = 0.4...0.6

  /// How long a step lasts.
  public enum Hold: Sendable, Equatable, Codable {
    case rows(Int)
    /// Seconds of event time.
    case period(Double)
  }

  public struct Canary: Sendable, Equatable, Codable {
    /// Shares of the traffic, ascending, each in 0…1.
    public var steps: [Double] = [0.05, 0.25, 0.5]
    public var hold: Hold = .rows(2000)
    /// Outcomes that each arm needs before a step may be judged.
    public var minimumOutcomes: Int = 200

    public init(steps: [Double] = [0.05, 0.25, 0.5], hold: Hold = .rows(2000), minimumOutcomes: Int = 200) {
      self.steps = steps
      self.hold = hold
      self.minimumOutcomes = minimumOutcomes
    }
  }

  /// What the prediction log outlives, and how much of it is kept.
  public var log: Log = Log()

  public struct Log: Sendable, Equatable, Codable {
    /// True: an answer is on the disk before it is given, and outlives a power loss. False: it outlives the program.
    public var outlivesPowerLoss: Bool = false
    /// Bytes that the log may take; nil is what suits the source.
    public var retainedByteCount: Int?

    public init(outlivesPowerLoss: Bool = false, retainedByteCount: Int? = nil) {
      self.outlivesPowerLoss = outlivesPowerLoss
      self.retainedByteCount = retainedByteCount
    }
  }

  public init(
    strategy: Strategy = .direct, automation: AutomationLevel = .full, explore: Double = 0,
    canary: Canary = Canary(), shadow: Hold = .rows(2000), reviewBand: ClosedRange<Double> = 0.4...0.6
  ) {
    self.canary = canary
    self.shadow = shadow
    self.reviewBand = reviewBand
    self.strategy = strategy
    self.automation = automation
    self.explore = explore
  }
}

/// Who decides.
public enum AutomationLevel: String, Sendable, Hashable, CaseIterable, Codable {
  case humanOnly = "human"
  case shadow, assistance, partial, full
}

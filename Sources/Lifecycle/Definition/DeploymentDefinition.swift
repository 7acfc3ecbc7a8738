/// How a version goes live.
public struct DeploymentDefinition: Sendable, Equatable, Codable {
  public var strategy: Strategy = .direct
  public var automation: AutomationLevel = .full
  /// Share of the requests with several candidates that a random one answers, 0…1: what a model never tries, it
  /// never learns about.
  public var explore: Double = 0

  public enum Strategy: String, Sendable, Hashable, CaseIterable, Codable {
    case direct, shadow, canary, rolling
    case blueGreen = "blue_green"
    case ab

    /// As people write it: `a/b`, `blue-green` and the like are understood.
    public init?(reading word: String) {
      switch word {
      case "a/b", "A/B", "ab-test", "ab_test": self = .ab
      case "blue-green", "blue/green": self = .blueGreen
      default:
        guard let strategy = Strategy(rawValue: word) else { return nil }
        self = strategy
      }
    }

    /// For people: `A/B`, `blue/green`.
    public var title: String {
      switch self {
      case .direct, .shadow, .canary, .rolling: rawValue
      case .blueGreen: "blue/green"
      case .ab: "A/B"
      }
    }
  }

  public var canary: Canary = Canary()
  public var shadow: Hold = .rows(2000)
  public var rolling: Rolling = Rolling()
  public var blueGreen: BlueGreen = BlueGreen()
  public var ab: Experiment = Experiment()
  /// The column whose value says who asks, by which traffic is split; nil takes `data.id`, and the request's own number
  /// where there is none.
  public var unit: String?
  /// What is mixed into the hash of a unit; nil shuffles anew for each rollout.
  public var salt: String?
  public var guardrails: Guardrails = Guardrails()
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

  /// Shares that grow by themselves, as long as no guardrail says no.
  public struct Rolling: Sendable, Equatable, Codable {
    /// Shares of the traffic, ascending, each in 0…1.
    public var steps: [Double] = [0.25, 0.5, 1]
    public var hold: Hold = .rows(500)

    public init(steps: [Double] = [0.25, 0.5, 1], hold: Hold = .rows(500)) {
      self.steps = steps
      self.hold = hold
    }
  }

  /// Both versions loaded, all traffic swapped at once.
  public struct BlueGreen: Sendable, Equatable, Codable {
    /// How long the new version is watched after the swap.
    public var hold: Hold = .rows(2000)
    /// Loaded and kept warm until a person swaps; else the swap follows at once.
    public var waits: Bool = false

    public init(hold: Hold = .rows(2000), waits: Bool = false) {
      self.hold = hold
      self.waits = waits
    }
  }

  /// Two versions side by side until one of them is known to be better.
  public struct Experiment: Sendable, Equatable, Codable {
    /// Of the traffic, that the challenger answers; the champion's arm is as large as the rest allows. 0…1, exclusive.
    public var share: Double = 0.5
    /// How long it lasts at most.
    public var hold: Hold = .rows(5000)
    /// Outcomes that each arm needs before it may be read.
    public var minimumOutcomes: Int = 200

    public init(share: Double = 0.5, hold: Hold = .rows(5000), minimumOutcomes: Int = 200) {
      self.share = share
      self.hold = hold
      self.minimumOutcomes = minimumOutcomes
    }
  }

  /// What ends a rollout beside the scope's gates.
  public struct Guardrails: Sendable, Equatable, Codable {
    /// Milliseconds a row that 99 % of the challenger's answers must stay within.
    public var latencyP99: Double?
    /// Share of the rows that the challenger may fail to answer, 0…1.
    public var errorShare: Double?

    public init(latencyP99: Double? = nil, errorShare: Double? = nil) {
      self.latencyP99 = latencyP99
      self.errorShare = errorShare
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

extension ProjectDefinition {
  /// The column that says who asks, for the strategy that is planned.
  public var splitUnit: String? { splitUnit(for: deployment.strategy) }

  /// The column that says who asks, for a strategy that deals out requests; nil where each request stands for itself.
  public func splitUnit(for strategy: DeploymentDefinition.Strategy) -> String? {
    switch strategy {
    case .direct, .blueGreen: deployment.unit
    case .shadow, .canary, .rolling, .ab: deployment.unit ?? data.id
    }
  }
}

/// Who decides.
public enum AutomationLevel: String, Sendable, Hashable, CaseIterable, Codable {
  case humanOnly = "human"
  case shadow, assistance, partial, full
}

import Lifecycle
import Statistics

/// A challenger beside the champion, as the hot path takes it: one step of a rollout.
public struct Trial: Sendable {
  /// What the step is known by; figures of one step are not those of another.
  public struct Key: Sendable, Hashable {
    /// Sequence of the event that began the rollout.
    public var rollout: Int
    /// Grows by one with each step and each resumption.
    public var turn: Int

    public init(rollout: Int, turn: Int) {
      self.rollout = rollout
      self.turn = turn
    }
  }

  public var key: Key
  public var strategy: DeploymentDefinition.Strategy
  public var challenger: ServedModel
  public var split: TrafficSplit
  /// The champion that it is compared with; rows that another version answered do not count.
  public var champion: VersionID
  /// The column that says who asks; nil takes each request for itself.
  public var unit: String?
  /// Milliseconds a row past which a batch counts as slow; nil without that guardrail.
  public var latencyLimit: Double?

  public init(
    key: Key, strategy: DeploymentDefinition.Strategy, challenger: ServedModel, split: TrafficSplit,
    champion: VersionID, unit: String? = nil, latencyLimit: Double? = nil
  ) {
    self.unit = unit
    self.latencyLimit = latencyLimit
    self.key = key
    self.strategy = strategy
    self.challenger = challenger
    self.split = split
    self.champion = champion
  }
}

extension DeploymentDefinition.Strategy {
  /// Whether requests are dealt out to both versions.
  var splitsTraffic: Bool {
    switch self {
    case .canary, .rolling, .ab: true
    case .direct, .shadow, .blueGreen: false
    }
  }
}

/// Who answers which request: settled by a hash of its identity and a salt, never by chance, so that the same request
/// gets the same arm again, after a crash too.
public struct TrafficSplit: Sendable, Equatable {
  public var shares: RolloutShares
  public var salt: UInt64

  public init(shares: RolloutShares, salt: UInt64) {
    self.shares = shares
    self.salt = salt
  }

  /// - Parameter unit: the stable identity of who asks.
  public func arm(of unit: Int64) -> RolloutArm {
    shares.arm(of: TrafficSplit.draw(unit, salt: salt))
  }

  /// A number from 0 to 1, exclusive, that two rounds of mixing make of identity and salt: neighbours in either are
  /// strangers here.
  static func draw(_ unit: Int64, salt: UInt64) -> Double {
    var salted = SplitMix64(state: salt)
    var mixed = SplitMix64(state: UInt64(bitPattern: unit) ^ salted.next())
    return Double(mixed.next() >> 11) * 0x1p-53
  }
}

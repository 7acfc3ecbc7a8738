/// Turns a noisy series of readings into an alarm that is neither jumpy nor stuck.
///
///     inactive ──over──▶ pending ──over, k in a row──▶ firing ──clear, m in a row──▶ resolved
///        ▲                  │                                                          │
///        └────not over──────┘                        pending ◀──over───────────────────┘
///
/// A pure state machine: it knows no clock and no rule. A window without data says nothing: it neither raises nor
/// resolves, and breaks no row of windows that did.
public struct Hysteresis: Sendable, Hashable {
  /// How hard it is to raise and to resolve.
  public struct Policy: Sendable, Hashable {
    /// Consecutive windows over the bound before the alarm fires; at least 1.
    public var raiseAfter: Int
    /// Consecutive clear windows before it resolves; at least 1.
    public var resolveAfter: Int
    /// How far inside the bound a value has to be to count as clear, as a share of the bound's size.
    public var margin: Double

    public init(raiseAfter: Int = 2, resolveAfter: Int = 3, margin: Double = 0.1) {
      self.raiseAfter = max(raiseAfter, 1)
      self.resolveAfter = max(resolveAfter, 1)
      self.margin = max(margin, 0)
    }
  }

  /// Which side of the bound is the bad one.
  public enum Direction: Sendable, Hashable {
    /// Too much is bad: drift, latency.
    case above
    /// Too little is bad: AUC, revenue.
    case below
  }

  /// What a window says.
  public enum Input: Sendable, Hashable {
    case over
    /// Inside the bound, but within the margin: no reason to fire and none to resolve.
    case marginal
    case clear
    case noData

    /// - Parameters:
    ///   - value: nil or NaN where the window has no data.
    ///   - bound: at the bound is over.
    public init(value: Double?, bound: Double, direction: Direction = .above, margin: Double) {
      guard let value, !value.isNaN, !bound.isNaN else {
        self = .noData
        return
      }
      let excess: Double =
        switch direction {
        case .above: value - bound
        case .below: bound - value
        }
      self = excess >= 0 ? .over : excess < -margin * abs(bound) || margin == 0 ? .clear : .marginal
    }
  }

  public enum State: Sendable, Hashable {
    case inactive
    /// Over the bound for so many windows, not yet enough.
    case pending(windows: Int)
    /// Clear for so many windows, not yet enough.
    case firing(clearWindows: Int)
    case resolved
  }

  /// A change that people may want to know of.
  public enum Transition: Sendable, Hashable {
    case becamePending
    /// Pending, and then not over after all.
    case calmed
    case fired
    case resolved
  }

  public let policy: Policy
  public private(set) var state: State

  /// - Parameter state: where an earlier run left off.
  public init(policy: Policy = Policy(), state: State = .inactive) {
    self.policy = policy
    self.state = state
  }

  /// Whether the alarm stands.
  public var isFiring: Bool {
    switch state {
    case .firing: true
    case .inactive, .pending, .resolved: false
    }
  }

  /// Takes in a reading of the next window.
  @discardableResult
  public mutating func observe(value: Double?, bound: Double, direction: Direction = .above) -> Transition? {
    observe(Input(value: value, bound: bound, direction: direction, margin: policy.margin))
  }

  /// Takes in the next window.
  ///
  /// - Returns: the change of state, if any; counting on inside a state is none.
  @discardableResult
  public mutating func observe(_ input: Input) -> Transition? {
    switch (state, input) {
    case (_, .noData): return nil
    case (.inactive, .over), (.resolved, .over): return rise(to: 1)
    case (.inactive, .marginal), (.inactive, .clear), (.resolved, .marginal), (.resolved, .clear): return nil
    case (.pending(let windows), .over): return rise(to: windows + 1)
    case (.pending, .marginal), (.pending, .clear):
      state = .inactive
      return .calmed
    case (.firing, .over), (.firing, .marginal):
      state = .firing(clearWindows: 0)
      return nil
    case (.firing(let windows), .clear):
      guard windows + 1 < policy.resolveAfter else {
        state = .resolved
        return .resolved
      }
      state = .firing(clearWindows: windows + 1)
      return nil
    }
  }

  private mutating func rise(to windows: Int) -> Transition? {
    guard windows < policy.raiseAfter else {
      state = .firing(clearWindows: 0)
      return .fired
    }
    state = .pending(windows: windows)
    return windows == 1 ? .becamePending : nil
  }
}

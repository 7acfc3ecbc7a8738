import Encoding
import Statistics

/// How much traffic there is, and how soon it is known what became of it.
public struct TrafficPace: Sendable, Equatable, Codable {
  /// Rows that this was measured on.
  public var rows: Int
  public var rowsPerDay: Double
  /// Of the rows whose time had come, those whose outcome was known, 0…1.
  public var outcomeShare: Double
  public var outcomeDelaySeconds: Double

  public init(rows: Int, rowsPerDay: Double, outcomeShare: Double = 1, outcomeDelaySeconds: Double) {
    self.rows = rows
    self.rowsPerDay = rowsPerDay
    self.outcomeShare = outcomeShare
    self.outcomeDelaySeconds = outcomeDelaySeconds
  }

  /// The newest session's, by its windows; nil where it has none that lasted.
  public init?(_ state: LifecycleState, _ definition: ProjectDefinition) {
    guard let first = state.windows.first, let last = state.windows.last else { return nil }
    let rows = state.windows.reduce(0) { $0 + $1.closed.rows }
    let seconds = last.closed.to.seconds(since: first.closed.from)
    guard rows > 1, seconds > 0 else { return nil }
    let settled = state.windows.filter { $0.settled != nil }
    let due = settled.reduce(0) { $0 + $1.closed.rows }
    let known = settled.reduce(0) { $0 + ($1.settled?.settled ?? 0) }
    self.init(
      rows: rows, rowsPerDay: Double(rows) / seconds * 86_400,
      outcomeShare: due > 0 ? min(1, Double(known) / Double(due)) : 1,
      outcomeDelaySeconds: definition.monitoring.outcomeDelaySeconds)
  }

  func rows(in seconds: Double) -> Double { rowsPerDay * seconds / 86_400 }

  func seconds(for rows: Double) -> Double { rowsPerDay > 0 ? rows / rowsPerDay * 86_400 : .infinity }
}

/// What a plan comes to at the present traffic.
public struct RolloutForecast: Sendable, Equatable {
  public var steps: [Step]
  public var findings: [Finding]

  public struct Step: Sendable, Equatable {
    public var share: Double
    /// Rows of traffic while it holds.
    public var rows: Double
    /// Outcomes of the smaller of the two arms when the hold is over.
    public var outcomes: Double
    /// Outcomes that it takes; 0 where none are asked for.
    public var needed: Int
    /// Rows of traffic after which it can be judged; infinite where it never can.
    public var rowsNeeded: Double
    public var seconds: Double
    /// The least difference in the compared metric that the interval can tell from nothing when the hold is over; nil
    /// where the metric's spread is not known.
    public var detectable: Double?
  }

  public struct Finding: Sendable, Equatable {
    /// Index of the step; nil for the plan.
    public var step: Int?
    public var message: String
    public var mend: String
  }
}

extension RolloutPlan {
  /// Works out what the plan comes to before it begins.
  ///
  /// - Parameters:
  ///   - pace: nil where no traffic is known.
  ///   - deviation: standard error of the compared metric on one outcome: that on n outcomes times √n; nil if unknown.
  ///   - splitsByUnit: whether a column says who asks.
  public func forecast(_ pace: TrafficPace?, deviation: Double? = nil, splitsByUnit: Bool = true) -> RolloutForecast {
    var findings: [RolloutForecast.Finding] = []
    if strategy == .ab, !splitsByUnit {
      findings.append(
        RolloutForecast.Finding(
          message: "who asks is not known: each request is dealt out for itself, and one person may see both versions",
          mend: "name the column: `deployment.unit: customer_id`"))
    }
    guard let pace else { return RolloutForecast(steps: [], findings: findings) }
    let forecasts = steps.map { forecast($0, pace, deviation) }
    for index in steps.indices where asksForOutcomes {
      if let finding = finding(index, forecasts[index], pace) { findings.append(finding) }
    }
    return RolloutForecast(steps: forecasts, findings: findings)
  }

  /// Whether a step without outcomes stands still.
  private var asksForOutcomes: Bool {
    switch strategy {
    case .shadow, .canary, .ab: true
    case .direct, .rolling, .blueGreen: false
    }
  }

  /// Share of the traffic of the smaller of the two arms that are compared.
  private func comparedShare(_ step: Step) -> Double {
    switch strategy {
    case .shadow: 1
    case .direct, .rolling, .blueGreen: step.share
    case .canary, .ab:
      min(RolloutShares(challenger: step.share).challenger, RolloutShares(challenger: step.share).baseline)
    }
  }

  private func forecast(_ step: Step, _ pace: TrafficPace, _ deviation: Double?) -> RolloutForecast.Step {
    let share = comparedShare(step)
    let late = pace.rows(in: pace.outcomeDelaySeconds)
    let rows: Double =
      switch step.hold {
      case .rows(let count): Double(count)
      case .period(let seconds): pace.rows(in: seconds)
      }
    let outcomes = max(0, rows - late) * share * pace.outcomeShare
    let needed = asksForOutcomes ? minimumOutcomes : 0
    let rate = share * pace.outcomeShare
    let rowsNeeded = needed == 0 ? 0 : rate > 0 ? (Double(needed) / rate).rounded(.up) + late.rounded(.up) : .infinity
    let known = Int(max(outcomes, Double(needed)).rounded())
    let detectable = deviation.flatMap { deviation in
      known > 1
        ? AlwaysValidInterval().reach(
          standardError: deviation * (2 / Double(known)).squareRoot(), count: 2 * known) : nil
    }
    return RolloutForecast.Step(
      share: step.share, rows: rows, outcomes: outcomes, needed: needed, rowsNeeded: rowsNeeded,
      seconds: pace.seconds(for: max(rows, rowsNeeded)), detectable: detectable)
  }

  private func finding(
    _ index: Int, _ forecast: RolloutForecast.Step, _ pace: TrafficPace
  ) -> RolloutForecast.Finding? {
    let name = "step \(index + 1) (\(strategy == .shadow ? "the shadow" : Rollout.percent(forecast.share)))"
    guard forecast.rowsNeeded.isFinite else {
      let mend =
        pace.outcomeShare > 0
        ? "end the steps at 50%: the champion needs as many rows to be compared with"
        : "report outcomes, or compare nothing: `deployment.strategy: rolling`"
      return RolloutForecast.Finding(
        step: index, message: "\(name) can never be judged: one of its arms gets no outcomes", mend: mend)
    }
    guard forecast.outcomes < Double(forecast.needed) else { return nil }
    let (rows, needed) = (Int(forecast.rows), Int(forecast.rowsNeeded))
    let days = NumberText.significant(pace.seconds(for: forecast.rowsNeeded) / 86_400, 2)
    let delay =
      pace.outcomeDelaySeconds > 0 ? ", outcomes known after \(NumberText.duration(pace.outcomeDelaySeconds))" : ""
    return RolloutForecast.Finding(
      step: index,
      message: "\(name) cannot be judged within its hold: \(NumberText.grouped(Int(forecast.outcomes))) of "
        + "\(NumberText.grouped(forecast.needed)) outcomes an arm after \(NumberText.grouped(rows)) rows "
        + "(\(NumberText.grouped(Int(pace.rowsPerDay.rounded()))) rows a day\(delay)); it will stand for "
        + "\(NumberText.grouped(needed)) rows, \(days) days",
      mend: mend(forecast, needed))
  }

  private func mend(_ forecast: RolloutForecast.Step, _ needed: Int) -> String {
    let section = strategy == .shadow ? "shadow" : strategy.rawValue
    let fewer = Int(forecast.outcomes)
    let hold = "`deployment.\(section).hold: \(needed) rows`"
    let place = strategy == .ab ? "ab" : "canary"
    return fewer >= 30 ? "write \(hold), or `deployment.\(place).minimum_outcomes: \(fewer)`" : "write \(hold)"
  }
}

extension RolloutForecast.Finding {
  init(message: String, mend: String) { self.init(step: nil, message: message, mend: mend) }
}

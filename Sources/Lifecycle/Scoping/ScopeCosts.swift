import Encoding

/// What the project has cost and will, by its milestones and rates.
public struct ScopeCosts: Sendable, Equatable {
  public var plannedHours: Double
  public var doneHours: Double
  /// Hours done by their rate.
  public var work: Double
  /// By the month since the first champion, or none before there was one.
  public var running: Double
  public var once: Double
  /// What all hours will have cost, with what is paid once; without running costs.
  public var planned: Double

  public var spent: Double { work + running + once }

  /// - Parameter today: wall time; months are of 365.25 / 12 days.
  public init(_ scope: Scope, _ state: LifecycleState, today: Timestamp) {
    plannedHours = scope.milestones.reduce(0) { $0 + ($1.hours ?? 0) }
    doneHours = scope.milestones.filter(\.isDone).reduce(0) { $0 + ($1.hours ?? 0) }
    let rate = scope.costs.perHour ?? 0
    work = doneHours * rate
    once = scope.costs.once ?? 0
    planned = plannedHours * rate + once
    let start = state.aliasHistory.first { $0.alias == "champion" }?.at
    let days = start.map { Swift.max(0, today.seconds(since: $0)) / 86_400 } ?? 0
    running = days / (365.25 / 12) * (scope.costs.perMonth ?? 0)
  }
}

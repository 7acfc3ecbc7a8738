import Encoding
import Lifecycle

/// What happened between two pictures that a person should hear of, beside what the cockpit itself says in toasts:
/// runs that end, alarms that fire.
struct PlainNews {
  let lines: [String]

  init(from before: Snapshot, to after: Snapshot) {
    guard before.past == nil, after.past == nil else {
      lines = []
      return
    }
    lines =
      PlainNews.runs(before, after) + PlainNews.champion(before, after) + PlainNews.rollout(before, after)
      + PlainNews.alarms(before, after) + PlainNews.traffic(before, after) + PlainNews.iteration(before, after)
  }

  private static func runs(_ before: Snapshot, _ after: Snapshot) -> [String] {
    let known = Set(before.state.runs.map(\.id))
    return after.state.runs.suffix(20).filter { !known.contains($0.id) }.map { run in
      switch run.status {
      case .running: "run \(run.id) has begun: \(run.recipe.name)"
      // Between two pictures it began and ended.
      case .finished: "run \(run.id) made \(run.version.map { "v\($0)" } ?? "a version"): gates \(run.verdict.word)"
      case .failed: "run \(run.id) failed: \(run.reason ?? "no reason was given")"
      case .cancelled: "run \(run.id) was cancelled"
      }
    }
  }

  private static func champion(_ before: Snapshot, _ after: Snapshot) -> [String] {
    guard before.state.aliases.champion != after.state.aliases.champion else { return [] }
    guard let champion = after.state.aliases.champion else { return ["there is no champion any more"] }
    return ["v\(champion) is the champion"]
  }

  private static func rollout(_ before: Snapshot, _ after: Snapshot) -> [String] {
    switch (before.state.rollout, after.state.rollout) {
    case (nil, nil): return []
    case (nil, let new?):
      return ["rollout: v\(new.started.challenger) begins a \(new.started.strategy.rawValue), \(standing(new))"]
    case (let old?, nil):
      let won = after.state.aliases.champion == old.started.challenger
      return ["rollout: v\(old.started.challenger) \(won ? "has arrived" : "was taken back")"]
    case (let old?, let new?):
      guard old.started.challenger == new.started.challenger else {
        return ["rollout: v\(new.started.challenger) is on its way now, \(standing(new))"]
      }
      if old.isPaused != new.isPaused {
        return [new.isPaused ? "rollout: waits for you, \(standing(new))" : "rollout: goes on, \(standing(new))"]
      }
      return old.step == new.step && old.share == new.share ? [] : ["rollout: \(standing(new))"]
    }
  }

  private static func standing(_ rollout: Rollout) -> String {
    "step \(rollout.step + 1), \(CellText.percent(rollout.share)) of the traffic"
  }

  private static func alarms(_ before: Snapshot, _ after: Snapshot) -> [String] {
    let open = Set(before.state.alarms.filter { $0.state == .firing }.map(\.id))
    return after.state.alarms.filter { $0.state == .resolved && open.contains($0.id) }
      .map { "alarm over: \($0.rule)" }
  }

  private static func traffic(_ before: Snapshot, _ after: Snapshot) -> [String] {
    guard before.traffic.state != after.traffic.state else { return [] }
    switch after.traffic.state {
    case .ended: return ["the traffic has ended: \(NumberText.grouped(after.traffic.predictions)) answered"]
    case .playing, .paused, .watching, .idle: return ["traffic \(after.traffic.state.rawValue)"]
    }
  }

  private static func iteration(_ before: Snapshot, _ after: Snapshot) -> [String] {
    let new = after.state.iteration
    guard before.state.iteration.number != new.number else { return [] }
    return ["iteration \(new.number) begins at \(new.stage.title)" + (new.reason.map { ": \($0)" } ?? "")]
  }
}

import Encoding
import Expressions

// The fields outside `scope`.

extension ScopeReader {
  // MARK: - Data

  func data(_ path: String) -> Judgement {
    let key = String(path.prefix { $0 != "." && $0 != "[" })
    switch key {
    case "source":
      guard let dataset = state.datasets.last else { return (.data, "is read", .unknown, "not read yet") }
      return (.data, "is read", .holds, "\(NumberText.grouped(dataset.rows)) rows, \(dataset.columns) columns")
    case "target": return learnt("is what a model answers", definition.data.target)
    case "positive": return (.development, "is the answer yes", .holds, "scores are its probability")
    case "time":
      return (
        .data, "orders rows and windows", .holds,
        state.eventTime.map { "event time is \($0.minuteText)" } ?? "it is set"
      )
    case "id": return definition.data.id.map { learnt("joins outcomes to answers", $0) } ?? unread
    case "leave_out": return leftOut
    case "split": return split
    case "retrain_newest": return (.development, "limits what a retrain learns from", .holds, "it is set")
    case "skip_bad_rows": return (.data, "lets reading go on", .holds, "rows that cannot be read are counted")
    case "kinds": return (.data, "overrides what the reader infers", .holds, "it is set")
    case "checks": return (.data, "is asked of every row", .unknown, "`sextant data checks` tells")
    default: return unread
    }
  }

  /// A column that no model may learn from.
  private func learnt(_ reads: String, _ column: String) -> Judgement {
    guard let version, version.features.contains(column) else {
      return (.data, reads, .holds, "no model learns from it")
    }
    return (.data, reads, .broken, "\(name(version)) learns from it")
  }

  private var leftOut: Judgement {
    let reads = "no model may learn from these"
    guard let version else { return (.data, reads, .unknown, "no version yet") }
    guard let column = definition.data.leaveOut.first(where: version.features.contains) else {
      return (.data, reads, .holds, "\(name(version)) learns from none of them")
    }
    return (.data, reads, .broken, "\(name(version)) learns from `\(column)`")
  }

  private var split: Judgement {
    let reads = "says which rows train, judge and are played"
    guard let run = state.runs.last(where: { $0.status == .finished }) else {
      return (.development, reads, .unknown, "no run yet")
    }
    guard run.rows.test > 0 else { return (.development, reads, .broken, "no rows are left to judge gates on") }
    let counts = "\(NumberText.grouped(run.rows.train)) train, \(NumberText.grouped(run.rows.test)) judge"
    return (.development, reads, .holds, counts)
  }

  // MARK: - Development and deployment

  func recipe(_ name: String) -> Judgement {
    let reads = "is trained by its name"
    guard let run = state.runs.last(where: { $0.recipe.name == name }) else {
      return (.development, reads, .unknown, "never trained")
    }
    switch run.status {
    case .running: return (.development, reads, .unknown, "run \(run.id) is training")
    case .cancelled: return (.development, reads, .unknown, "run \(run.id) was cancelled")
    case .failed: return (.development, reads, .broken, "run \(run.id) failed: \(run.reason ?? "no reason is known")")
    case .finished:
      let value = run.metrics["test"]?[scope.metric].map { ", \(scope.metric) \(NumberText.significant($0))" } ?? ""
      return (.development, reads, .holds, "run \(run.id)\(value)")
    }
  }

  func deployment(_ key: String) -> Judgement {
    switch key {
    case "strategy", "canary", "shadow", "rolling", "blue_green", "ab":
      let fact = state.rollout.map { "v\($0.started.challenger) is on its way" } ?? "no rollout is under way"
      return (.deployment, "says how a version goes live", .holds, fact)
    case "automation":
      let level = definition.deployment.automation
      guard let changed = state.automation, changed != level else {
        return (.deployment, "says who decides", .holds, "in force")
      }
      return (.deployment, "says who decides", .broken, "it was set to \(changed.rawValue) since")
    case "unit", "salt": return (.deployment, "settles who gets which version", .holds, "from the next rollout on")
    case "guardrails.latency_p99_ms", "guardrails.error_share":
      return (.deployment, "ends a rollout that breaks it", .holds, "in force")
    case "explore": return (.deployment, "lets chance answer a share", .holds, "in force")
    case "durability": return (.deployment, "answers outlive a power loss", .holds, "in force")
    case "retention": return (.deployment, "bounds the prediction log", .holds, "in force")
    case "review_band":
      return (.deployment, "sends doubtful requests to people", .holds, "\(state.reviewedCount) reviewed")
    default: return unread
    }
  }

  // MARK: - Monitoring and business

  func monitoring(_ path: String) -> Judgement {
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    switch parts.first {
    case "window":
      let count = state.windows.count
      return (
        .monitoring, "cuts traffic", count > 0 ? .holds : .unknown, count > 0 ? "\(count) windows" : "no traffic yet"
      )
    case "outcome_delay": return outcomeDelay
    case "redo":
      let share = state.windows.last?.closed.figures["output.redo_share"]
      return (
        .monitoring, "counts who asks again", share == nil ? .unknown : .holds,
        share.map { "\(NumberText.fixed($0 * 100, 1)) % of the newest window" } ?? "no traffic yet"
      )
    case "alarms": return alarm(parts.last ?? "")
    case "policies":
      let name = parts.last ?? ""
      let acted = state.policyActions.last { $0.fact.policy == name }
      return (
        .monitoring, "retrains, or says that somebody should", .holds,
        acted.map { "last: \($0.fact.reason)" } ?? "it has not acted"
      )
    case let name? where name.hasPrefix("notify"):
      return (.monitoring, "is told what happens", .holds, "`sextant status --json` counts its messages")
    case _: return unread
    }
  }

  private var outcomeDelay: Judgement {
    let reads = "says when a window settles"
    guard let session = state.session, session.predictions > 0 else {
      return (.monitoring, reads, .unknown, "no traffic yet")
    }
    let share = Double(session.outcomes) / Double(session.predictions)
    return (.monitoring, reads, .holds, "\(NumberText.fixed(share * 100, 0)) % of the answers have an outcome")
  }

  private func alarm(_ name: String) -> Judgement {
    let reads = "is asked of every window"
    if let alarm = state.openAlarms.first(where: { $0.rule == name }) {
      let isFiring = alarm.state == .firing
      return (
        .monitoring, reads, isFiring ? .broken : .unknown,
        "\(isFiring ? "fires" : "is pending") since \(alarm.since.date)"
      )
    }
    return (.monitoring, reads, settled == nil ? .unknown : .holds, settled == nil ? "no window has settled" : "quiet")
  }

  func business(_ path: String) -> Judgement {
    guard path.hasPrefix("kpis."), let kpi = definition.business.kpis.first(where: { path == "kpis.\($0.name)" }) else {
      return (.business, "names the money", .holds, "it is set")
    }
    let reads = "is reckoned for every window"
    guard let value = settled?.kpis[kpi.name] else { return (.business, reads, .unknown, "no window has settled") }
    let text = NumberText.significant(value)
    guard let target = kpi.target else { return (.business, reads, .holds, text) }
    let holds = target.comparison.holds(value, target.bound)
    return (
      .business, reads, holds ? .holds : .broken,
      holds ? text : "\(text) \(target.comparison.opposite.rawValue) \(NumberText.significant(target.bound))"
    )
  }
}

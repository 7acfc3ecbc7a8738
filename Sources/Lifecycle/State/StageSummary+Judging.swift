import Encoding
import Expressions

/// What stage summaries are judged from, beside the state.
public struct StageFacts: Sendable, Equatable {
  public var definition: ProjectDefinition
  public var state: LifecycleState
  public var data: DataSummary?
  public var gates: [GateResult]
  public var liveGates: [GateResult]
  public var traffic: TrafficStatus
  public var isTraining: Bool
  public var notices: [String]

  public init(
    definition: ProjectDefinition, state: LifecycleState, data: DataSummary? = nil, gates: [GateResult],
    liveGates: [GateResult], traffic: TrafficStatus, isTraining: Bool, notices: [String]
  ) {
    self.definition = definition
    self.state = state
    self.data = data
    self.gates = gates
    self.liveGates = liveGates
    self.traffic = traffic
    self.isTraining = isTraining
    self.notices = notices
  }

  /// A log alone is watched: the model is made and served by others.
  var watchesOnly: Bool { definition.watchesOnly(state) }
}

extension ProjectDefinition {
  /// Whether a log is watched and no model was ever made here: what others made is judged, and nothing else.
  public func watchesOnly(_ state: LifecycleState) -> Bool {
    monitoring.watch != nil && state.runs.isEmpty && state.versions.isEmpty
  }
}

extension StageSummary {
  /// The six stages in order, each with the one sentence that matters now.
  public static func all(_ facts: StageFacts) -> [StageSummary] {
    [scoping(facts), data(facts), development(facts), deployment(facts), monitoring(facts), business(facts)]
  }

  private static func scoping(_ facts: StageFacts) -> StageSummary {
    let gates = facts.definition.scope.gates
    if let notice = facts.notices.first(where: { $0.hasPrefix("sextant.yaml") }) {
      return StageSummary(stage: .scoping, status: .failing, headline: notice)
    }
    guard !gates.isEmpty else {
      return StageSummary(
        stage: .scoping, status: .attention,
        headline: facts.watchesOnly ? "no gates: no alarm when the model gets worse" : "no gates: nothing can pass")
    }
    let failed = facts.liveGates.filter { $0.verdict == .failed }
    if let gate = failed.first {
      return StageSummary(
        stage: .scoping, status: .failing, headline: "\(gate.gate.text) does not hold on live traffic")
    }
    let verdict = Verdict.combined(facts.gates.map(\.verdict))
    return switch verdict {
    case .passed:
      StageSummary(
        stage: .scoping, status: .ok, headline: gates.count == 1 ? "the gate holds" : "\(gates.count) gates hold")
    case .failed: StageSummary(stage: .scoping, status: .failing, headline: "the champion fails a gate")
    case .inconclusive: StageSummary(stage: .scoping, status: .attention, headline: "a gate is inconclusive")
    case .noData:
      StageSummary(
        stage: .scoping, status: .empty,
        headline: "\(gates.count == 1 ? "1 gate" : "\(gates.count) gates"), not judged yet")
    }
  }

  /// How the notice begins that tells why the table could not be read.
  public static let dataTrouble = "the data cannot be read: "

  private static func data(_ facts: StageFacts) -> StageSummary {
    guard let data = facts.data else {
      if let notice = facts.notices.first(where: { $0.hasPrefix(dataTrouble) }) {
        return StageSummary(stage: .data, status: .failing, headline: notice)
      }
      // The screen has not read the table; the last training has.
      guard let known = facts.state.datasets.last else {
        return StageSummary(
          stage: .data, status: .empty, headline: facts.watchesOnly ? "rows come with the log" : "not read yet")
      }
      let rows = "\(NumberText.grouped(known.rows)) rows, \(known.columns) columns"
      return StageSummary(stage: .data, status: .ok, headline: rows)
    }
    let rows = "\(NumberText.grouped(data.rows)) rows, \(data.columns.count) columns"
    guard let note = data.notes.first else { return StageSummary(stage: .data, status: .ok, headline: rows) }
    return StageSummary(stage: .data, status: .attention, headline: "\(rows); \(note)")
  }

  private static func development(_ facts: StageFacts) -> StageSummary {
    if facts.isTraining { return StageSummary(stage: .development, status: .busy, headline: "training") }
    guard let run = facts.state.runs.last else {
      return StageSummary(
        stage: .development, status: .empty,
        headline: facts.watchesOnly ? "the model is trained elsewhere" : "no run yet")
    }
    switch run.status {
    case .running: return StageSummary(stage: .development, status: .busy, headline: "training")
    case .cancelled:
      return StageSummary(stage: .development, status: .attention, headline: "run \(run.id) was cancelled")
    case .failed:
      return StageSummary(stage: .development, status: .failing, headline: run.reason ?? "run \(run.id) failed")
    case .finished: break
    }
    let metric = facts.definition.scope.metric
    let value = run.metrics["test"]?[metric].map { " \(metric) \(NumberText.significant($0))" } ?? ""
    let headline = "run \(run.id)\(value), gates \(run.verdict.word)"
    let status: StageStatus =
      switch run.verdict {
      case .passed: .ok
      case .failed: .failing
      case .inconclusive, .noData: .attention
      }
    return StageSummary(stage: .development, status: status, headline: headline)
  }

  private static func deployment(_ facts: StageFacts) -> StageSummary {
    if facts.traffic.state == .watching {
      let rate = NumberText.short(facts.traffic.rowsPerSecond)
      let log = facts.traffic.source.split(separator: "/").last.map(String.init) ?? facts.traffic.source
      return StageSummary(stage: .deployment, status: .ok, headline: "watching \(log), \(rate) rows/s")
    }
    guard let champion = facts.state.champion else {
      return StageSummary(
        stage: .deployment, status: .empty,
        headline: facts.watchesOnly ? "the model is served elsewhere" : "no champion")
    }
    // What serves is not what the registry names.
    if let notice = facts.notices.first(where: { $0.hasPrefix("version \(champion.id) cannot be loaded") }) {
      return StageSummary(stage: .deployment, status: .failing, headline: notice)
    }
    let traffic =
      switch facts.traffic.state {
      case .playing: ", \(NumberText.short(facts.traffic.rowsPerSecond)) rows/s"
      case .paused: ", paused"
      case .watching: ", watching"
      case .idle, .ended: ", no traffic"
      }
    if facts.traffic.lost > 0 {
      return StageSummary(
        stage: .deployment, status: .failing, headline: "\(facts.traffic.lost) predictions or outcomes lost")
    }
    if facts.notices.contains(where: { $0.hasPrefix("version \(champion.id) cannot be loaded") }) {
      return StageSummary(
        stage: .deployment, status: .failing, headline: "v\(champion.id) cannot answer: its model cannot be loaded")
    }
    if let rollout = facts.state.rollout { return StageSummary(rollout, champion, traffic) }
    let status: StageStatus = champion.verdict == .failed ? .attention : .ok
    let doubt = champion.verdict == .failed ? " (gates failed)" : ""
    return StageSummary(stage: .deployment, status: status, headline: "v\(champion.id)\(doubt) answers\(traffic)")
  }

  private static func monitoring(_ facts: StageFacts) -> StageSummary {
    let firing = facts.state.openAlarms.filter { $0.state == .firing && !$0.isAcknowledged }
    if let worst = firing.first {
      let more = firing.count > 1 ? ", \(firing.count - 1) more" : ""
      return StageSummary(
        stage: .monitoring, status: worst.severity == .critical ? .failing : .attention,
        headline: "\(worst.rule)\(more)")
    }
    guard !facts.state.windows.isEmpty else {
      return StageSummary(stage: .monitoring, status: .empty, headline: "no window closed yet")
    }
    return StageSummary(
      stage: .monitoring, status: .ok,
      headline: "\(facts.state.windows.count == 1 ? "1 window" : "\(facts.state.windows.count) windows"), no alarm")
  }

  private static func business(_ facts: StageFacts) -> StageSummary {
    let settled = facts.state.windows.compactMap(\.settled)
    guard let last = settled.last else {
      return StageSummary(stage: .business, status: .empty, headline: "no outcome yet")
    }
    let missed = facts.definition.business.kpis.filter { kpi in
      guard let target = kpi.target, let value = last.kpis[kpi.name] else { return false }
      return !target.comparison.holds(value, target.bound)
    }
    if let kpi = missed.first {
      let value = last.kpis[kpi.name].map { NumberText.significant($0) } ?? "–"
      return StageSummary(stage: .business, status: .attention, headline: "\(kpi.name) \(value) misses its target")
    }
    guard let value = last.value else {
      return StageSummary(stage: .business, status: .ok, headline: "\(settled.count) windows settled")
    }
    let unit = facts.definition.business.unit
    let gain = last.baselineValue.map { value - $0 }
    if let gain, gain < 0 {
      return StageSummary(
        stage: .business, status: .failing,
        headline: "worth \(NumberText.short(-gain)) \(unit) less than the baseline".replacingDoubleSpaces())
    }
    return StageSummary(
      stage: .business, status: .ok,
      headline: "value \(NumberText.short(value)) \(unit) a window".replacingDoubleSpaces())
  }
}

extension String {
  fileprivate func replacingDoubleSpaces() -> String {
    split(separator: " ").joined(separator: " ")
  }
}

extension StageSummary {
  /// Deployment while a challenger is on its way.
  fileprivate init(_ rollout: Rollout, _ champion: Version, _ traffic: String) {
    let challenger = rollout.started.challenger
    if rollout.isPaused {
      self.init(
        stage: .deployment, status: .attention,
        headline: rollout.started.strategy == .ab
          ? "v\(challenger) waits for you: the experiment is over"
          : "v\(challenger) waits for you: a step was inconclusive")
    } else if rollout.started.strategy == .blueGreen {
      self.init(
        stage: .deployment, status: .busy,
        headline: rollout.isSwapped
          ? "v\(challenger) answers and is watched, v\(rollout.started.champion) is warm\(traffic)"
          : "v\(champion.id) answers, v\(challenger) is warm\(traffic)")
    } else if rollout.started.strategy == .shadow {
      self.init(
        stage: .deployment, status: .busy, headline: "v\(champion.id) answers, v\(challenger) in the shadow\(traffic)")
    } else {
      self.init(
        stage: .deployment, status: .busy,
        headline: "v\(challenger) answers \(Rollout.percent(rollout.share))\(traffic)")
    }
  }
}

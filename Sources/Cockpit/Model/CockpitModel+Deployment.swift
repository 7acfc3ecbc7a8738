import CellCanvas
import Encoding
import Lifecycle

// What the views of deployment ask, list and do.

extension CockpitModel {
  /// What a pane of the gateway, registry, automation or rehearsal asks, and what the answer depends on.
  func deploymentQuery(of part: SheetPart, _ snapshot: Snapshot) -> (query: Query, freshness: String)? {
    switch part.sheet {
    case .rehearsal:
      if part == .forecast { return (.rolloutLint(rehearsedStrategy), lintFreshness(snapshot)) }
      guard let count = desk.rehearsals.counts[desk.rehearsals.strategy], let version = rehearsedVersion else {
        return nil
      }
      return (desk.rehearsals.query, "\(count) \(version)")
    case .gateway:
      guard let gateway = snapshot.gateway else { return nil }
      return (.gateway, "\(gateway.since) \(snapshot.traffic.predictions / 200) \(gateway.connections.accepted)")
    case .automation:
      return (
        .automation, "\(settledCount(snapshot)) \(snapshot.state.windows.count) \(snapshot.state.automationMoves.count)"
      )
    case .registry: return nil
    case .contract, .iterations, .findings, .rows, .labels, .datasets, .evaluation, .errors, .comparison, .rollout,
      .review, .alarms, .drift, .figures, .estimates, .upstream, .policies, .segments, .insights:
      return nil
    }
  }

  /// The rows of a list of these views, whatever its filter.
  func deploymentItems(of part: SheetPart) -> [Item] {
    if part == .endpoints { return (snapshot?.gateway?.endpoints ?? []).map { .named($0.name) } }
    if part == .moves { return (snapshot?.state.automationMoves ?? []).indices.reversed().map { .numbered($0) } }
    return (part == .passages ? passages.indices : rehearsalSteps.indices).map { .numbered($0) }
  }

  /// What `y` copies of a row of these views.
  func deploymentCopyText(of item: Item, in part: SheetPart) -> String? {
    switch item {
    case .named(let name) where part == .endpoints:
      let path = name.split(separator: " ").last.map(String.init) ?? name
      return snapshot?.gateway.map { $0.address + path }
    case .numbered(let index) where part == .passages:
      return passages.indices.contains(index) ? "sextant registry --at \(passages[index].at)" : nil
    case .numbered(let index) where part == .moves:
      guard let moves = snapshot?.state.automationMoves, moves.indices.contains(index) else { return nil }
      return Command.setAutomation(moves[index].change.level, because: moves[index].change.because).commandLine
    case .numbered(let index) where part == .rehearsalSteps:
      return rehearsalSteps.indices.contains(index) ? CellText.plain(rehearsalSteps[index]) : nil
    case .numbered, .named, .gate, .column, .run, .version, .aliasChange, .alarm, .indicator, .tableRow: return nil
    }
  }

  /// What a filter reads of a row.
  func deploymentFilterText(_ index: Int, in part: SheetPart) -> String {
    if part == .passages, passages.indices.contains(index) {
      let passage = passages[index]
      return "\(passage.words) \(passage.who) \(passage.why)"
    }
    return deploymentCopyText(of: .numbered(index), in: part) ?? ""
  }

  var selectedEndpoint: GatewayStatus.Endpoint? {
    guard case .named(let name) = selectedItem(of: .part(.endpoints)) else { return nil }
    return snapshot?.gateway?.endpoints.first { $0.name == name }
  }

  /// The gateway's connections: the answer to a question knows of those that came while no traffic drew a new picture.
  var gatewayConnections: GatewayStatus.Connections {
    let shown = snapshot?.gateway?.connections ?? GatewayStatus.Connections()
    guard let asked = page(of: .door)?["connections"], let accepted = asked["accepted"]?.int, accepted > shown.accepted
    else { return shown }
    return GatewayStatus.Connections(
      open: asked["open"]?.int ?? 0, accepted: accepted, timedOut: asked["timed_out"]?.int ?? 0,
      watching: asked["watching"]?.int ?? 0)
  }

  // MARK: Deeds

  /// Why a deed of these views cannot be done now; nil when it can.
  func deploymentReason(_ deed: Action.Deed, _ snapshot: Snapshot) -> String? {
    let levels = AutomationLevel.allCases
    if deed == .raiseAutomation { return automationLevel == levels.last ? "the model decides everything already" : nil }
    if deed == .lowerAutomation { return automationLevel == levels.first ? "people decide everything already" : nil }
    if let gateway = snapshot.gateway { return gateway.isStopping ? "it is closing" : nil }
    if snapshot.isOpeningGateway { return "it is being opened" }
    if let task = snapshot.tasks.first(where: { $0.kind == "replay" && $0.state == .running }) {
      return
        "\(task.title) is played; \(keymap.key(.act(.cancelTask))) cancels it, the gateway's traffic takes its place"
    }
    return snapshot.state.champion == nil
      ? "no champion could answer; \(keymap.key(.act(.promote))) promotes a version" : nil
  }

  mutating func beginDeployment(_ deed: Action.Deed) {
    if deed == .gateway {
      layer =
        snapshot?.gateway != nil
        ? .question(.stopServing) : .prompt(Prompt(.serve, field: TextField("\(desk.port)")))
    } else {
      askForLevel(deed == .raiseAutomation ? 1 : -1)
    }
  }

  private mutating func askForLevel(_ step: Int) {
    let levels = AutomationLevel.allCases
    guard let here = automationLevel.flatMap({ levels.firstIndex(of: $0) }), levels.indices.contains(here + step) else {
      return
    }
    layer = .prompt(Prompt(.automation(levels[here + step])))
  }

  /// Opens the gateway on the port that was typed.
  mutating func serve(_ prompt: Prompt) -> [Effect] {
    guard let port = Int(prompt.field.trimmed), (0...65_535).contains(port) else {
      var prompt = prompt
      prompt.complaint = "a port is a number from 1 to 65535, or 0 for any that is free"
      layer = .prompt(prompt)
      return []
    }
    layer = nil
    desk.port = port
    return send(.serve(Command.Serving(port: port)), by: .act(.gateway))
  }
}

/// A change of who answers: a promotion, a way back, or a rollout that ended without either.
struct Passage: Sendable, Equatable {
  /// Wall time.
  var at: Timestamp
  var kind: Kind
  var words: String
  var result: TextLine
  var who: String
  var why: String

  enum Kind: Sendable, Equatable {
    case promoted, rolledBack, retired, rollout
  }
}

extension CockpitModel {
  /// Promotions, ways back and ended rollouts, the newest first.
  var passages: [Passage] {
    guard let state = snapshot?.state else { return [] }
    var all: [Passage] = []
    for change in state.aliasHistory where change.alias == "champion" {
      let from = change.from.map { "v\($0)" } ?? "none"
      let to = change.version.map { "v\($0)" } ?? "none"
      let kind: Passage.Kind = change.version == nil ? .retired : change.goesBack ? .rolledBack : .promoted
      let result: TextLine =
        switch kind {
        case .promoted: TextLine("▲ champion", .ok)
        case .rolledBack: TextLine("▼ back", .attention)
        case .retired, .rollout: TextLine("· retired", .idle)
        }
      all.append(
        Passage(
          at: change.at, kind: kind, words: "\(from) → \(to)", result: result, who: change.who, why: change.why ?? ""))
    }
    for ended in state.endedRollouts {
      let started = ended.rollout.started
      let result: TextLine =
        switch ended.ended.result {
        case .promoted: TextLine("✓ promoted", .ok)
        case .rolledBack: TextLine("✗ rolled back", .failing)
        case .aborted: TextLine("– aborted", .attention)
        }
      let count = max(1, started.steps.count)
      let place = count > 1 ? ", step \(min(count, ended.rollout.step + 1)) of \(count)" : ""
      all.append(
        Passage(
          at: ended.at, kind: .rollout,
          words: "\(started.strategy.title) v\(started.champion) → v\(started.challenger)\(place)", result: result,
          who: ended.who, why: ended.ended.because))
    }
    return all.enumerated().sorted { ($0.element.at, $0.offset) > ($1.element.at, $1.offset) }.map(\.element)
  }
}

extension AliasChange {
  /// Whether an earlier version came back.
  var goesBack: Bool { (version?.number ?? 0) < (from?.number ?? 0) && version != nil }
}

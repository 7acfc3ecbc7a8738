import Encoding
import Lifecycle

// Versions with their lineage, and which of them was live when.

extension Engine {
  /// Versions, aliases and the time each alias named a version: now, or as it was at a time.
  ///
  /// - Parameter time: wall time; where traffic has a clock of its own, event time is looked up too (`live_at`).
  func registry(at time: Timestamp?) -> JSON {
    let changes = state.aliasHistory.filter { change in time.map { change.at <= $0 } ?? true }
    let versions = state.versions.filter { version in time.map { version.created <= $0 } ?? true }
    var aliases = Aliases()
    for change in changes {
      switch change.alias {
      case "champion": aliases.champion = change.version
      case "challenger": aliases.challenger = change.version
      case "shadow": aliases.shadow = change.version
      case "previous": aliases.previous = change.version
      default: continue
      }
    }
    // The shadow is whoever is tried in it.
    if time == nil, let rollout = state.rollout, rollout.started.strategy == .shadow {
      aliases.shadow = rollout.started.challenger
    }
    return [
      "versions": .array(versions.map { entry($0, at: time) }), "aliases": ContractJSON.aliases(aliases),
      "history": .array(changes.indices.map { Self.historyEntry(changes, $0) }), "at": JSON(time),
      "live_at": time.map { liveAt($0) } ?? .null,
    ]
  }

  /// Which version was live at a time, by either clock.
  private func liveAt(_ time: Timestamp) -> JSON {
    let champions = state.aliasHistory.filter { $0.alias == "champion" }
    let byWall = champions.last { $0.at <= time }?.version
    let byEvent = champions.last { change in change.eventTime.map { $0 <= time } ?? false }?.version
    return ["wall_time": JSON(byWall?.number), "event_time": JSON(byEvent?.number)]
  }

  /// A version with where it came from, who let it go live and how it went.
  private func entry(_ version: Version, at time: Timestamp?) -> JSON {
    let rollouts = state.endedRollouts.filter { ended in
      ended.rollout.started.challenger == version.id && (time.map { ended.at <= $0 } ?? true)
    }
    let more: [JSON.Member] = [
      JSON.Member("parent", JSON(parent(of: version)?.number)),
      JSON.Member("threshold", JSON(version.threshold)),
      JSON.Member("blessings", .array(blessings(of: version, at: time))),
      JSON.Member("rollouts", .array(rollouts.map { Self.rollout($0) })),
      JSON.Member("rollout", isOnItsWay(version) ? rolloutSummary() : .null),
      JSON.Member("live", .array(Self.spans(of: version, state.aliasHistory, until: time))),
    ]
    return .object((ContractJSON.version(version).members ?? []) + more)
  }

  private func isOnItsWay(_ version: Version) -> Bool { state.rollout?.started.challenger == version.id }

  /// The champion of the time, which the new version was trained to follow; nil for the first.
  private func parent(of version: Version) -> VersionID? {
    let started = state.runs.last { $0.id == version.run }?.started ?? version.created
    let champion = state.aliasHistory.last { $0.alias == "champion" && $0.at <= started }?.version
    return champion == version.id ? nil : champion
  }

  private func blessings(of version: Version, at time: Timestamp?) -> [JSON] {
    state.blessings.filter { record in
      record.blessing.version == version.id && (time.map { record.at <= $0 } ?? true)
    }.map { record in
      [
        "at": JSON(record.at), "who": JSON(record.who), "verdict": JSON(record.blessing.verdict.rawValue),
        "because": JSON(record.blessing.because), "override": JSON(record.blessing.override),
        "gates": .array(record.blessing.gates.map(ContractJSON.gate)),
      ]
    }
  }

  private static func rollout(_ ended: EndedRollout) -> JSON {
    [
      "strategy": JSON(ended.rollout.started.strategy.rawValue),
      "champion": JSON(ended.rollout.started.champion.number), "since": JSON(ended.rollout.since),
      "ended": JSON(ended.at), "result": JSON(ended.ended.result.rawValue), "step": JSON(ended.rollout.step),
      "share": JSON(ended.rollout.share), "because": JSON(ended.ended.because),
      "verdict": JSON(ended.ended.verdict.rawValue), "challenger_rows": JSON(ended.rollout.servedByChallenger),
    ]
  }

  /// When it was champion, on both clocks; `to` is null while it is.
  private static func spans(of version: Version, _ history: [AliasChange], until time: Timestamp?) -> [JSON] {
    let changes = history.filter { $0.alias == "champion" && (time == nil || $0.at <= time ?? $0.at) }
    return changes.indices.filter { changes[$0].version == version.id }.map { index in
      let next = index + 1 < changes.count ? changes[index + 1] : nil
      return [
        "from": JSON(changes[index].at), "to": JSON(next?.at), "from_event_time": JSON(changes[index].eventTime),
        "to_event_time": JSON(next?.eventTime),
      ]
    }
  }

  /// A change with the time until which it held; null while it does.
  private static func historyEntry(_ changes: [AliasChange], _ index: Int) -> JSON {
    let change = changes[index]
    let next = changes[(index + 1)...].first { $0.alias == change.alias }
    return [
      "alias": JSON(change.alias), "version": JSON(change.version?.number), "from": JSON(change.at),
      "to": JSON(next?.at), "at": JSON(change.at), "event_time": JSON(change.eventTime), "who": JSON(change.who),
      "why": JSON(change.why),
    ]
  }
}

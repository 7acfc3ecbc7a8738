import Encoding
import Lifecycle

// What it is worth, and what to do about it.

extension Engine {
  func businessPage() async throws -> JSON {
    let gain = try await previousGain()
    let settled = state.windows.compactMap(\.settled).filter { $0.value != nil }
    var summary = BusinessSummary(state, definition)
    if let gain, let total = summary.total {
      // Told from the champion on the same rows, and carried over to all: rows differ more than versions do.
      summary.alternatives["previous"] = total + gain * Double(settled.reduce(0) { $0 + $1.settled })
    }
    var page = summary.json(series: settled)
    page.set("unit", JSON(definition.business.unit))
    page.set("kpis", try kpis())
    page.set("human", humanFigures() ?? .null)
    return page
  }

  func insightsPage() throws -> JSON {
    ["insights": .array(Insight.all(state, definition).map(\.json))]
  }

  /// The difference that the previous champion would have made, kept while few windows have settled since.
  struct PreviousGain: Sendable {
    struct Key: Equatable {
      var champion: VersionID
      var previous: VersionID
      var session: SessionID
      /// Index of the newest settled window, by `windowsKept`.
      var age: Int
    }

    static let windowsKept = 8

    var key: Key
    var value: Double?
  }

  /// What a row would have been worth more with the previous champion, on the newest labelled rows of the log; nil where
  /// there is none, where too few rows are new to both, and where a model chooses among candidates: what it would have
  /// chosen was not shown.
  private func previousGain() async throws -> Double? {
    guard case .file = definition.data.source, definition.scope.value != nil, let champion = state.champion,
      let id = state.aliases.previous, id != champion.id, let previous = state.version(id),
      let session = state.session?.id,
      let newest = state.windows.last(where: { $0.settled != nil })?.closed.index
    else { return nil }
    let key = PreviousGain.Key(
      champion: champion.id, previous: id, session: session, age: newest / PreviousGain.windowsKept)
    if let known = knownGain, known.key == key { return known.value }
    var gain = PreviousGain(key: key, value: nil)
    do {
      let work = try whatIf(previous, against: champion, in: session)
      gain.value = try await inBackground { try work.worth()?.difference.value }
    } catch let refusal as Refusal where refusal.kind == .no {
      // Too few rows are new to both.
    }
    knownGain = gain
    return gain.value
  }
}

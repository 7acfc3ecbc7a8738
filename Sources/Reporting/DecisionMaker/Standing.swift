import Encoding
import Lifecycle

/// Whether what was agreed holds today, in one sentence without jargon.
struct Standing {
  /// The gates that are judged: on live traffic where there are outcomes, else on the rows kept back for testing.
  let gates: [GateResult]
  /// Where they were judged.
  let ground: String
  let sentence: String
  let tone: Tone

  var held: Int { gates.count { $0.verdict == .passed } }

  init(_ facts: ReportFacts) {
    let isLive = facts.snapshot.liveGates.contains { $0.verdict != .noData }
    // A gate that traffic cannot judge, the speed of a test say, is judged where it can be.
    let tested = facts.snapshot.gates
    gates =
      isLive
      ? facts.snapshot.liveGates.enumerated().map { index, gate in
        gate.verdict == .noData && tested.indices.contains(index) ? tested[index] : gate
      } : tested
    ground = isLive ? "on the newest live traffic" : "on the rows kept back for testing"
    (sentence, tone) = Self.judged(facts, gates, ground)
  }

  private static func judged(_ facts: ReportFacts, _ gates: [GateResult], _ ground: String) -> (String, Tone) {
    guard let champion = facts.state.champion else {
      guard let newest = facts.state.versions.last else {
        return ("Nothing has been built yet: there is no model to judge.", .neutral)
      }
      return ("A model has been built (version \(newest.id)), and none is in service yet.", .neutral)
    }
    let name = "The model in service (version \(champion.id))"
    guard !gates.isEmpty else { return ("\(name) has nothing to hold: no limits were agreed.", .warning) }
    let failed = gates.filter { $0.verdict == .failed }
    let open = gates.filter { $0.verdict == .inconclusive || $0.verdict == .noData }
    if !failed.isEmpty {
      let reasons = failed.prefix(2).map(missed)
      return (
        "\(name) does not hold what was agreed, judged \(ground): \(Words.and(reasons)).", .bad
      )
    }
    if !open.isEmpty {
      let names = open.prefix(2).map { Words.plain($0.gate.metric) }
      return (
        "\(name) breaks no agreed limit, but it is too early to be sure of \(Words.and(names)), judged \(ground).",
        .warning
      )
    }
    let all =
      gates.count == 1
      ? "the agreed limit" : gates.count == 2 ? "both agreed limits" : "all \(gates.count) agreed limits"
    return ("\(name) holds \(all), judged \(ground).", .good)
  }

  private static func missed(_ result: GateResult) -> String {
    let value = Words.number(result.measurement?.value)
    return "\(Words.plain(result.gate.metric)) is \(value), agreed was "
      + Words.bound(result.gate.comparison, result.bound)
  }
}

/// What could be done instead of asking the model.
enum Alternatives {
  static let all = ["nobody", "everybody", "baseline", "previous"]

  static func words(_ name: String) -> String {
    switch name {
    case "nobody": "saying no to all"
    case "everybody": "saying yes to all"
    case "baseline": "the simplest rule"
    case "previous": "the model before"
    default: name
    }
  }
}

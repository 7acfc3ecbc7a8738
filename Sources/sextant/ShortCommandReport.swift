import Encoding
import Lifecycle
import Runtime

/// What a short command prints, in the shapes of the command line contract.
struct ShortCommandReport {
  let command: Command
  let receipt: Receipt
  let seconds: Double
  let link: any EngineLink

  func document() throws -> JSON {
    switch command {
    case .bless(let version, _): return try gates(of: version)
    case .promote, .rollback:
      let aliases = try registry()["aliases"]
      return [
        "champion": aliases?["champion"] ?? .null, "previous": aliases?["previous"] ?? .null,
        "rollout": try status()["rollout"] ?? .null,
        "event": JSON(receipt.event), "seconds": JSON(seconds),
      ]
    case .stepBack:
      let iteration = try status()["iteration"]?["number"]
      return ["iteration": iteration ?? .null, "event": JSON(receipt.event)]
    case .acknowledge(let id), .snooze(let id, _), .unacknowledge(let id), .unsnooze(let id), .noteAlarm(let id, _):
      return ["alarm": JSON(id.number), "event": JSON(receipt.event)]
    case .setAutomation(let level, _):
      return ["automation": JSON(level.rawValue), "event": JSON(receipt.event), "message": JSON(receipt.message)]
    case .undo: return ["undone": JSON(receipt.message), "event": JSON(receipt.event)]
    case .train, .play, .serve, .stopServing, .watch, .joinOutcomes, .pause, .resume, .setSpeed, .reload, .applyScope,
      .data, .label,
      .setThreshold, .importModel,
      .rollout, .review, .answerSuggestion, .decide:
      return ["message": JSON(receipt.message), "event": JSON(receipt.event)]
    }
  }

  /// The same document where the answer is no: what was not done is null, and a version that was not let through tells
  /// its gates.
  func document(refused refusal: Refusal) throws -> JSON {
    switch command {
    case .bless(let version, _): return try gates(of: version)
    case .promote(let promotion):
      let challenger = try registry()["aliases"]?["challenger"]?.int.map { VersionID($0) }
      guard let version = promotion.version ?? challenger else { return ["verdict": .null, "gates": []] }
      return try gates(of: version)
    case .rollback:
      let aliases = try registry()["aliases"]
      return [
        "champion": aliases?["champion"] ?? .null, "previous": aliases?["previous"] ?? .null,
        "rollout": try status()["rollout"] ?? .null, "event": .null, "seconds": JSON(seconds),
      ]
    case .stepBack:
      return ["iteration": try status()["iteration"]?["number"] ?? .null, "event": .null]
    case .acknowledge(let id), .snooze(let id, _), .unacknowledge(let id), .unsnooze(let id), .noteAlarm(let id, _):
      return ["alarm": JSON(id.number), "event": .null]
    case .setAutomation:
      return [
        "automation": try status()["automation"] ?? .null, "event": .null, "message": JSON(refusal.description),
      ]
    case .undo: return ["undone": .null, "event": .null]
    case .train, .play, .serve, .stopServing, .watch, .joinOutcomes, .pause, .resume, .setSpeed, .reload, .applyScope,
      .data, .label,
      .setThreshold, .importModel,
      .rollout, .review, .answerSuggestion, .decide:
      return ["message": JSON(refusal.description), "event": .null]
    }
  }

  private func gates(of version: VersionID) throws -> JSON {
    let entry = try registry()["versions"]?.array?.first { $0["version"]?.int == version.number }
    return ["verdict": entry?["verdict"] ?? .null, "gates": entry?["gates"] ?? []]
  }

  private func registry() throws -> JSON {
    let link = link
    return try waitFor { try await link.query(.registry(at: nil)) }.items.first ?? .null
  }

  private func status() throws -> JSON {
    let link = link
    return try waitFor { try await link.query(.status) }.items.first ?? .null
  }
}

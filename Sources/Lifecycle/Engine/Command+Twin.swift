import Encoding

extension Command {
  /// The command as a person would type it: `sextant promote 7 --because 'AUC is back'`.
  ///
  /// One line, quoted for a POSIX shell. What the command leaves to the engine is left out here too, so that the line
  /// does the same when it is run.
  public var commandLine: String {
    let words: [String] =
      switch self {
      case .train(let training): ["train"] + training.arguments
      case .bless(let version, let because): ["bless", version.description] + Command.option("--because", because)
      case .promote(let promotion): ["promote"] + promotion.arguments
      case .rollback(let because): ["rollback"] + Command.option("--because", because)
      case .play(let play): ["replay"] + play.arguments
      case .serve(let serving): ["serve"] + serving.arguments
      case .stopServing(let because): ["stop-serving"] + Command.option("--because", because)
      case .watch(let watching): ["watch"] + watching.arguments
      case .joinOutcomes(let file): ["outcomes", file.path]
      case .pause: ["pause"]
      case .resume: ["resume"]
      case .setSpeed(let speed): ["speed", speed.argument]
      case .stepBack(let stage, let because): ["step-back", stage.id] + Command.option("--because", because)
      case .acknowledge(let alarm): ["alarms", "acknowledge", alarm.description]
      case .snooze(let alarm, let seconds): ["alarms", "snooze", alarm.description, "--for", Command.plain(seconds)]
      case .unacknowledge(let alarm): ["alarms", "unacknowledge", alarm.description]
      case .unsnooze(let alarm): ["alarms", "unsnooze", alarm.description]
      case .noteAlarm(let alarm, let text): ["alarms", "note", alarm.description, text]
      case .reload: ["reload"]
      case .applyScope(_, let because, _): ["scope", "apply", "sextant.yaml"] + Command.option("--because", because)
      case .data(let change, let because): change.arguments + Command.option("--because", because)
      case .label(let row, let answer, let because):
        ["label"] + answer.arguments(row: row) + Command.option("--because", because)
      case .setThreshold(let version, let threshold, let because):
        ["threshold", Command.plain(threshold)] + Command.option("--version", version?.description)
          + Command.option("--because", because)
      case .importModel(let file):
        ["import", file.path] + Command.option("--examples", file.examples) + Command.option("--score", file.score)
          + Command.option("--because", file.because)
      case .rollout(let order, let because): ["rollout", order.rawValue] + Command.option("--because", because)
      case .setAutomation(let level, let because):
        ["automation", level.rawValue] + Command.option("--because", because)
      case .review(let session, let id, let answer): ["review", "\(session):\(id)", answer]
      case .answerSuggestion(let number, let accept): ["suggestion", accept ? "accept" : "dismiss", "\(number)"]
      case .decide(let decision, let because):
        ["decide", decision.rawValue] + Command.option("--because", because)
      case .undo: ["undo"]
      }
    return (["sextant"] + words.map(Command.quoted)).joined(separator: " ")
  }

  fileprivate static func option(_ name: String, _ value: String?) -> [String] {
    value.map { [name, $0] } ?? []
  }

  /// A number without a needless fraction: 500, 0.1.
  fileprivate static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
  }

  /// A word as a shell reads it back: bare where it can be, else in single quotes; line ends become spaces.
  private static func quoted(_ word: String) -> String {
    let word = String(word.map { $0.isNewline ? " " : $0 })
    let isBare = !word.isEmpty && word.unicodeScalars.allSatisfy { bare.contains($0) }
    guard !isBare else { return word }
    var text = "'"
    for character in word { text += character == "'" ? "'\\''" : String(character) }
    return text + "'"
  }

  private static let bare = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%".unicodeScalars)
}

extension Command.Watching {
  fileprivate var arguments: [String] {
    var words = log.map { [$0] } ?? []
    words += Command.option("--reference", reference)
    words += Command.option("--reference-rows", referenceRows.map(String.init))
    if !follows { words.append("--once") }
    words += Command.option("--idle", idleSeconds.map { Command.plain($0) })
    for (name, column) in [
      ("--id", columns.id), ("--time", columns.time), ("--score", columns.score), ("--prediction", columns.prediction),
      ("--outcome", columns.outcome), ("--version", columns.version),
    ] { words += Command.option(name, column) }
    words += Command.option("--features", columns.features?.joined(separator: ","))
    words += Command.option("--leave-out", columns.leaveOut.isEmpty ? nil : columns.leaveOut.joined(separator: ","))
    return words
  }
}

extension Command.Training {
  fileprivate var arguments: [String] {
    var words = Command.option("--recipe", recipe)
    words += Command.option("--split", split?.rawValue)
    words += Command.option("--rows", rows.map { "\($0.lowerBound):\($0.upperBound)" })
    words += Command.option("--seed", seed?.description)
    for (name, value) in overrides.sorted(by: { $0.key < $1.key }) {
      words += ["--set", "\(name)=\(Command.plain(value))"]
    }
    for (name, value) in options.sorted(by: { $0.key < $1.key }) { words += ["--set", "\(name)=\(value)"] }
    words += Command.option("--data", data?.text)
    return words
  }
}

extension Command.Promotion {
  fileprivate var arguments: [String] {
    [version?.description ?? "challenger"] + (now ? ["--now"] : []) + Command.option("--because", because)
      + Command.option("--override", override)
  }
}

extension Command.Serving {
  fileprivate var arguments: [String] {
    ["--port", "\(port)"] + (bind == "127.0.0.1" ? [] : ["--bind", bind]) + Command.option("--token-file", tokenFile)
      + Command.option("--certificate", certificate) + Command.option("--key", key)
  }
}

extension Command.Play {
  fileprivate var arguments: [String] {
    var words = file.map { [$0] } ?? []
    words += ["--speed", speed.argument]
    switch until {
    case .none: break
    case .row(let row): words += ["--until", row.description]
    case .time(let seconds): words += ["--until", Timestamp(seconds: seconds).description]
    }
    return words + (resumes ? ["--resume"] : [])
  }
}

extension Speed {
  /// As the command line writes it: rows per second, or `max`.
  fileprivate var argument: String {
    switch self {
    case .rowsPerSecond(let rate): Command.plain(rate)
    case .max: "max"
    }
  }
}

extension Command.DataChange {
  fileprivate var arguments: [String] {
    switch self {
    case .mend(let finding): ["data", "mend", finding]
    case .drop(let filter): ["data", "drop", "--where", filter]
    case .keep(let filter): ["data", "keep", "--where", filter]
    case .append(let file): ["data", "append", file]
    case .collect(let filter, let rows): ["data", "collect", "--limit", "\(rows)"] + Command.option("--where", filter)
    case .labels(let file): ["label", "apply", file]
    case .restore("parent"): ["data", "undo"]
    case .restore(let version): ["data", "restore", version]
    }
  }
}

extension Command.LabelAnswer {
  fileprivate func arguments(row: Int) -> [String] {
    switch self {
    case .label(let value): ["set", "\(row)", value]
    case .confirm: ["confirm", "\(row)"]
    case .skip: ["skip", "\(row)"]
    }
  }
}

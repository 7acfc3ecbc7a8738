import Lifecycle

extension Invocation {
  static func watching(_ arguments: ParsedArguments) throws(UsageError) -> Command.Watching {
    if arguments.has("--once"), arguments.has("--follow") {
      throw UsageError("`--once` and `--follow` are opposites", mend: "give one of them")
    }
    let rows = try arguments.value("--reference-rows").map(whole)
    if let rows, rows < 30 {
      throw UsageError("`--reference-rows \(rows)` are too few to compare with", mend: "give 30 or more")
    }
    if rows != nil, arguments.has("--reference") {
      throw UsageError("`--reference` and `--reference-rows` name two references", mend: "give one of them")
    }
    return Command.Watching(
      log: arguments.positionals.first, reference: arguments.value("--reference"), referenceRows: rows,
      follows: !arguments.has("--once"), idleSeconds: try arguments.value("--idle").map(seconds),
      columns: columns(arguments))
  }

  /// What `init --watch` says of the log; nil without it.
  static func watchedInitialisation(_ arguments: ParsedArguments) throws(UsageError) -> Initialisation.Watch? {
    guard arguments.has("--watch") else {
      if let stray = ["--reference", "--score", "--prediction", "--version"].first(where: { arguments.has($0) }) {
        throw UsageError("`\(stray)` is of a log that is watched", mend: "add `--watch`, or leave it out")
      }
      return nil
    }
    var columns = columns(arguments)
    columns.outcome = arguments.value("--target")
    return Initialisation.Watch(columns: columns, reference: arguments.value("--reference"))
  }

  static func specification(_ name: String) throws(UsageError) -> CommandSpecification {
    guard let found = CommandSpecification.named(name) else {
      throw UsageError("there is no command `\(name)`", mend: "`sextant help` lists the commands")
    }
    return found
  }

  private static func columns(_ arguments: ParsedArguments) -> WatchColumns {
    WatchColumns(
      id: arguments.value("--id"), time: arguments.value("--time"), score: arguments.value("--score"),
      prediction: arguments.value("--prediction"), outcome: arguments.value("--outcome"),
      version: arguments.value("--version"), features: arguments.value("--features").map { list($0) },
      leaveOut: list(arguments.value("--leave-out")))
  }
}

import Lifecycle

// The commands of the way round: data, labels, scope, rollouts, decisions, reports.

extension Invocation {
  static func threshold(_ arguments: ParsedArguments) throws(UsageError) -> Command {
    guard let value = Double(arguments.positionals[0]), (0...1).contains(value) else {
      throw UsageError("`\(arguments.positionals[0])` is not a threshold", mend: "give a number from 0 to 1")
    }
    return .setThreshold(
      try arguments.value("--version").map(version), threshold: value, because: arguments.value("--because"))
  }

  static func export(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    let format = arguments.value("--to") ?? "xgboost-json"
    guard ["onnx", "xgboost-json", "bundle"].contains(format) else {
      throw UsageError("`--to \(format)` is unknown", mend: "use onnx, xgboost-json or bundle")
    }
    return .export(try version(arguments.positionals[0]), format: format, output: arguments.value("--output"))
  }

  // MARK: Data and labels

  static func data(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    let words = arguments.positionals
    let because = arguments.value("--because")
    switch words[0] {
    case "list": return .document(.datasets)
    case "checks": return .document(.dataFindings)
    case "diff":
      let (a, b) = (try word(words, 1, "data diff A B"), try word(words, 2, "data diff A B"))
      return .document(.datasetDifference(a, b))
    case "rows": return .document(.rows(try rowRequest(arguments)))
    case "mend": return .short(.data(.mend(try word(words, 1, "data mend ID")), because: because))
    case "drop": return .short(.data(.drop(where: try filter(arguments)), because: because))
    case "keep": return .short(.data(.keep(where: try filter(arguments)), because: because))
    case "append": return .short(.data(.append(file: try word(words, 1, "data append FILE")), because: because))
    case "collect":
      let count = try arguments.value("--limit").map(whole) ?? 1000
      return .short(.data(.collect(where: arguments.value("--where"), rows: count), because: because))
    case "undo": return .short(.data(.restore("parent"), because: because))
    case "restore": return .short(.data(.restore(try word(words, 1, "data restore VERSION")), because: because))
    default:
      throw UsageError(
        "`data \(words[0])` is unknown",
        mend: "use list, diff, rows, checks, mend, drop, keep, append, collect, restore or undo")
    }
  }

  private static func word(_ words: [String], _ index: Int, _ form: String) throws(UsageError) -> String {
    guard words.indices.contains(index) else {
      let missing = form.split(separator: " ").dropFirst(index + 1).joined(separator: " and ")
      throw UsageError("`\(missing)` is missing", mend: "write `sextant \(form)`")
    }
    return words[index]
  }

  private static func filter(_ arguments: ParsedArguments) throws(UsageError) -> String {
    guard let filter = arguments.value("--where") else {
      throw UsageError("which rows?", mend: "add `--where EXPR`, such as `--where \"age < 0\"`")
    }
    return filter
  }

  private static func rowRequest(_ arguments: ParsedArguments) throws(UsageError) -> Query.RowRequest {
    let sort = arguments.value("--sort")
    let descends = sort?.hasPrefix("-") ?? false
    return Query.RowRequest(
      filter: arguments.value("--where"), sort: descends ? sort.map { String($0.dropFirst()) } : sort,
      isDescending: descends, offset: try arguments.value("--offset").map(whole) ?? 0,
      limit: min(1000, try arguments.value("--limit").map(whole) ?? 50))
  }

  static func label(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    let words = arguments.positionals
    if words[0] == "queue" {
      return .document(
        .labelQueue(
          offset: try arguments.value("--offset").map(whole) ?? 0,
          limit: min(1000, try arguments.value("--limit").map(whole) ?? 50)))
    }
    if words[0] == "apply" {
      return .short(.data(.labels(file: try word(words, 1, "label apply FILE")), because: arguments.value("--because")))
    }
    let row = try whole(try word(words, 1, "label \(words[0]) ROW"))
    let answer: Command.LabelAnswer
    switch words[0] {
    case "set": answer = .label(try word(words, 2, "label set ROW VALUE"))
    case "confirm": answer = .confirm
    case "skip": answer = .skip
    default: throw UsageError("`label \(words[0])` is unknown", mend: "use queue, set, confirm, skip or apply")
    }
    return .short(.label(row: row, answer, because: arguments.value("--because")))
  }

  // MARK: Scope

  static func scope(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    let words = arguments.positionals
    switch words.first {
    case nil, "show"?: return .document(.scope)
    case "diff"?: return .scopeDifference(file: try word(words, 1, "scope diff FILE"))
    case "apply"?:
      return .applyScope(file: try word(words, 1, "scope apply FILE"), because: arguments.value("--because"))
    case let verb?: throw UsageError("`scope \(verb)` is unknown", mend: "use show, diff or apply")
    }
  }

  // MARK: Deployment

  static func serving(_ arguments: ParsedArguments) throws(UsageError) -> Command.Serving {
    var serving = Command.Serving(
      tokenFile: arguments.value("--token-file"), certificate: arguments.value("--certificate"),
      key: arguments.value("--key"))
    if let text = arguments.value("--port") {
      guard let port = Int(text), (0...65_535).contains(port) else {
        throw UsageError("`--port \(text)` is no port", mend: "give a number from 1 to 65535, or 0 for any")
      }
      serving.port = port
    }
    if let address = arguments.value("--bind") { serving.bind = address }
    guard (serving.certificate == nil) == (serving.key == nil) else {
      throw UsageError("TLS needs a certificate and its key", mend: "give both: `--certificate FILE --key FILE`")
    }
    return serving
  }

  static func rollout(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    guard let verb = arguments.positionals.first, verb != "show" else { return .document(.rollout) }
    let words = arguments.positionals
    if verb == "rehearse" {
      return .document(
        .rehearsal(
          Query.Rehearsal(
            version: words.count > 1 ? try promoted(words[1]) : nil, strategy: try strategy(arguments),
            session: try arguments.value("--session").map { text throws(UsageError) in SessionID(try whole(text)) })))
    }
    guard words.count == 1 else {
      throw UsageError("`\(words[1])` is too much", mend: "`sextant rollout \(verb)` is of the one under way")
    }
    if verb == "lint" { return .document(.rolloutLint(try strategy(arguments))) }
    guard let order = Command.RolloutOrder(rawValue: verb) else {
      throw UsageError("`rollout \(verb)` is unknown", mend: "use show, resume, advance, abort, lint or rehearse")
    }
    return .short(.rollout(order, because: arguments.value("--because")))
  }

  private static func strategy(
    _ arguments: ParsedArguments
  ) throws(UsageError) -> DeploymentDefinition.Strategy? {
    guard let word = arguments.value("--strategy") else { return nil }
    guard let strategy = DeploymentDefinition.Strategy(reading: word) else {
      let known = DeploymentDefinition.Strategy.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("`--strategy \(word)` is unknown", mend: "use one of \(known)")
    }
    return strategy
  }

  static func automation(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    guard let text = arguments.positionals.first else { return .automation }
    guard let level = AutomationLevel(rawValue: text) else {
      let levels = AutomationLevel.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("`\(text)` is not a level of automation", mend: "use one of \(levels)")
    }
    return .short(.setAutomation(level, because: arguments.value("--because")))
  }

  static func review(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    let words = arguments.positionals
    guard let name = words.first else {
      return .document(
        .reviewQueue(
          offset: try arguments.value("--offset").map(whole) ?? 0,
          limit: min(1000, try arguments.value("--limit").map(whole) ?? 50)))
    }
    let parts = name.split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2, words.count == 2 else {
      throw UsageError("which request, and what is the answer?", mend: "write `sextant review SESSION:ID ANSWER`")
    }
    return .short(.review(session: SessionID(parts[0]), id: parts[1], answer: words[1]))
  }

  static func suggestion(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    let words = arguments.positionals
    let accepts = words[0] == "accept"
    guard accepts || words[0] == "dismiss" else {
      throw UsageError("`suggestion \(words[0])` is unknown", mend: "use accept or dismiss")
    }
    guard words.count == 2 else { return .answerNewestSuggestion(accept: accepts) }
    return .short(.answerSuggestion(try whole(words[1]), accept: accepts))
  }

  // MARK: The way round

  static func decide(_ arguments: ParsedArguments) throws(UsageError) -> Command {
    let text = arguments.positionals[0].replacing("-", with: "_")
    guard let decision = Decision(rawValue: text) else {
      throw UsageError("`\(text)` is not a decision", mend: "use continue, retrain, step_back or retire")
    }
    guard let because = arguments.value("--because"), !because.allSatisfy(\.isWhitespace) else {
      throw UsageError("a decision needs its reason", mend: "add `--because \"…\"`")
    }
    return .decide(decision, because: because)
  }

  static func report(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    let format = arguments.value("--format") ?? "md"
    let audience = arguments.value("--for") ?? "decision-maker"
    guard let format = Query.Report.Format(rawValue: format) else {
      throw UsageError("`--format \(format)` is unknown", mend: "use md or html")
    }
    guard let audience = Query.Report.Audience(rawValue: audience) else {
      throw UsageError("`--for \(audience)` is unknown", mend: "use decision-maker or data-scientist")
    }
    return .report(Query.Report(format: format, audience: audience), output: arguments.value("--output"))
  }
}

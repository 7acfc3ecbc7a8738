import Encoding
import Lifecycle

/// What the user asked the program to do, with every value read and checked.
public struct Invocation: Sendable, Equatable {
  public var action: Action
  /// Project folder as given; nil looks upward.
  public var project: String?
  /// An engine on another machine, in place of a project here.
  public var remote: Remote?
  public var wantsJSON: Bool
  public var isQuiet: Bool
  /// Rows that cannot be read are left out and told, instead of ending the command.
  public var skipsBadRows = false
  /// What of a list is wanted, where the action itself does not say: words or a condition.
  public var filter: String?
  /// Nothing on the screen is to look as if it moved.
  public var reducesMotion = false

  public struct Remote: Sendable, Equatable {
    /// As given.
    public var url: String
    /// Nil takes the token from the environment, if it is there.
    public var tokenFile: String?
    public var certificates: String?

    public init(url: String, tokenFile: String? = nil, certificates: String? = nil) {
      self.url = url
      self.tokenFile = tokenFile
      self.certificates = certificates
    }
  }

  public enum Action: Sendable, Equatable {
    /// - `isPlain`: in lines, without a screen.
    case cockpit(theme: String?, isPlain: Bool = false)
    case help(CommandSpecification?)
    case version
    case initialise(Initialisation)
    case check
    case profile(file: String?, column: String?)
    case train(Command.Training)
    case runs(filter: String?)
    case predict(file: String, version: VersionID?)
    case replay(Command.Play)
    case serve(Command.Serving)
    /// A command whose task reads a file or standard input to its end.
    case long(Command)
    case drift(DriftRequest)
    case estimate(EstimateRequest)
    case alarms(all: Bool)
    case kpis
    case status
    case journal(since: Int)
    case log(limit: Int, filter: String?, asCSV: Bool = false)
    case registry(at: Timestamp?)
    case cancel(TaskID)
    /// Events: `all`, `none`, or names of kinds.
    case demo(seed: UInt64, headless: Int?, events: [String] = ["all"], theme: String? = nil, isPlain: Bool = false)
    case doctor
    case themes(ThemesRequest)
    case docs(DocsRequest)
    case keys(KeysRequest)
    /// A command that is done when its receipt arrives.
    case short(Command)
    /// A question whose answer is one document.
    case document(Query)
    case scopeDifference(file: String)
    case applyScope(file: String, because: String?)
    case export(VersionID, format: String, output: String?)
    case report(Query.Report, output: String?)
    /// An answer to the newest suggestion.
    case answerNewestSuggestion(accept: Bool)
    case automation
    case token(TokenRequest)
  }

  public struct Initialisation: Sendable, Equatable {
    public var data: String
    public var target: String
    public var time: [String]
    public var id: String?
    public var leaveOut: [String]
    public var name: String?
    /// The data are a log to watch, with these columns; nil for data to learn from.
    public var watch: Watch?

    /// What a project that watches a log is told of it.
    public struct Watch: Sendable, Equatable {
      public var columns: WatchColumns
      public var reference: String?
    }

    public init(
      data: String, target: String, time: [String], id: String? = nil, leaveOut: [String], name: String? = nil
    ) {
      self.data = data
      self.target = target
      self.time = time
      self.id = id
      self.leaveOut = leaveOut
      self.name = name
    }
  }

  public struct DriftRequest: Sendable, Equatable {
    public var reference: String
    public var current: String
    public var profile: String
    public var columns: [String]?
    public var failsOnDrift: Bool
    /// Whether columns are compared together too.
    public var isMultivariate: Bool
    /// Rows of a reference chunk that limits are learned from; nil for what the profile chooses.
    public var chunk: Int?

    public init(
      reference: String, current: String, profile: String, columns: [String]? = nil, failsOnDrift: Bool,
      isMultivariate: Bool = false, chunk: Int? = nil
    ) {
      self.reference = reference
      self.current = current
      self.profile = profile
      self.columns = columns
      self.failsOnDrift = failsOnDrift
      self.isMultivariate = isMultivariate
      self.chunk = chunk
    }
  }

  public init(action: Action, project: String? = nil, wantsJSON: Bool, isQuiet: Bool) {
    self.action = action
    self.project = project
    self.wantsJSON = wantsJSON
    self.isQuiet = isQuiet
  }
}

extension Invocation {
  /// - Parameter words: the command line without the program's name.
  public init(parsing words: [String]) throws(UsageError) {
    let arguments = try ParsedArguments(words)
    self.init(
      action: try Invocation.action(arguments), project: arguments.value("--project"),
      wantsJSON: arguments.has("--json"), isQuiet: arguments.has("--quiet"))
    skipsBadRows = arguments.has("--skip-bad-rows")
    filter = arguments.value("--where")
    reducesMotion = arguments.has("--reduced-motion")
    remote = try Self.remote(arguments)
  }

  private static func remote(_ arguments: ParsedArguments) throws(UsageError) -> Remote? {
    guard let url = arguments.value("--attach") else {
      let own = Set((arguments.command?.options ?? []).map(\.name))
      if let stray = ["--token-file", "--ca-file"].first(where: { arguments.has($0) && !own.contains($0) }) {
        throw UsageError("`\(stray)` is for an engine afar", mend: "say where it is: `--attach http://host:8080`")
      }
      return nil
    }
    guard !arguments.has("--project") else {
      throw UsageError("`--attach` and `--project` name two engines", mend: "give one of them")
    }
    return Remote(url: url, tokenFile: arguments.value("--token-file"), certificates: arguments.value("--ca-file"))
  }

  private static func action(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    if arguments.has("--help") { return .help(arguments.command) }
    guard let command = arguments.command else {
      return arguments.has("--version")
        ? .version : .cockpit(theme: arguments.value("--theme"), isPlain: arguments.has("--plain"))
    }
    let words = arguments.positionals
    switch command.name {
    case "init": return .initialise(try initialisation(arguments))
    case "check": return arguments.value("--against").map { .scopeDifference(file: $0) } ?? .check
    case "profile": return .profile(file: words.first, column: arguments.value("--column"))
    case "train": return .train(try training(arguments))
    case "runs": return .runs(filter: arguments.value("--where"))
    case "predict": return .predict(file: words[0], version: try arguments.value("--version").map(version))
    case "bless": return .short(.bless(try version(words[0]), because: arguments.value("--because")))
    case "promote":
      return .short(
        .promote(
          Command.Promotion(
            version: try words.first.flatMap(promoted), now: arguments.has("--now"),
            because: arguments.value("--because"),
            override: arguments.value("--override"))))
    case "rollback": return .short(.rollback(because: arguments.value("--because")))
    case "replay": return .replay(try play(arguments))
    case "serve": return .serve(try serving(arguments))
    case "outcomes": return .long(.joinOutcomes(Command.OutcomeFile(path: words[0])))
    case "watch": return .long(.watch(try watching(arguments)))
    case "upstream": return .document(.upstream)
    case "window":
      return .document(
        .window(
          Query.WindowRequest(
            index: try words.first.map(whole), column: arguments.value("--column"))))
    case "series": return .document(.series(try series(arguments)))
    case "help": return .help(try words.first.map(specification))
    case "stop-serving": return .short(.stopServing(because: arguments.value("--because")))
    case "gateway": return .document(.gateway)
    case "pause": return .short(.pause)
    case "resume": return .short(.resume)
    case "speed": return .short(.setSpeed(try speed(words[0])))
    case "reload": return .short(.reload)
    case "drift": return .drift(try drift(arguments))
    case "estimate": return .estimate(try estimate(arguments))
    case "alarms": return try alarms(arguments)
    case "kpis": return .kpis
    case "status": return .status
    case "journal": return .journal(since: try arguments.value("--since").map(whole) ?? 0)
    case "log":
      let asCSV = arguments.has("--csv")
      return .log(
        limit: try arguments.value("--limit").map(whole) ?? (asCSV ? Int.max : 1000),
        filter: arguments.value("--where"), asCSV: asCSV)
    case "registry": return .registry(at: try arguments.value("--at").map(instant))
    case "step-back": return .short(try stepBack(arguments))
    case "cancel": return .cancel(TaskID(try whole(words[0])))
    case "demo":
      return .demo(
        seed: try arguments.value("--seed").map(seed) ?? 7, headless: try arguments.value("--headless").map(whole),
        events: list(arguments.value("--events") ?? "all"), theme: arguments.value("--theme"),
        isPlain: arguments.has("--plain"))
    case "doctor": return .doctor
    case "docs": return .docs(try DocsRequest(arguments))
    case "themes": return .themes(try ThemesRequest(arguments))
    case "keys": return .keys(try KeysRequest(arguments))
    case "token": return .token(try TokenRequest(arguments))
    case "compare": return .document(.comparison(try version(words[0]), try version(words[1])))
    case "evaluate":
      return .document(.analysis(try arguments.value("--version").map(version), file: words[0]))
    case "assess": return .document(.analysis(try arguments.value("--version").map(version), file: nil))
    case "policies": return .document(.policies)
    case "what-if": return .document(.whatIf(try words.first.flatMap(promoted)))
    case "threshold": return .short(try threshold(arguments))
    case "import":
      return .short(
        .importModel(
          Command.Import(
            path: words[0], examples: arguments.value("--examples"), score: arguments.value("--score"),
            because: arguments.value("--because"))))
    case "export": return try export(arguments)
    case "data": return try data(arguments)
    case "label": return try label(arguments)
    case "scope": return try scope(arguments)
    case "rollout": return try rollout(arguments)
    case "automation": return try automation(arguments)
    case "review": return try review(arguments)
    case "suggestion": return try suggestion(arguments)
    case "business": return .document(.business)
    case "insights": return .document(.insights)
    case "iterations": return .document(.iterations)
    case "decide": return .short(try decide(arguments))
    case "undo": return .short(.undo)
    case "report": return try report(arguments)
    default: throw UsageError("there is no command `\(command.name)`", mend: "`sextant --help` lists the commands")
    }
  }

  // MARK: Commands with several values

  private static func initialisation(_ arguments: ParsedArguments) throws(UsageError) -> Initialisation {
    let watch = try watchedInitialisation(arguments)
    guard let target = arguments.value("--target") ?? watch.map({ _ in "outcome" }) else {
      throw UsageError("`--target` is missing", mend: "name the column to predict: `--target COL`")
    }
    var initialisation = Initialisation(
      data: arguments.positionals[0], target: target, time: list(arguments.value("--time")),
      id: arguments.value("--id"), leaveOut: list(arguments.value("--leave-out")), name: arguments.value("--name"))
    initialisation.watch = watch
    return initialisation
  }

  private static func training(_ arguments: ParsedArguments) throws(UsageError) -> Command.Training {
    var overrides: [String: Double] = [:]
    var options: [String: String] = [:]
    for pair in arguments.allValues("--set") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2, Recipe.Options.names.contains(parts[0]) {
        options[parts[0]] = parts[1]
        continue
      }
      guard parts.count == 2 else {
        throw UsageError("`--set \(pair)` is not KEY=VALUE", mend: "write it as `--set rounds=100`")
      }
      guard let value = Double(parts[1]), value.isFinite else {
        throw UsageError(
          "`\(parts[1])` is no number for `\(parts[0])`",
          mend: "write it as `--set rounds=100`; words are for \(Recipe.Options.names.joined(separator: ", "))")
      }
      overrides[parts[0]] = value
    }
    var split: SplitDefinition.Method?
    if let text = arguments.value("--split") {
      guard let method = SplitDefinition.Method(rawValue: text) else {
        throw UsageError("`--split \(text)` is unknown", mend: "use random, stratified, time or rows")
      }
      split = method
    }
    return Command.Training(
      recipe: arguments.value("--recipe"), split: split, rows: try arguments.value("--rows").map(rows),
      seed: try arguments.value("--seed").map(seed), overrides: overrides, options: options,
      data: try arguments.value("--data").map(dataChoice))
  }

  private static func play(_ arguments: ParsedArguments) throws(UsageError) -> Command.Play {
    var play = Command.Play(file: arguments.positionals.first, resumes: arguments.has("--resume"))
    if let text = arguments.value("--speed") { play.speed = try speed(text) }
    if let text = arguments.value("--until") {
      if let row = Int(text), row >= 0 {
        play.until = .row(row)
      } else {
        play.until = .time(try instant(text).seconds)
      }
    }
    return play
  }

  private static func drift(_ arguments: ParsedArguments) throws(UsageError) -> DriftRequest {
    guard let reference = arguments.value("--reference"), let current = arguments.value("--current") else {
      throw UsageError("two files are needed", mend: "write `drift --reference A --current B`")
    }
    if let what = arguments.value("--fail-on"), what != "drift" {
      throw UsageError("`--fail-on \(what)` is unknown", mend: "write `--fail-on drift`")
    }
    let profile = arguments.value("--profile") ?? "sextant"
    guard ["sextant", "evidently", "nannyml"].contains(profile) else {
      throw UsageError("`--profile \(profile)` is unknown", mend: "use sextant, evidently or nannyml")
    }
    return DriftRequest(
      reference: reference, current: current, profile: profile, columns: arguments.value("--columns").map { list($0) },
      failsOnDrift: arguments.has("--fail-on"), isMultivariate: arguments.has("--multivariate"),
      chunk: try chunk(arguments))
  }

  private static func alarms(_ arguments: ParsedArguments) throws(UsageError) -> Action {
    guard let verb = arguments.positionals.first else { return .alarms(all: arguments.has("--all")) }
    guard arguments.positionals.count >= 2 else {
      throw UsageError("which alarm?", mend: "write `sextant alarms \(verb) ID`; `sextant alarms` lists the ids")
    }
    let id = AlarmID(try whole(arguments.positionals[1]))
    if verb == "note" {
      guard arguments.positionals.count == 3 else {
        throw UsageError(
          "a note needs its text", mend: "write `sextant alarms note \(id) \"…\"`; an empty one takes it away")
      }
      return .short(.noteAlarm(id, text: arguments.positionals[2]))
    }
    guard arguments.positionals.count == 2 else {
      throw UsageError("`alarms \(verb)` takes one alarm", mend: "write `sextant alarms \(verb) \(id)`")
    }
    switch verb {
    case "acknowledge": return .short(.acknowledge(id))
    case "unacknowledge": return .short(.unacknowledge(id))
    case "snooze": return .short(.snooze(id, seconds: try arguments.value("--for").map(seconds) ?? 3600))
    case "unsnooze": return .short(.unsnooze(id))
    default:
      throw UsageError(
        "`alarms \(verb)` is unknown", mend: "use acknowledge, unacknowledge, snooze, unsnooze or note")
    }
  }

  private static func stepBack(_ arguments: ParsedArguments) throws(UsageError) -> Command {
    let text = arguments.positionals[0]
    guard let stage = Stage(id: text) else {
      throw UsageError(
        "`\(text)` is not a stage", mend: "use one of \(Stage.allCases.map(\.id).joined(separator: ", "))")
    }
    guard let because = arguments.value("--because"), !because.isEmpty else {
      throw UsageError("a step back needs its reason", mend: "add `--because \"…\"`")
    }
    return .stepBack(stage, because: because)
  }

  // MARK: Single values

  static func dataChoice(_ text: String) throws(UsageError) -> DataChoice {
    guard let choice = DataChoice(parsing: text) else {
      throw UsageError("`--data \(text)` is unknown", mend: DataChoice.mend)
    }
    return choice
  }

  static func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map(String.init)
  }

  static func version(_ text: String) throws(UsageError) -> VersionID {
    VersionID(try whole(text.hasPrefix("v") ? String(text.dropFirst()) : text))
  }

  /// `challenger`, which is what nothing means too, or a version.
  static func promoted(_ text: String) throws(UsageError) -> VersionID? {
    text == "challenger" ? nil : try version(text)
  }

  static func speed(_ text: String) throws(UsageError) -> Speed {
    if text == "max" { return .max }
    guard let rate = Double(text), rate > 0, rate.isFinite else {
      throw UsageError("`\(text)` is not a speed", mend: "give rows per second, or max")
    }
    return .rowsPerSecond(rate)
  }

  static func seconds(_ text: String) throws(UsageError) -> Double {
    guard let value = Period.seconds(text), value > 0, value.isFinite else {
      throw UsageError("`\(text)` is no duration", mend: "give seconds, such as 3600, or a length such as 2h")
    }
    return value
  }

  static func whole(_ text: String) throws(UsageError) -> Int {
    guard let value = Int(text), value >= 0 else {
      throw UsageError("`\(text)` is not a whole number", mend: "give a number such as 7")
    }
    return value
  }

  static func seed(_ text: String) throws(UsageError) -> UInt64 {
    guard let value = UInt64(text) else {
      throw UsageError("`\(text)` is not a seed", mend: "give a whole number from 0 to 18446744073709551615")
    }
    return value
  }

  static func rows(_ text: String) throws(UsageError) -> Range<Int> {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let from = parts[0].isEmpty ? 0 : Int(parts[0]),
      let to = parts[1].isEmpty ? Int.max : Int(parts[1]), from >= 0, to > from
    else { throw UsageError("`--rows \(text)` is not a range", mend: "write it as `--rows 0:10000`") }
    return from..<to
  }

  static func instant(_ text: String) throws(UsageError) -> Timestamp {
    guard let time = Timestamp(parsing: text) else {
      throw UsageError("`\(text)` is not a time", mend: "write it as 2026-03-01T08:00:00Z")
    }
    return time
  }
}

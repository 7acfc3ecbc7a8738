import CommandLine
import Encoding
import Lifecycle
import Testing

/// What people type becomes what they mean.
@Suite struct ParsingTests {
  private static func parsed(_ line: String) throws -> Invocation {
    try Invocation(parsing: line.split(separator: " ").map(String.init))
  }

  @Test(
    "Every command is understood",
    arguments: [
      ("", .cockpit(theme: nil)),
      ("--theme light", .cockpit(theme: "light")),
      ("--version", .version),
      ("--help", .help(nil)),
      ("check", .check),
      ("profile", .profile(file: nil, column: nil)),
      ("profile a.csv --column age", .profile(file: "a.csv", column: "age")),
      ("train", .train(Command.Training())),
      (
        "train --recipe trees --split random --rows 10:500 --seed 3 --set rounds=5 --set l2=0.5",
        .train(
          Command.Training(
            recipe: "trees", split: .random, rows: 10..<500, seed: 3, overrides: ["rounds": 5, "l2": 0.5]))
      ),
      ("train --rows :500", .train(Command.Training(rows: 0..<500))),
      ("train --rows 7:", .train(Command.Training(rows: 7..<Int.max))),
      ("train --seed 18446744073709551615", .train(Command.Training(seed: .max))),
      ("runs", .runs(filter: nil)),
      ("runs --where=auc>0.7", .runs(filter: "auc>0.7")),
      ("predict a.csv", .predict(file: "a.csv", version: nil)),
      ("predict a.csv --version v3", .predict(file: "a.csv", version: VersionID(3))),
      ("bless 4 --because fine", .short(.bless(VersionID(4), because: "fine"))),
      ("promote", .short(.promote(Command.Promotion()))),
      (
        "promote v2 --now --because b --override o",
        .short(.promote(Command.Promotion(version: VersionID(2), now: true, because: "b", override: "o")))
      ),
      ("rollback --because worse", .short(.rollback(because: "worse"))),
      ("replay", .replay(Command.Play())),
      ("replay --speed max --until 100 --resume", .replay(Command.Play(until: .row(100), resumes: true))),
      (
        "replay f.csv --speed 2.5 --until 2012-08-01",
        .replay(
          Command.Play(
            file: "f.csv", speed: .rowsPerSecond(2.5),
            until: .time(Timestamp(year: 2012, month: 8, day: 1).seconds)))
      ),
      (
        "drift --reference a --current b",
        .drift(Invocation.DriftRequest(reference: "a", current: "b", profile: "sextant", failsOnDrift: false))
      ),
      (
        "drift --reference a --current b --profile nannyml --columns x,y --fail-on drift",
        .drift(
          Invocation.DriftRequest(
            reference: "a", current: "b", profile: "nannyml", columns: ["x", "y"], failsOnDrift: true))
      ),
      (
        "drift --reference a --current b --multivariate --chunk 100",
        .drift(
          Invocation.DriftRequest(
            reference: "a", current: "b", profile: "sextant", failsOnDrift: false, isMultivariate: true, chunk: 100))
      ),
      ("alarms", .alarms(all: false)),
      ("alarms --all", .alarms(all: true)),
      ("alarms acknowledge 3", .short(.acknowledge(AlarmID(3)))),
      ("alarms snooze 3", .short(.snooze(AlarmID(3), seconds: 3600))),
      ("kpis", .kpis),
      ("status", .status),
      ("journal", .journal(since: 0)),
      ("journal --since 12", .journal(since: 12)),
      ("log --csv", .log(limit: Int.max, filter: nil, asCSV: true)),
      ("serve", .serve(Command.Serving())),
      ("help watch", .help(CommandSpecification.named("watch"))),
      ("help", .help(nil)),
      ("outcomes -", .long(.joinOutcomes(Command.OutcomeFile(path: "-")))),
      ("watch a.log --once", .long(.watch(Command.Watching(log: "a.log", follows: false)))),
      ("log --limit 5", .log(limit: 5, filter: nil)),
      ("log --where score>0.9", .log(limit: 1000, filter: "score>0.9")),
      ("registry", .registry(at: nil)),
      ("registry --at 2026-03-01", .registry(at: Timestamp(year: 2026, month: 3, day: 1))),
      ("step-back data --because drift", .short(.stepBack(.data, because: "drift"))),
      ("step-back 2 --because drift", .short(.stepBack(.data, because: "drift"))),
      ("cancel 2", .cancel(TaskID(2))),
      ("demo", .demo(seed: 7, headless: nil)),
      ("demo --seed 9 --headless 2000", .demo(seed: 9, headless: 2000)),
      ("demo --events none", .demo(seed: 7, headless: nil, events: ["none"])),
      (
        "demo --events upstream_break,mislabelling",
        .demo(seed: 7, headless: nil, events: ["upstream_break", "mislabelling"])
      ),
      ("doctor", .doctor),
      (
        "init d.csv --target y --time day,hour --id n --leave-out a,b --name p",
        .initialise(
          Invocation.Initialisation(
            data: "d.csv", target: "y", time: ["day", "hour"], id: "n", leaveOut: ["a", "b"], name: "p"))
      ),
    ] as [(String, Invocation.Action)])
  func command(line: String, action: Invocation.Action) throws {
    #expect(try Self.parsed(line).action == action)
  }

  @Test("The table above leaves out no command")
  func complete() throws {
    for command in CommandSpecification.all {
      let choices = ["data": "list", "label": "queue", "suggestion": "accept", "decide": "retrain"]
      let words =
        [command.name] + command.arguments.filter { !$0.isOptional }.map { _ in choices[command.name] ?? "1" }
      let needed = [
        "init": ["--target", "y"], "drift": ["--reference", "a", "--current", "b"],
        "estimate": ["--reference", "a", "--current", "b", "--target", "y", "--score", "p"],
      ]
      let because = ["step-back", "decide"].contains(command.name) ? ["--because", "b"] : []
      #expect(throws: Never.self) { try Invocation(parsing: words + (needed[command.name] ?? []) + because) }
    }
  }

  @Test("Options that all commands share stand anywhere after the command")
  func common() throws {
    let invocation = try Self.parsed("status --json --project /tmp/p --quiet")
    #expect(invocation == Invocation(action: .status, project: "/tmp/p", wantsJSON: true, isQuiet: true))
    #expect(try Self.parsed("status") == Invocation(action: .status, wantsJSON: false, isQuiet: false))
    #expect(try Self.parsed("--project=/tmp/p").project == "/tmp/p")
  }

  @Test("An engine afar is named by its address; its token never stands on the command line")
  func attaching() throws {
    #expect(try Self.parsed("--attach http://h:1").remote == Invocation.Remote(url: "http://h:1"))
    #expect(try Self.parsed("--attach http://h:1").action == .cockpit(theme: nil))
    let remote = Invocation.Remote(url: "https://h", tokenFile: "t", certificates: "c")
    #expect(try Self.parsed("status --token-file t --attach https://h --ca-file c").remote == remote)
    #expect(try Self.parsed("status").remote == nil)
    for wrong in ["status --attach http://h --project p", "status --token-file t", "status --attach h --token secret"] {
      #expect(throws: UsageError.self) { try Self.parsed(wrong) }
    }
  }

  @Test("A value may begin with a dash after =, be empty, or hold = itself")
  func values() throws {
    #expect(try Self.parsed("rollback --because=--x=1").action == .short(.rollback(because: "--x=1")))
    #expect(try Self.parsed("rollback --because=").action == .short(.rollback(because: "")))
    #expect(
      try Invocation(parsing: ["rollback", "--because", "two words"]).action == .short(.rollback(because: "two words")))
  }

  @Test("After -- everything is an argument")
  func endOfOptions() throws {
    #expect(try Self.parsed("profile -- --odd.csv").action == .profile(file: "--odd.csv", column: nil))
  }

  @Test("--help wins over what is missing", arguments: CommandSpecification.all.map(\.name))
  func help(name: String) throws {
    #expect(try Self.parsed("\(name) --help").action == .help(CommandSpecification.named(name)))
    #expect(try Self.parsed("\(name) -h").action == .help(CommandSpecification.named(name)))
  }

  @Test(
    "Wrong use is told with what to do instead",
    arguments: [
      ("trian", "there is no command `trian`; did you mean `train`?"),
      ("statsu --json", "there is no command `statsu`; did you mean `status`?"),
      ("frobnicate", "there is no command `frobnicate`; `sextant --help` lists the commands"),
      ("train --recpie x", "`train` has no option `--recpie`; did you mean `--recipe`?"),
      ("status --frobnicate", "`status` has no option `--frobnicate`; `--help` lists its options"),
      ("--jsn", "sextant has no option `--jsn`; did you mean `--json`?"),
      ("train --recipe", "`--recipe` needs a value; write `--recipe R`"),
      ("train --recipe a --recipe b", "`--recipe` is given twice; give it once"),
      ("status --json=yes", "`--json` takes no value; leave out `=yes`"),
      ("init --target y", "`DATA` is missing; write `sextant init DATA"),
      ("init a.csv", "`--target` is missing; name the column to predict: `--target COL`"),
      ("check this", "`this` is one word too many; write `sextant check"),
      ("train --set rounds", "`--set rounds` is not KEY=VALUE; write it as `--set rounds=100`"),
      ("train --set rounds=nan", "`nan` is no number for `rounds`"),
      ("train --split sideways", "`--split sideways` is unknown; use random, stratified, time or rows"),
      ("train --rows 5:5", "`--rows 5:5` is not a range"),
      ("train --rows 5", "`--rows 5` is not a range"),
      ("train --rows -5:5", "`--rows -5:5` is not a range"),
      ("train --seed -1", "`-1` is not a seed"),
      ("promote four", "`four` is not a whole number"),
      ("predict a.csv --version -3", "`-3` is not a whole number"),
      ("replay --speed 0", "`0` is not a speed; give rows per second, or max"),
      ("replay --speed inf", "`inf` is not a speed"),
      ("replay --until tomorrow", "`tomorrow` is not a time; write it as 2026-03-01T08:00:00Z"),
      ("drift --reference a", "two files are needed"),
      ("drift --reference a --current b --profile x", "`--profile x` is unknown"),
      ("drift --reference a --current b --chunk 0", "`--chunk 0` is no number of rows"),
      ("drift --reference a --current b --fail-on x", "`--fail-on x` is unknown"),
      ("alarms acknowledge", "which alarm? write `sextant alarms acknowledge ID`"),
      ("data", "`data` what? use one of: list, diff"),
      ("data diff", "`A and B` is missing; write `sextant data diff A B`"),
      ("data diff a", "`B` is missing; write `sextant data diff A B`"),
      ("data drop", "which rows? add `--where EXPR`"),
      ("alarms forget 3", "`alarms forget` is unknown; use acknowledge, unacknowledge, snooze, unsnooze or note"),
      ("registry --at noon", "`noon` is not a time"),
      ("step-back", "`STAGE` is missing"),
      ("step-back nowhere --because x", "`nowhere` is not a stage"),
      ("step-back data", "a step back needs its reason; add `--because"),
      ("cancel x", "`x` is not a whole number"),
      ("demo --headless many", "`many` is not a whole number"),
      ("journal --since x", "`x` is not a whole number"),
    ])
  func wrongUse(line: String, beginning: String) throws {
    do {
      _ = try Self.parsed(line)
      Issue.record("`\(line)` was understood")
    } catch let error as UsageError {
      #expect(error.description.hasPrefix(beginning), "\(error)")
      #expect(!error.description.contains("\n"))
    }
  }

  @Test("The command-line twin of a command is the command again")
  func twins() throws {
    let commands: [Command] = [
      .train(
        Command.Training(
          recipe: "two words", split: .stratified, rows: 3..<9, seed: 5, overrides: ["rounds": 10, "l2": 0.25])),
      .bless(VersionID(2), because: "it's fine"),
      .promote(Command.Promotion(version: VersionID(3), now: true, because: "a \"b\"", override: "$HOME")),
      .rollback(because: nil),
      .serve(Command.Serving(port: 0, bind: "::1", tokenFile: "/a b", certificate: "c", key: "k")),
      .stopServing(because: "enough"),
      .play(Command.Play(file: "/tmp/a b.csv", speed: .rowsPerSecond(1000), until: .row(5), resumes: true)),
      .stepBack(.data, because: "euribor3m drifts"),
      .acknowledge(AlarmID(4)), .data(.mend("missing:age"), because: "never measured"),
      .data(.drop(where: "age < 0 or job == \"a b\""), because: nil), .data(.keep(where: "age > 0"), because: nil),
      .data(.append(file: "/tmp/more.csv"), because: nil),
      .data(.collect(where: "click == 1", rows: 500), because: "too rare"), .data(.restore("ab12"), because: nil),
      .label(row: 17, .label("yes"), because: "seen"), .label(row: 17, .confirm, because: nil),
      .label(row: 18, .skip, because: nil), .setThreshold(VersionID(2), threshold: 0.25, because: "worth more"),
      .importModel(Command.Import(path: "model.json", examples: "rows.csv")), .rollout(.abort, because: "enough"),
      .setAutomation(.partial, because: nil), .review(session: SessionID(2), id: 40, answer: "yes"),
      .watch(
        Command.Watching(
          log: "/tmp/a b.log", reference: "ref.csv", follows: false, idleSeconds: 30,
          columns: WatchColumns(id: "order", score: "p", features: ["a", "b"], leaveOut: ["c"]))),
      .watch(Command.Watching(log: "-", referenceRows: 500)), .watch(Command.Watching()),
      .joinOutcomes(Command.OutcomeFile(path: "-")),
      .unacknowledge(AlarmID(3)), .unsnooze(AlarmID(3)), .noteAlarm(AlarmID(3), text: "it's the feed's fault"),
      .noteAlarm(AlarmID(3), text: ""), .train(Command.Training(data: .recent(86_400))),
      .train(Command.Training(data: .sinceChange)),
      .answerSuggestion(3, accept: false), .decide(.stepBack, because: "stale"), .undo,
    ]
    for command in commands {
      let words = try #require(Self.shellWords(command.commandLine))
      #expect(words.first == "sextant")
      let action = try Invocation(parsing: Array(words.dropFirst())).action
      switch command {
      case .train(let training): #expect(action == .train(training))
      case .play(let play): #expect(action == .replay(play))
      case .serve(let serving): #expect(action == .serve(serving))
      case .watch, .joinOutcomes: #expect(action == .long(command))
      case .bless, .promote, .rollback, .stopServing, .pause, .resume, .setSpeed, .stepBack, .acknowledge, .snooze,
        .unacknowledge, .unsnooze, .noteAlarm, .reload, .data,
        .label, .setThreshold, .importModel, .rollout, .setAutomation, .review, .answerSuggestion, .decide, .undo:
        #expect(action == .short(command))
      case .applyScope: Issue.record("a text has no line")
      }
    }
  }

  /// Splits a line as a POSIX shell does, as far as single quotes and backslashes go.
  private static func shellWords(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var characters = line[...]
    while let character = characters.popFirst() {
      switch character {
      case " ":
        if let done = word { words.append(done) }
        word = nil
      case "'":
        guard let end = characters.firstIndex(of: "'") else { return nil }
        word = (word ?? "") + characters[..<end]
        characters = characters[characters.index(after: end)...]
      case "\\": word = (word ?? "") + String(characters.popFirst() ?? "\\")
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}

import CommandLine
import Encoding
import Expressions
import Glibc
import Lifecycle
import Runtime
import Storage

/// Carries out what the command line asks for.
struct Performer {
  let invocation: Invocation

  init(_ invocation: Invocation) { self.invocation = invocation }

  func perform() throws -> ExitStatus {
    try refuseWhatNeedsFilesHere()
    switch invocation.action {
    case .help(let command):
      Output.line(command.map { HelpText.command($0) } ?? HelpText.general(version: Sextant.version))
      return .done
    case .version:
      Output.line("sextant \(Sextant.version)")
      return .done
    case .cockpit(let theme, let isPlain): return try openCockpit(theme: theme, isPlain: isPlain)
    case .initialise(let request): return try InitialiseCommand(request, invocation).run()
    case .check: return try CheckCommand(invocation).run()
    case .profile(let file, let column): return try ProfileCommand(file: file, column: column, invocation).run()
    case .drift(let request): return try DriftCommand(request, invocation).run()
    case .estimate(let request): return try EstimateCommand(request, invocation).run()
    case .predict(let file, let version): return try PredictCommand(file: file, version: version, invocation).run()
    case .demo(let seed, let headless, let events, let theme, let isPlain):
      return try DemoCommand(
        seed: seed, headless: headless, events: events, theme: theme, isPlain: isPlain, invocation
      ).run()
    case .doctor: return try DoctorCommand(invocation).run()
    case .docs(let request): return try DocsCommand(request, invocation).run()
    case .themes(let request): return try ThemesCommand(request, invocation).run()
    case .keys(let request): return try KeysCommand(request, invocation).run()
    case .token(let request): return try TokenCommand(request, invocation).run()
    case .train(let request): return try long(.train(request), TextReport.training)
    case .serve(let request): return try ServeCommand(request, self).run()
    case .long(let command): return try longReading(command)
    case .replay(let request): return try long(.play(absolute(request)), TextReport.replay)
    case .short(.importModel(var file)):
      file.path = ProjectConnection.absolute(file.path)
      file.examples = file.examples.map { ProjectConnection.absolute($0) }
      return try long(.importModel(file), TextReport.training)
    case .short(let command): return try short(absolute(command))
    case .cancel(let task): return try cancel(task)
    case .runs(let filter): return try RunsCommand(filter: filter, self).run()
    case .status: return try status()
    case .registry(let time): return try registry(at: time)
    case .kpis: return try document(.kpis, TextReport.kpis)
    case .alarms(let all): return try alarms(all: all)
    case .journal(let since): return try journal(since: since)
    case .log(let limit, let filter, let asCSV):
      return try LogCommand(limit: limit, filter: filter, asCSV: asCSV, self).run()
    case .document(.scope): return try document(.scope, TextReport.scope)
    case .document(.labelQueue(let offset, let limit)): return try labelQueue(.labelQueue(offset: offset, limit: limit))
    case .document(.analysis(let version, let file)): return try analysis(version, file: file)
    case .document(let query): return try document(absolute(query)) { Self.report($0, of: query) }
    case .scopeDifference, .applyScope, .export, .report, .answerNewestSuggestion, .automation:
      return try performCircle(invocation.action)
    }
  }

  // MARK: The engine's answers

  func withConnection<Result>(_ body: (ProjectConnection) throws -> Result) throws -> Result {
    // Another command's engine may leave between its last answer and our first question.
    for _ in 0..<20 {
      let connection = try openConnection()
      defer { connection.closeAfterOthers() }
      do {
        return try body(connection)
      } catch is EngineGone {
        continue
      }
    }
    throw Refusal(
      kind: .damaged, message: "the project's engines keep leaving", mend: "run the command again")
  }

  /// The engine that the command line means: behind a gateway, or of the project in this folder.
  func openConnection() throws -> ProjectConnection {
    if let remote = invocation.remote { return try ProjectConnection.attach(remote) }
    return try ProjectConnection.open(ProjectConnection.folder(invocation.project))
  }

  func document(_ query: Query, _ text: (JSON) -> String) throws -> ExitStatus {
    try withConnection { connection in
      let page = try waitFor { [link = connection.link] in try await link.query(query) }
      Output.print(page.items.first ?? .null, asJSON: invocation.wantsJSON, text)
      return .done
    }
  }

  /// Whether the engine is another process's is for this end to say.
  private func status() throws -> ExitStatus {
    try withConnection { connection in
      let page = try waitFor { [link = connection.link] in try await link.query(.status) }
      var document = page.items.first ?? .null
      if var engine = document["engine"] {
        engine.set("attached", JSON(!connection.isOwn))
        document.set("engine", engine)
      }
      Output.print(document, asJSON: invocation.wantsJSON, TextReport.status)
      return .done
    }
  }

  private func alarms(all: Bool) throws -> ExitStatus {
    try withConnection { connection in
      let page = try waitFor { [link = connection.link] in try await link.query(.alarms(all: all)) }
      let alarms =
        try invocation.filter.map {
          try DocumentRecords(page.items, example: ListFields.alarm).matching($0, calling: "alarm")
        } ?? page.items
      Output.print(["alarms": .array(alarms)], asJSON: invocation.wantsJSON) { TextReport.alarms($0["alarms"]) }
      return .done
    }
  }

  private func registry(at time: Timestamp?) throws -> ExitStatus {
    try withConnection { connection in
      let page = try waitFor { [link = connection.link] in try await link.query(.registry(at: time)) }
      let document = page.items.first ?? .null
      let shown = try invocation.filter.map { try DocumentRecords.registry(document, filter: $0) } ?? document
      Output.print(shown, asJSON: invocation.wantsJSON, TextReport.registry)
      return .done
    }
  }

  /// Events in pages, so that a long journal needs no more memory than a short one.
  private func journal(since: Int) throws -> ExitStatus {
    try withConnection { connection in
      var since = since
      while true {
        let from = since
        let page = try waitFor { [link = connection.link] in try await link.query(.journal(since: from, limit: 1000)) }
        for event in page.items { Output.line(event.text()) }
        guard let last = page.items.last?["sequence"]?.int else { return .done }
        since = last
      }
    }
  }

  // MARK: Commands

  /// A command that makes a task: waits for its end, showing how far it is, and cancels it on ^C.
  private func long(_ command: Command, _ text: (JSON) -> String) throws -> ExitStatus {
    let interrupts = InterruptWatch()
    return try withConnection { connection in
      let link = connection.link
      let receipt = try waitFor { try await link.send(command) }
      guard let task = receipt.task else { return .done }
      let result = try waitForEnd(of: task, link, interrupts)
      Output.print(result, asJSON: invocation.wantsJSON, text)
      return interrupts.wasInterrupted ? .interrupted : .done
    }
  }

  /// A file is found from where the person is, not from where the engine runs.
  private func absolute(_ request: Command.Play) -> Command.Play {
    var request = request
    request.file = request.file.map { ProjectConnection.absolute($0) }
    return request
  }

  func short(_ command: Command) throws -> ExitStatus {
    let started = EngineClock.system.monotonic()
    var answer: Answer?
    return try withConnection { connection in
      let link = connection.link
      // Where an engine left after it did what was asked, only the report is asked for again, of the next.
      let known = try answer ?? self.answer(command, link, since: started)
      answer = known
      switch known {
      case .refused(let refusal):
        try explain(refusal, command, link)
        return .no
      case .finished(let result, let message):
        Output.print(result, asJSON: invocation.wantsJSON) { $0["message"]?.string ?? message }
      case .done(let receipt, let seconds):
        let report = ShortCommandReport(command: command, receipt: receipt, seconds: seconds, link: link)
        Output.print(try report.document(), asJSON: invocation.wantsJSON) { _ in
          command == .undo ? "taken back: \(receipt.message)" : receipt.message
        }
      }
      return .done
    }
  }

  /// What became of a command, once it is carried out.
  private enum Answer {
    case done(Receipt, seconds: Double)
    case finished(JSON, message: String)
    /// The answer is no.
    case refused(Refusal)
  }

  private func answer(_ command: Command, _ link: any EngineLink, since started: Double) throws -> Answer {
    do {
      let receipt = try waitFor { try await link.send(command) }
      guard let task = receipt.task else {
        return .done(receipt, seconds: EngineClock.system.monotonic() - started)
      }
      return .finished(try waitForEnd(of: task, link, InterruptWatch()), message: receipt.message)
    } catch let refusal as Refusal where refusal.kind == .no {
      return .refused(refusal)
    }
  }

  /// Follows a task to its end. Its engine's end is the task's: another engine must not be asked to begin it again.
  private func waitForEnd(of task: TaskID, _ link: any EngineLink, _ interrupts: InterruptWatch) throws -> JSON {
    let watcher = TaskWatcher(link: link, task: task, isQuiet: invocation.hidesProgress, interrupts: interrupts)
    do {
      return try watcher.waitForEnd()
    } catch is EngineGone {
      throw Refusal(
        kind: .damaged, message: "the engine of this project went away before task \(task) ended",
        mend: "`sextant journal` tells how far it came")
    }
  }

  /// Nothing is printed before everything is known, so that nothing is printed twice.
  private func explain(_ refusal: Refusal, _ command: Command, _ link: any EngineLink) throws {
    let report = ShortCommandReport(command: command, receipt: Receipt(), seconds: 0, link: link)
    let document: JSON? = invocation.wantsJSON ? try report.document(refused: refusal) : nil
    Output.error(refusal.description)
    if let document { Output.line(document.text(pretty: true)) }
  }

  private func cancel(_ task: TaskID) throws -> ExitStatus {
    try withConnection { connection in
      try waitFor { [link = connection.link] in try await link.cancel(task) }
      Output.print(["cancelled": JSON(task.number)], asJSON: invocation.wantsJSON) { _ in "task \(task) is cancelled" }
      return .done
    }
  }
}

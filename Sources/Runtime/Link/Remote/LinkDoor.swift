import Encoding
import Gateway
import Lifecycle
import Storage
import Synchronization

/// The engine for cockpits and commands afar: what the Unix socket speaks, in requests that are short however long the
/// work is, and that may be sent again without happening twice.
public final class LinkDoor: AdminDoor {
  private let link: any EngineLink
  private let folder: ProjectFolder
  private let program: String
  private let project: String
  private let instance: String
  private let tickets: TicketBook
  private let files: ReceivedFiles
  private let timing: Timing

  /// How long things are held, in seconds.
  public struct Timing: Sendable, Equatable {
    /// An answer that is not there by then is asked for again: shorter than any server or proxy waits.
    public var answer: Double
    /// The longest silence of a stream of snapshots.
    public var beat: Double

    public init(answer: Double = 8, beat: Double = 5) {
      self.answer = answer
      self.beat = beat
    }
  }

  /// - Parameters:
  ///   - program: the program's version.
  ///   - instance: names this run of the server: any text that no other run has.
  public init(
    _ link: any EngineLink, folder: ProjectFolder, project: String, program: String, instance: String,
    clock: EngineClock = .system, timing: Timing = Timing()
  ) {
    self.link = link
    self.folder = folder
    self.project = project
    self.program = program
    self.instance = instance
    self.timing = timing
    tickets = TicketBook(clock: clock)
    files = ReceivedFiles(folder: folder)
  }

  public func answer(_ line: [UInt8]) async -> [UInt8] {
    do {
      return self.line(try await reply(to: line))
    } catch {
      return self.line(.reply(.refused(Refusal.describing(error))))
    }
  }

  public func watch() -> AsyncStream<[UInt8]> {
    let feed = SnapshotFeed(link.snapshots(), beatSeconds: timing.beat)
    return AsyncStream { [self] in
      switch await feed.next() {
      case .snapshot(let snapshot): line(.reply(.snapshot(snapshot)))
      case .beat: [0x0A]
      case nil: nil
      }
    } onCancel: {
      feed.end()
    }
  }

  private func line(_ kind: LinkReply.Kind) -> [UInt8] {
    let reply = LinkReply(wire: LinkVersion.current, program: program, instance: instance, kind: kind)
    // What was decoded from JSON, or is made of plain values, can be encoded; an empty line would be a beat.
    return (try? WireCodec.line(reply)) ?? [0x0A]
  }

  // MARK: Requests

  private func reply(to line: [UInt8]) async throws -> LinkReply.Kind {
    let request = try read(line)
    switch request.kind {
    case .hello: return .hello(project: project)
    case .piece(let piece): return .received(try files.take(piece, ticket: request.ticket))
    case .wait:
      guard tickets.knows(request.ticket) else { return .unknownTicket }
      return await answer(of: request.ticket)
    case .ask(let question): return try await answer(question, request)
    }
  }

  private func read(_ line: [UInt8]) throws -> LinkRequest {
    let head = try? WireCodec.message(LinkHead.self, from: line)
    if let head, head.wire != LinkVersion.current { throw Self.mismatch(server: program, client: head.program) }
    guard let request = try? WireCodec.message(LinkRequest.self, from: line),
      ReceivedFiles.isTicket(request.ticket)
    else {
      throw head.map { Self.mismatch(server: program, client: $0.program) }
        ?? Refusal(
          kind: .wrongUse, message: "the engine does not understand this request",
          mend: "use the same version of sextant on both ends")
    }
    return request
  }

  private func answer(_ question: WireRequest, _ request: LinkRequest) async throws -> LinkReply.Kind {
    let ticket = request.ticket
    if let before = request.instance, before != instance, !tickets.knows(ticket), question.changesSomething {
      throw Refusal(
        kind: .damaged, message: "the server was started anew while the command was on its way",
        mend: "look whether it happened (`sextant journal`) before you give it again")
    }
    switch tickets.open(ticket) {
    case .answered(let reply): return .reply(reply)
    case .working: break
    case .tooMany:
      throw Refusal(
        kind: .damaged, message: "the engine is working on \(TicketBook.openCountMax) requests already",
        mend: "wait for one to end")
    case .new:
      let (link, tickets, files, folder) = (link, tickets, files, folder)
      Task.detached {
        tickets.answer(ticket, await Self.perform(question, link, files, folder))
      }
    }
    return await answer(of: ticket)
  }

  private func answer(of ticket: String) async -> LinkReply.Kind {
    await tickets.wait(for: ticket, seconds: timing.answer).map { .reply($0) } ?? .working
  }

  private static func perform(
    _ question: WireRequest, _ link: any EngineLink, _ files: ReceivedFiles, _ folder: ProjectFolder
  ) async -> WireReply {
    do {
      return try await question.withPaths { try resolve($0, isKept: $1, files, folder) }.answer(from: link)
    } catch {
      return .refused(Refusal.describing(error))
    }
  }

  /// A path that somebody afar names: a file that they sent, or one inside the project's folder.
  private static func resolve(
    _ path: String, isKept: Bool, _ files: ReceivedFiles, _ folder: ProjectFolder
  ) throws -> String {
    if path.hasPrefix(ReceivedFiles.scheme) {
      return try files.path(of: String(path.dropFirst(ReceivedFiles.scheme.count)), isKept: isKept)
    }
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw Refusal(
        kind: .wrongUse, message: "\(path) is no file of the project on the server",
        mend: "name a file here, which is sent, or one by its path inside the project's folder there")
    }
    return isKept ? path : folder.path + "/" + path
  }

  static func mismatch(server: String, client: String) -> Refusal {
    Refusal(
      kind: .damaged,
      message: "the server runs sextant \(server), this is sextant \(client): they do not understand each other",
      mend: "use the same version of sextant on both ends")
  }
}

extension LinkRequest.Kind {
  /// Whether it may be sent again without a word: all that is no command.
  var isRepeatable: Bool {
    switch self {
    case .ask(let question): !question.changesSomething
    case .hello, .wait, .piece: true
    }
  }
}

extension WireRequest {
  /// Whether doing it twice differs from doing it once.
  var changesSomething: Bool {
    switch self {
    case .send: true
    case .query, .cancel, .past, .watch: false
    }
  }

  /// The same request with the files it names found.
  ///
  /// - Parameter find: gets a path, and whether what is there must stay.
  func withPaths(_ find: (String, Bool) throws -> String) rethrows -> WireRequest {
    switch self {
    case .send(let command): .send(try command.withPaths(find))
    case .query(.analysis(let version, let file?)): .query(.analysis(version, file: try find(file, false)))
    case .query, .cancel, .past, .watch: self
    }
  }
}

extension Command {
  /// The same command with the files it names found.
  func withPaths(_ find: (String, Bool) throws -> String) rethrows -> Command {
    switch self {
    case .data(.append(let file), let because): return .data(.append(file: try find(file, true)), because: because)
    case .data(.labels(let file), let because): return .data(.labels(file: try find(file, false)), because: because)
    case .importModel(var file):
      file.path = try find(file.path, false)
      file.examples = try file.examples.map { try find($0, false) }
      return .importModel(file)
    case .play(var play):
      play.file = try play.file.map { try find($0, false) }
      return .play(play)
    case .watch(var watching):
      watching.log = try watching.log.map { try find($0, false) }
      watching.reference = try watching.reference.map { try find($0, false) }
      return .watch(watching)
    case .joinOutcomes(var file):
      file.path = try find(file.path, false)
      return .joinOutcomes(file)
    // A gateway's keys stay where they are: whoever comes through it finds it open already.
    case .serve, .train, .bless, .promote, .rollback, .stopServing, .pause, .resume, .setSpeed, .stepBack,
      .acknowledge, .snooze, .unacknowledge, .unsnooze, .noteAlarm, .reload, .applyScope, .data, .label, .setThreshold,
      .rollout, .setAutomation, .review,
      .answerSuggestion, .decide, .undo:
      return self
    }
  }
}

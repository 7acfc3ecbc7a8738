import CellCanvas
import Lifecycle

/// Runs a cockpit on lines: what is typed or read goes to a `PlainSession`, what it says is written, and the engine is
/// asked as the screen's loop asks it.
public final class PlainLoop<Backend: LineBackend> {
  private let backend: Backend
  private let courier: Courier
  private let mailbox: Mailbox
  private let environment: CockpitEnvironment
  private var session: PlainSession
  /// Lines that have been read and wait for their turn.
  private var waiting: [String] = []
  private var inputIsOver = false
  private var isOver = false
  /// The sign to type stands at the end of the output.
  private var isPrompting = false

  /// How it ended.
  public enum Ending: Sendable, Equatable {
    /// Something was not understood or refused: a script wants to know.
    case left(hasFailed: Bool)
    case signal(Int32)
  }

  /// - Parameter wake: makes `backend.events` return; called from any thread.
  public init(
    backend: Backend, link: any EngineLink, model: CockpitModel, environment: CockpitEnvironment,
    wake: @escaping @Sendable () -> Void
  ) {
    self.backend = backend
    self.environment = environment
    session = PlainSession(model)
    mailbox = Mailbox(wake: wake)
    courier = Courier(link: link, mailbox: mailbox)
  }

  /// Runs until the person leaves, the input ends and all that it began is done, or a signal ends the program.
  ///
  /// - Parameter first: the snapshot to begin with, where one is at hand.
  public func run(first: Snapshot? = nil) -> Ending {
    let watchers = courier.watch()
    defer { for watcher in watchers { watcher.cancel() } }
    if let first { perform(session.take(.snapshot(first))) }
    while !isOver {
      takeLines()
      guard !isOver else { break }
      prompt()
      for event in backend.events(timeout: nil) {
        switch event {
        case .line(let line): waiting.append(line)
        case .end: inputIsOver = true
        case .woken: break
        // The shell has written below the sign to type.
        case .resumed: isPrompting = false
        case .signal(let number): return .signal(number)
        }
      }
      for message in mailbox.take() where !isOver { perform(session.take(message)) }
    }
    return .left(hasFailed: session.hasFailed && !backend.isInteractive)
  }

  /// Takes the lines whose turn has come. A person may type ahead of the engine; a script is held to its answers.
  private func takeLines() {
    while !isOver, session.isReady || backend.isInteractive, !waiting.isEmpty {
      let line = waiting.removeFirst()
      if !backend.isInteractive { write(["> \(line)"]) }
      isPrompting = false
      perform(session.take(line: line))
    }
    guard inputIsOver, waiting.isEmpty, session.isReady, !isOver else { return }
    perform(session.leave())
    if session.isIdle { isOver = true }
  }

  private func prompt() {
    guard backend.isInteractive, !isPrompting, session.isReady else { return }
    backend.write("> ")
    isPrompting = true
  }

  private func write(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    // What comes while a person types begins a line of its own.
    let start = isPrompting ? "\n" : ""
    isPrompting = false
    backend.write(start + lines.map { PlainWords.printable($0) + "\n" }.joined())
  }

  private func perform(_ step: PlainSession.Step) {
    write(step.lines)
    for effect in step.effects { perform(effect) }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .send(let command, let id): courier.send(command, id)
    case .cancel(let task, let id): courier.cancel(task, id)
    case .query(let query, let id): courier.ask(query, id)
    case .past(let sequence, let id): courier.askForPast(sequence, id)
    case .editContract(let project, let section, let again):
      guard backend.isInteractive else {
        let why = "an editor wants a terminal; change sextant.yaml in another way, and say `sextant reload`"
        return perform(session.take(.contractEdited(.failed(why))))
      }
      perform(session.take(.contractEdited(environment.edit(project, section, again))))
    case .remember(let memory): environment.remember(memory)
    // What is announced is among the lines already.
    case .copy, .announce, .armTimer, .redraw, .suspend: break
    case .quit: isOver = true
    }
  }
}

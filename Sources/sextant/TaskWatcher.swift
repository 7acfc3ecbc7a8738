import CSys
import CommandLine
import Encoding
import Glibc
import Lifecycle
import Runtime
import Synchronization

/// Waits for a task on the command line: one line of progress on standard error, ^C cancels.
struct TaskWatcher {
  let link: any EngineLink
  let task: TaskID
  let isQuiet: Bool
  let interrupts: InterruptWatch

  func waitForEnd() throws -> JSON {
    let (link, task, isQuiet, interrupts) = (link, task, isQuiet, interrupts)
    let canceller = Task.detached {
      guard await interrupts.firstInterrupt() else { return }
      try? await link.cancel(task)
    }
    let reporter = Task.detached {
      guard !isQuiet else { return }
      var teller = AlarmTeller()
      for await snapshot in link.snapshots() {
        teller.tell(snapshot)
        guard let progress = snapshot.tasks.first(where: { $0.id == task }) else { continue }
        guard progress.state == .running else { return }
        Self.show(progress)
      }
    }
    defer {
      canceller.cancel()
      reporter.cancel()
      interrupts.end()
      if !isQuiet { fputs("\r\u{1B}[K", cs_stderr()) }
    }
    guard let outcome = try waitFor({ try await link.query(.outcome(of: task)) }).items.first else {
      throw Refusal(kind: .damaged, message: "task \(task) ended without a word", mend: "look into `sextant journal`")
    }
    return outcome
  }

  private static func show(_ progress: TaskProgress) {
    let percent = progress.fraction.map { "\(NumberText.fixed($0 * 100, 0)) % " } ?? ""
    let rest = progress.remaining.map { ", \(NumberText.duration($0)) to go" } ?? ""
    fputs("\r\u{1B}[K\(progress.title): \(percent)\(progress.detail)\(rest)", cs_stderr())
  }
}

extension Invocation {
  /// Whether nobody reads standard error as it is written, or wants to.
  var hidesProgress: Bool { isQuiet || isatty(STDERR_FILENO) == 0 }
}

/// Notices ^C without ending the program.
///
/// The signal is blocked, so that it stays pending until it is looked for and no handler runs at a bad moment. Make
/// the watch before the first other thread: threads inherit what is blocked.
final class InterruptWatch: Sendable {
  private let isEnded = Atomic(false)
  private let wasSeen = Atomic(false)

  /// Whether ^C was pressed.
  var wasInterrupted: Bool { wasSeen.load(ordering: .relaxed) || hasPending }

  private var hasPending: Bool {
    var pending = sigset_t()
    sigpending(&pending)
    return signals.contains { sigismember(&pending, $0) == 1 }
  }

  private let signals: [Int32]

  /// - Parameter signals: that count as an interrupt.
  init(_ signals: [Int32] = [SIGINT]) {
    self.signals = signals
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// - Returns: false when the watch ended without an interrupt.
  func firstInterrupt() async -> Bool {
    defer { if hasPending { wasSeen.store(true, ordering: .relaxed) } }
    while !isEnded.load(ordering: .relaxed) {
      if hasPending { return true }
      try? await Task.sleep(nanoseconds: 50_000_000)
      if Task.isCancelled { return false }
    }
    return false
  }

  func end() { isEnded.store(true, ordering: .relaxed) }
}

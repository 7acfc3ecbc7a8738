import CSys
import Encoding
import Glibc
import Lifecycle
import Outbound
import Storage

/// One program that is told: run without a shell in the project folder, with the message on its standard input.
struct CommandHook: Sendable {
  let words: [String]
  let folder: ProjectFolder
  /// Time that it has; then it ends, with all that it started.
  let seconds: Double

  func deliver(_ notification: Notification) async -> OutgoingQueue<Notification>.Result {
    let input = Array(notification.document.text().utf8) + [0x0A]
    let environment = Self.environment(of: notification)
    return await withCheckedContinuation { continuation in
      WorkerThread.start("notify", isBackground: true) { [self] in
        continuation.resume(returning: run(input, environment))
      }
    }
  }

  private func run(_ input: [UInt8], _ environment: [String]) -> OutgoingQueue<Notification>.Result {
    // A program that does not read what it is told is no reason to die.
    var broken = sigset_t()
    sigemptyset(&broken)
    sigaddset(&broken, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &broken, nil)
    do {
      var process = try ChildProcess(words, environment: environment, folder: folder.path)
      let end = process.finish(input: input, seconds: seconds)
      let said = process.lastLine.isEmpty ? "" : ": \(process.lastLine)"
      switch end {
      case .exited(0): return .delivered
      case .exited(let status): return .failed("it ended with status \(status)\(said)", retryAfter: nil)
      case .signalled(let number): return .failed("it died of signal \(number)\(said)", retryAfter: nil)
      case .overdue:
        return .failed("it took longer than \(NumberText.shortest(seconds)) s and was ended\(said)", retryAfter: nil)
      }
    } catch {
      // The program may be put there yet.
      return .failed("it cannot be started: \(error)", retryAfter: nil)
    }
  }

  /// What a program that reads no JSON needs; the engine's own environment but for its token.
  private static func environment(of notification: Notification) -> [String] {
    var values = [
      ("SEXTANT_EVENT", notification.occasion.rawValue), ("SEXTANT_ID", notification.id),
      ("SEXTANT_TEXT", notification.text),
    ]
    if let project = notification.document["project"]?.string { values.append(("SEXTANT_PROJECT", project)) }
    if let alarm = notification.alarm {
      values += [
        ("SEXTANT_ALARM", "\(alarm.id)"), ("SEXTANT_RULE", alarm.rule), ("SEXTANT_SEVERITY", alarm.severity.rawValue),
        ("SEXTANT_STATE", alarm.state.rawValue), ("SEXTANT_METRIC", alarm.metric),
        ("SEXTANT_COLUMN", alarm.column ?? ""),
      ]
    }
    var inherited: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let line = String(cString: text)
      if !line.hasPrefix("SEXTANT_") { inherited.append(line) }
      entry += 1
    }
    // A value ends at its first zero byte, and a line break in one has surprised many a script.
    return inherited
      + values.map { name, value in
        "\(name)=" + String(String.UnicodeScalarView(value.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
      }
  }
}

import Encoding
import Glibc
import Testing

/// Waiting for what other processes do.
enum Waiting {
  /// Asks again and again until there is an answer.
  ///
  /// - Throws: `Program.Problem` when there is none in time, with what `picture` shows then.
  @discardableResult
  static func until<Answer>(
    _ what: String, seconds: Double = 90, picture: () throws -> String = { "" }, _ ask: () throws -> Answer?
  ) throws -> Answer {
    let deadline = Deadline(seconds: seconds)
    while !deadline.isOver {
      if let answer = try ask() { return answer }
      usleep(100_000)
    }
    throw Program.Problem(description: "waited \(seconds) s until \(what)\n\(try picture())")
  }
}

extension Workplace {
  /// Waits until a program holds the project's engine, so that what is run from now on talks to it.
  func waitForEngine(of program: Program) throws {
    _ = try Waiting.until("process \(program.pid) holds the engine") { enginePid == program.pid ? true : nil }
  }

  /// The process that holds the project's engine, or held it last.
  private var enginePid: pid_t? {
    let text = try? scratch.read("project/.sextant/engine.lock")
    return text.flatMap { pid_t($0.prefix { $0 != "\n" }) }
  }

  /// The number of a task under way, as another process sees it.
  func runningTask() throws -> Int? {
    let status = try document("status")
    return status["tasks"]?.array?.first { $0["state"]?.string == "running" }?["task"]?.int
  }
}

import Encoding
import Glibc
import Lifecycle
import Outbound
import Runtime
import TestSupport
import Testing

/// Programs that are told: without a shell, with the message on their input, and never for long.
@Suite(.timeLimit(.minutes(2))) struct CommandNotifyTests {
  private func manner(seconds: Double = 20, attempts: Int = 2) -> NotifyManner {
    var manner = NotifyManner()
    manner.commandRetry = RetryPolicy(first: 0.01, factor: 1, longest: 0.02, jitter: 0, attemptCountMax: attempts)
    manner.commandSeconds = seconds
    manner.farewell = 0.2
    return manner
  }

  private func project(_ command: String, script: String) throws -> SampleProject {
    let project = try SampleProject(
      yaml: SampleProject.yaml().replacing(
        "monitoring: {window: 100 rows, outcome_delay: 10h}",
        with: "monitoring: {window: 100 rows, notify: [{command: \(command), on: [stepped back]}]}"))
    let path = project.temporary.file("page.sh")
    #expect(TextFile.write("#!/bin/sh\n\(script)\n", to: path))
    chmod(path, 0o755)
    return project
  }

  private func status(_ engine: Engine, where condition: (JSON) -> Bool) async throws -> JSON {
    while true {
      let hook = try #require(try await engine.ask(.status)["notify"]?[0])
      if condition(hook) { return hook }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  private func tell(
    _ project: SampleProject, _ manner: NotifyManner, until condition: (JSON) -> Bool
  ) async throws -> (hook: JSON, notices: [String]) {
    let engine = try await project.open(notifying: manner)
    _ = try await engine.send(.stepBack(.data, because: "$(touch hacked); `id`\n\u{1B}[31m"))
    let hook = try await status(engine, where: condition)
    let notices = await engine.currentSnapshot.notices
    await engine.close()
    return (hook, notices)
  }

  @Test("The message is on its input, the short of it in variables, and no shell reads either")
  func message() async throws {
    let project = try project(
      "[./page.sh, 'two words', '$HOME']",
      script: #"cat > told.json; printf '%s|%s|%s|%s' "$SEXTANT_EVENT" "$SEXTANT_TEXT" "$1" "$2" > told.txt"#)
    let (hook, _) = try await tell(project, manner()) { $0["delivered"]?.int == 1 }
    #expect(hook["kind"]?.string == "command" && hook["server"]?.string == "./page.sh")
    let message = try JSON(parsing: try #require(TextFile.read(project.temporary.file("told.json"))))
    #expect(message["on"]?.string == "stepped back")
    let words = try #require(TextFile.read(project.temporary.file("told.txt"))).split(separator: "|").map(String.init)
    #expect(words[0] == "stepped back")
    #expect(words[1].contains("$(touch hacked)") && !words[1].contains("\u{1B}"))
    #expect(words[2] == "two words" && words[3] == "$HOME")
    #expect(access(project.temporary.file("hacked"), F_OK) != 0)
  }

  @Test("A program that fails is told again, and its status and last words are shown")
  func failing() async throws {
    let project = try project("[./page.sh]", script: "echo first >&2; printf 'no \\033[31mpager\\n\\n' >&2; exit 3")
    let (hook, notices) = try await tell(project, manner()) { $0["failed"]?.int == 1 }
    #expect(hook["retried"]?.int == 1)
    #expect(hook["trouble"]?.string == "it ended with status 3: no  [31mpager")
    #expect(notices.contains { $0.hasPrefix("command ./page.sh: it ended with status 3") })
  }

  @Test("A program that hangs is ended with all that it started; one that is not there is said")
  func hanging() async throws {
    let project = try project(
      "[./page.sh]", script: "sleep 600 & echo $! > child.txt; echo waiting >&2; wait")
    let (hook, _) = try await tell(project, manner(seconds: 3, attempts: 1)) { $0["failed"]?.int == 1 }
    #expect(hook["trouble"]?.string == "it took longer than 3 s and was ended: waiting")
    let child = try #require(
      TextFile.read(project.temporary.file("child.txt")).flatMap {
        pid_t($0.split(separator: "\n").first.map(String.init) ?? "")
      })
    // Whoever adopts it may not have buried it yet; alive it is not.
    let state = TextFile.read("/proc/\(child)/stat") ?? ""
    #expect(state.isEmpty || state.contains(") Z "))
    let missing = try self.project("[./nobody]", script: "")
    let (absent, _) = try await tell(missing, manner()) { $0["failed"]?.int == 1 }
    #expect(absent["trouble"]?.string?.contains("cannot be started: ./nobody: No such file") == true)
  }

  @Test("A program that reads nothing and complains without end ends all the same")
  func noisy() async throws {
    let project = try project("[./page.sh]", script: "exec 0<&-; yes complaint | head -c 3000000 >&2; exit 0")
    let (hook, _) = try await tell(project, manner(seconds: 20)) { $0["delivered"]?.int == 1 }
    #expect(hook["trouble"] == .null)
  }
}

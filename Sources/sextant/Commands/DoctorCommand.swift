import CellCanvas
import CommandLine
import Encoding
import Gateway
import Glibc
import Lifecycle
import Outbound
import ProjectFile
import Runtime
import Storage
import Terminal

/// `doctor`: what the terminal can do, what is installed, what is stored.
struct DoctorCommand {
  let invocation: Invocation

  init(_ invocation: Invocation) { self.invocation = invocation }

  func run() throws -> ExitStatus {
    let project = project()
    let (problems, status) = problems()
    let document: JSON = [
      "terminal": terminal(), "libraries": libraries(), "project": project, "notifications": notifications(status),
      "storage": storage(), "problems": problems,
    ]
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.doctor)
    return .done
  }

  private func terminal() -> JSON {
    let options = TerminalOptions(environment: Environment.value)
    let report = TerminalReport(environment: Environment.value)
    var facts: JSON = [
      "term": JSON(options.terminal), "input_is_terminal": JSON(isatty(STDIN_FILENO) == 1),
      "output_is_terminal": JSON(isatty(STDOUT_FILENO) == 1),
      "colorterm": JSON(Environment.value("COLORTERM")),
      "no_color": JSON(options.colors == .monochrome),
    ]
    for ability in report.abilities {
      facts.set(
        ability.name,
        [
          "has": JSON(ability.has), "because": JSON(ability.because),
          "mend": JSON(ability.mend.isEmpty ? nil : ability.mend),
        ])
    }
    return facts
  }

  /// The linked libraries answer for themselves; the others and programs are looked for.
  private func libraries() -> JSON {
    func library(_ name: String, version: String?, found: Bool, mend: String? = nil) -> JSON {
      ["name": JSON(name), "version": JSON(version), "found": JSON(found), "mend": JSON(found ? nil : mend)]
    }
    let linked = [
      ("ncurses", TerminalScreen.libraryVersion), ("sqlite3", LibraryVersions.sqlite), ("zlib", LibraryVersions.zlib),
      ("libyaml", ProjectFile.libraryVersion),
    ]
    let opened = [
      ("libcurl", HTTPClientLibrary.version, "webhooks and projects from afar need it: apt-get install libcurl4"),
      ("libmicrohttpd", HTTPServerLibrary.version, "the gateway needs it: apt-get install libmicrohttpd12"),
    ]
    return .array(
      linked.map { library($0, version: $1, found: true) }
        + opened.map { library($0, version: $1.isEmpty ? nil : $1, found: !$1.isEmpty, mend: $2) }
        + [
          library(
            "tmux", version: nil, found: Self.isInstalled("tmux"),
            mend: "only the end-to-end tests need it: apt-get install tmux")
        ])
  }

  static func isInstalled(_ program: String) -> Bool {
    let path = Environment.value("PATH") ?? ""
    return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  private func project() -> JSON {
    guard let folder = try? ProjectConnection.folder(invocation.project) else { return ["path": .null] }
    var facts: JSON = ["path": JSON(folder.path)]
    do {
      let definition = try LoadedDefinition(folder: folder).definition
      facts.set("name", JSON(definition.name))
      facts.set("loads", true)
    } catch {
      facts.set("loads", false)
      facts.set("problem", JSON("\(error)"))
    }
    if case .heldBy(let pid)? = try? ProjectLock.tryAcquire(folder.lock) {
      facts.set("engine", JSON(pid.map { Int($0) }))
    } else {
      facts.set("engine", .null)
    }
    return facts
  }

  /// What is damaged in the project: first looked at from outside, then as the engine says when it opens it; and all
  /// that the engine says, where it could be asked.
  private func problems() -> (found: JSON, status: JSON?) {
    guard let folder = try? ProjectConnection.folder(invocation.project), (try? LoadedDefinition(folder: folder)) != nil
    else { return ([], nil) }
    let found = folder.problems()
    let seen = found.map { ["where": JSON($0.path), "message": JSON($0.message), "mend": JSON($0.mend)] as JSON }
    // Opening a journal that is known to be damaged tells nothing more.
    guard !found.contains(where: { $0.path == folder.journal }) else {
      return (.array(seen), nil)
    }
    do {
      let connection = try ProjectConnection.open(folder)
      defer { connection.closeAfterOthers() }
      let page = try waitFor { [link = connection.link] in try await link.query(.status) }
      let notices = (page.items.first?["notices"]?.array ?? []) + Self.oddities(page.items.first?["watch"])
      let told = notices.map { ["where": JSON(folder.path), "message": $0, "mend": ""] as JSON }
      return (.array(seen + told), page.items.first)
    } catch {
      let refusal = Refusal.describing(error)
      let refused = ["where": JSON(folder.path), "message": JSON(refusal.message), "mend": JSON(refusal.mend)] as JSON
      return (.array(seen + [refused]), nil)
    }
  }

  /// What a watched log brought that is no row and no outcome of one.
  private static func oddities(_ watch: JSON?) -> [JSON] {
    guard let watch, let log = watch["log"]?.string else { return [] }
    let kinds = (watch["odd"]?.members ?? []) + ["unknown", "invalid"].map { JSON.Member($0, watch[$0] ?? .null) }
    let counts = kinds.compactMap { kind -> String? in
      guard let count = kind.value.int, count > 0, kind.name != "rotations" else { return nil }
      return "\(count) \(kind.name)"
    }
    guard !counts.isEmpty else { return [] }
    let example = watch["example"]?.string.map { "; the first malformed line: \($0)" } ?? ""
    return [JSON("the log \(log) brought what could not be used: \(counts.joined(separator: ", "))\(example)")]
  }

  private func storage() -> JSON {
    guard let folder = try? ProjectConnection.folder(invocation.project), let usage = try? folder.usage() else {
      return .object([])
    }
    return .object(usage.byKind.map { JSON.Member($0.kind, JSON($0.bytes)) })
  }
}

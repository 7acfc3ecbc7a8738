import CommandLine
import Encoding
import Glibc
import Lifecycle
import ProjectFile
import Runtime
import Storage

// Commands whose task reads a file, or what comes by standard input, to its end.

extension Performer {
  func longReading(_ command: Command) throws -> ExitStatus {
    switch command {
    case .watch(let request): return try watch(request)
    case .joinOutcomes(let file):
      var file = file
      if file.path != "-" { file.path = ProjectConnection.absolute(file.path) }
      return try reading(from: file.path) {
        .joinOutcomes(Command.OutcomeFile(path: $0 ?? "-"))
      } text: {
        TextReport.outcomes($0)
      }
    default: throw Refusal(kind: .wrongUse, message: "this build cannot do that")
    }
  }

  private func watch(_ request: Command.Watching) throws -> ExitStatus {
    var request = request
    if let log = request.log, log != "-" { request.log = ProjectConnection.absolute(log) }
    request.reference = request.reference.map { ProjectConnection.absolute($0) }
    let wanted = request
    return try withWatchedProject(request) { performer in
      try performer.reading(from: wanted.log) { path in
        var request = wanted
        request.log = path
        return .watch(request)
      } text: {
        TextReport.watch($0)
      }
    }
  }

  /// Standard input is this process's: another process's engine reads it through a pipe with a name.
  private func reading(
    from path: String?, _ command: @escaping (String?) -> Command, text: (JSON) -> String
  ) throws -> ExitStatus {
    // Whoever ends a watching wants to know what it saw.
    let interrupts = InterruptWatch([SIGINT, SIGTERM])
    return try withConnection { connection in
      let pipe = path == "-" && !connection.isOwn ? try connection.folder.map { try NamedPipe(in: $0) } : nil
      defer { pipe?.remove() }
      let link = connection.link
      let command = command(pipe?.path ?? path)
      pipe?.copyStandardInput()
      let receipt = try waitFor { try await link.send(command) }
      guard let task = receipt.task else { return .done }
      let progress = TaskWatcher(
        link: link, task: task, isQuiet: invocation.hidesProgress, interrupts: interrupts)
      let result = try progress.waitForEnd()
      Output.print(result, asJSON: invocation.wantsJSON, text)
      return interrupts.wasInterrupted ? .interrupted : .done
    }
  }

  /// A log can be watched without a project: one is made for it and thrown away.
  private func withWatchedProject(
    _ request: Command.Watching, _ body: (Performer) throws -> ExitStatus
  ) throws -> ExitStatus {
    guard invocation.project == nil, invocation.remote == nil, request.log != nil,
      ProjectFolder.nearest(from: ProjectConnection.absolute(".")) == nil
    else { return try body(self) }
    var template = Array("/tmp/sextant-watch-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw Refusal(
        kind: .damaged, message: "no folder can be made below /tmp: \(String(cString: strerror(errno)))",
        mend: "name a project: `--project DIR`")
    }
    let folder = ProjectFolder(path: String(cString: made))
    defer {
      folder.removeEngineFolder()
      unlink(folder.settings)
      rmdir(folder.path)
    }
    try FileBytes.write(
      Array(ProjectFile.watching(name: "watch", target: "outcome", watch: nil).utf8), to: folder.settings)
    var invocation = invocation
    invocation.project = folder.path
    return try body(Performer(invocation))
  }
}

/// A pipe with a name, for what comes by this process's standard input.
private struct NamedPipe {
  let path: String

  init(in folder: ProjectFolder) throws {
    path = "\(folder.engineFolder)/input-\(getpid())"
    unlink(path)
    guard mkfifo(path, 0o600) == 0 else {
      throw Refusal(
        kind: .damaged, message: "\(path) cannot be made: \(String(cString: strerror(errno)))",
        mend: "give the file's name instead of standard input")
    }
  }

  /// Copies on a thread of its own until the input ends.
  func copyStandardInput() {
    let path = path
    signal(SIGPIPE, SIG_IGN)
    Task.detached {
      let end = open(path, O_WRONLY | O_CLOEXEC)
      guard end >= 0 else { return }
      defer { close(end) }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = read(STDIN_FILENO, &buffer, buffer.count), count > 0 {
        var written = 0
        while written < count {
          let done = buffer[written..<count].withUnsafeBytes { write(end, $0.baseAddress, $0.count) }
          guard done > 0 else { return }
          written += done
        }
      }
    }
  }

  func remove() { unlink(path) }
}

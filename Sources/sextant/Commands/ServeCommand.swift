import CSys
import CommandLine
import Encoding
import Glibc
import Lifecycle
import Runtime

/// `serve`: opens the gateway, in this process's engine or in the one that has the project open, and closes it when it is
/// interrupted.
struct ServeCommand {
  private let request: Command.Serving
  private let performer: Performer

  init(_ request: Command.Serving, _ performer: Performer) {
    self.request = request
    self.performer = performer
  }

  func run() throws -> ExitStatus {
    // Before the first other thread, so that none of them takes the signals.
    let interrupts = InterruptWatch([SIGINT, SIGTERM])
    // A client that goes away must not end the program.
    signal(SIGPIPE, SIG_IGN)
    return try performer.withConnection { connection in
      let link = connection.link
      let receipt = try waitFor { [request = absolute] in try await link.send(.serve(request)) }
      guard let task = receipt.task else { return .done }
      connection.prepareToStay()
      fputs(receipt.message + "\n", cs_stderr())
      fflush(cs_stderr())
      let stopper = Task.detached {
        guard await interrupts.firstInterrupt() else { return }
        _ = try? await link.send(.stopServing(because: "interrupted"))
      }
      let isQuiet = performer.invocation.isQuiet
      let reporter = Task.detached {
        guard !isQuiet else { return }
        var teller = AlarmTeller()
        for await snapshot in link.snapshots() { teller.tell(snapshot) }
      }
      defer {
        stopper.cancel()
        reporter.cancel()
      }
      let end = try waitFor { try await link.query(.outcome(of: task)) }
      if performer.invocation.wantsJSON { Output.line((end.items.first ?? .null).text()) }
      return .done
    }
  }

  /// Files are found from where the person is, not from where the engine runs.
  private var absolute: Command.Serving {
    var request = request
    request.tokenFile = request.tokenFile.map { ProjectConnection.absolute($0) }
    request.certificate = request.certificate.map { ProjectConnection.absolute($0) }
    request.key = request.key.map { ProjectConnection.absolute($0) }
    return request
  }
}

import CommandLine
import Glibc
import Lifecycle
import Outbound
import Runtime

extension ProjectConnection {
  /// The environment variable that holds the token of an engine afar: arguments are seen by every user of a machine.
  static let tokenVariable = "SEXTANT_TOKEN"

  /// Reaches an engine behind its gateway.
  ///
  /// - Throws: `Refusal` that says why it cannot be used.
  static func attach(_ remote: Invocation.Remote) throws -> ProjectConnection {
    let address = try RemoteLink.Address(
      remote.url, token: try token(remote.tokenFile), certificates: try remote.certificates.map(readable))
    if address.token != nil, !address.server.isEncrypted, !address.server.isLoopback {
      Output.note(
        "sextant: the token goes to \(address.server.server) unencrypted; use https:// beyond networks you trust")
    }
    let link = RemoteLink(
      address, program: Sextant.version, random: { UInt64.random(in: .min ... .max) })
    _ = try waitFor { try await link.open() }
    return ProjectConnection(folder: nil, link: link)
  }

  /// The token of a file of one line, or of the environment.
  private static func token(_ file: String?) throws -> Secret? {
    let (text, place): (String, String)
    if let file {
      (text, place) = (String(decoding: try FileBytes.read(file, limit: 4096), as: UTF8.self), file)
    } else if let value = Environment.wish(tokenVariable) {
      (text, place) = (value, tokenVariable)
    } else {
      return nil
    }
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count == 1, let token = lines.first, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Refusal(
        kind: .wrongUse, message: "\(place) holds no token",
        mend: "it should be one line, as `sextant token` printed it; the server's own file holds only hashes")
    }
    return Secret(String(token))
  }

  private static func readable(_ path: String) throws -> String {
    guard access(path, R_OK) == 0 else {
      throw Refusal(
        kind: .wrongUse, message: "\(path) cannot be read: \(String(cString: strerror(errno)))",
        mend: "check the path of the certificates")
    }
    return absolute(path)
  }
}

extension Performer {
  /// Some commands work on the project's own files, which are on the other machine.
  func refuseWhatNeedsFilesHere() throws {
    guard let remote = invocation.remote, let mend = invocation.action.mendAfar else { return }
    throw Refusal(
      kind: .wrongUse, message: "this needs the project's files, which are not behind \(remote.url)", mend: mend)
  }
}

extension Invocation.Action {
  /// What to do in place of an action that cannot be done from afar; nil for one that can.
  fileprivate var mendAfar: String? {
    switch self {
    case .initialise: "start the project on the machine that serves it"
    case .check: "`sextant check --against FILE` tells what a file would change there; `scope` judges what stands"
    case .profile(file: nil, column: _): "name a file here, or look at `sextant data rows`"
    case .predict: "run it where the project is, or send the rows to the gateway: POST /predict"
    case .export: "run it where the project is"
    case .long(.watch): "run it where the log is"
    case .long(.joinOutcomes): "send them to the gateway: POST /outcomes"
    case .serve: "run it on the machine that has the project; what is behind this address serves already"
    case .demo: "leave out --attach: the demo is a project of its own"
    case .doctor: "run it on the machine in question, without --attach"
    case _: nil
    }
  }
}

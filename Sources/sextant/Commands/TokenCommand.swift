import CommandLine
import Encoding
import Gateway
import Glibc
import Lifecycle
import Runtime
import Storage

/// `token`: what lets clients through the gateway. Works on the file alone, so that a gateway need not be open; one that
/// is open hears of the change within a second.
struct TokenCommand {
  private let request: TokenRequest
  private let invocation: Invocation

  init(_ request: TokenRequest, _ invocation: Invocation) {
    self.request = request
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let file = TokenFile(path: try request.file.map { ProjectConnection.absolute($0) } ?? ownFile())
    do {
      switch request.deed {
      case .add(let scopes, let name): return try add(scopes, name, to: file)
      case .list: return try list(file)
      case .revoke(let id): return try revoke(id, in: file)
      }
    } catch let error as TokenFileError {
      throw Refusal(kind: .wrongUse, message: error.description)
    }
  }

  private func ownFile() throws -> String {
    let folder = try ProjectConnection.folder(invocation.project)
    // A project that no engine has worked on has none yet.
    mkdir(folder.engineFolder, 0o777)
    return folder.tokens
  }

  private func add(_ scopes: Set<TokenScope>, _ name: String?, to file: TokenFile) throws -> ExitStatus {
    var generator = SystemRandomNumberGenerator()
    let (token, secret) = Token.make(
      scopes: scopes, name: name, now: EngineClock.system.now(), using: &generator)
    try file.update { try $0.add(token) }
    var document = Self.json(token)
    document.set("secret", JSON(secret))
    document.set("file", JSON(file.path))
    Output.print(document, asJSON: invocation.wantsJSON) { _ in
      "\(secret)\n\nThis is shown once. Clients send it as `Authorization: Bearer …`; "
        + "`sextant token revoke \(token.id)` ends it."
    }
    return .done
  }

  private func list(_ file: TokenFile) throws -> ExitStatus {
    let tokens = try tokens(in: file)
    let document: JSON = ["file": JSON(file.path), "tokens": .array(tokens.map(Self.json))]
    Output.print(document, asJSON: invocation.wantsJSON) { _ in
      guard !tokens.isEmpty else { return "no tokens; `sextant token add --scope predict` makes one" }
      var table = TextTable(["id", "name", "scopes", "created"])
      for token in tokens {
        table.add([token.id, token.name ?? "", Self.names(token.scopes).joined(separator: ", "), "\(token.created)"])
      }
      return table.text
    }
    return .done
  }

  /// None where no file has been made.
  private func tokens(in file: TokenFile) throws -> [Token] {
    do {
      return try file.read().tokens
    } catch {
      guard case .absent = error else { throw error }
      return []
    }
  }

  private func revoke(_ id: String, in file: TokenFile) throws -> ExitStatus {
    let isKnown = try file.update { $0.revoke(id: id) }
    guard isKnown else {
      throw Refusal(
        kind: .wrongUse, message: "there is no token \(VisibleText.line(id))", mend: "`sextant token list` shows them")
    }
    Output.print(["revoked": JSON(id)], asJSON: invocation.wantsJSON) { _ in "token \(id) is revoked" }
    return .done
  }

  private static func json(_ token: Token) -> JSON {
    [
      "id": JSON(token.id), "name": JSON(token.name), "scopes": JSON(names(token.scopes)),
      "created": JSON(token.created),
    ]
  }

  private static func names(_ scopes: Set<TokenScope>) -> [String] {
    TokenScope.allCases.filter(scopes.contains).map(\.rawValue)
  }
}

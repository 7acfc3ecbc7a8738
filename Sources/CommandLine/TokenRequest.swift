import Lifecycle

/// What `sextant token` is asked to do.
public struct TokenRequest: Sendable, Equatable {
  public var deed: Deed
  /// Nil for the project's own, `.sextant/tokens`.
  public var file: String?

  public enum Deed: Sendable, Equatable {
    case add(Set<TokenScope>, name: String?)
    case list
    case revoke(id: String)
  }

  public init(_ deed: Deed, file: String? = nil) {
    self.deed = deed
    self.file = file
  }

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let words = arguments.positionals
    switch words.first {
    case "add"?: deed = .add(try Self.scopes(arguments.allValues("--scope")), name: arguments.value("--name"))
    case nil, "list"?: deed = .list
    case "revoke"?:
      guard words.count > 1 else {
        throw UsageError("`token revoke` needs the id of a token", mend: "`sextant token list` shows them")
      }
      deed = .revoke(id: words[1])
    case let verb?: throw UsageError("`token \(verb)` is unknown", mend: "use add, list or revoke")
    }
    file = arguments.value("--token-file")
  }

  /// Names in one option or in several, with commas or without.
  private static func scopes(_ values: [String]) throws(UsageError) -> Set<TokenScope> {
    let mend = "the scopes are \(TokenScope.allCases.map(\.rawValue).joined(separator: ", "))"
    var scopes: Set<TokenScope> = []
    for name in values.flatMap({ $0.split(separator: ",") }) {
      guard let scope = TokenScope(rawValue: String(name)) else {
        throw UsageError("there is no scope `\(name)`", mend: mend)
      }
      scopes.insert(scope)
    }
    guard !scopes.isEmpty else { throw UsageError("`token add` needs `--scope`", mend: mend) }
    return scopes
  }
}

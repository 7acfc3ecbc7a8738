import Encoding
import Lifecycle

/// All tokens of a door.
public struct TokenBook: Sendable, Equatable {
  public private(set) var tokens: [Token]

  /// Bounds what one file may make the server hold.
  public static let tokenCountMax = 10_000

  public init(_ tokens: [Token] = []) { self.tokens = tokens }

  public mutating func add(_ token: Token) throws(TokenFileError) {
    guard tokens.count < Self.tokenCountMax else { throw .full }
    tokens.append(token)
  }

  /// - Returns: false where there is no such token.
  public mutating func revoke(id: String) -> Bool {
    let before = tokens.count
    tokens.removeAll { $0.id == id }
    return tokens.count < before
  }

  /// Scopes of a secret; nil where no token has it. An unknown id costs the same hash as a wrong secret.
  func scopes(of secret: UnsafeRawBufferPointer) -> Set<TokenScope>? {
    guard let id = Token.id(within: secret) else { return nil }
    guard let token = tokens.first(where: { $0.id == id }) else {
      _ = Token.hash(of: Array(secret), salt: "00000000000000000000000000000000")
      return nil
    }
    return token.isMatched(by: secret) ? token.scopes : nil
  }
}

extension TokenBook {
  var json: JSON {
    ["format": 1, "tokens": .array(tokens.map(\.json))]
  }

  /// Nil where it is not what `json` makes.
  init?(_ json: JSON) {
    guard json["format"]?.int == 1, case .array(let entries)? = json["tokens"], entries.count <= Self.tokenCountMax
    else { return nil }
    let tokens = entries.compactMap(Token.init)
    guard tokens.count == entries.count else { return nil }
    self.init(tokens)
  }
}

extension Token {
  fileprivate var json: JSON {
    [
      "id": JSON(id), "name": JSON(name),
      "scopes": JSON(TokenScope.allCases.filter(scopes.contains).map(\.rawValue)),
      "created": JSON(created), "salt": JSON(salt), "sha256": JSON(hash),
    ]
  }

  fileprivate init?(_ json: JSON) {
    guard let id = json["id"]?.string, let salt = json["salt"]?.string, let hash = json["sha256"]?.string,
      let created = json["created"]?.string.flatMap({ Timestamp(parsing: $0) }),
      case .array(let names)? = json["scopes"]
    else { return nil }
    let scopes = names.compactMap { $0.string.flatMap(TokenScope.init(rawValue:)) }
    guard scopes.count == names.count else { return nil }
    self.init(
      id: id, name: json["name"]?.string, scopes: Set(scopes), created: created, salt: salt, hash: hash)
  }
}

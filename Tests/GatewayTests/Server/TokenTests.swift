import Encoding
import Gateway
import Glibc
import Lifecycle
import TestSupport
import Testing

@Suite("Tokens", .ownThread)
struct TokenTests {
  let folder: TemporaryFolder
  let file: TokenFile

  init() throws {
    folder = try #require(TemporaryFolder())
    file = TokenFile(path: folder.file("tokens"))
  }

  private func add(_ scopes: TokenScope...) throws -> (token: Token, secret: String) {
    var generator = SystemRandomNumberGenerator()
    let made = Token.make(
      scopes: Set(scopes), name: "test", now: Timestamp(microseconds: 1_700_000_000_000_000), using: &generator)
    try file.update { try $0.add(made.token) }
    return made
  }

  private static func bearer(_ secret: String) -> [String] { ["Authorization: Bearer \(secret)"] }

  @Test("a file holds no secret, is its owner's alone, and reads back what was written")
  func fileForm() throws {
    let (token, secret) = try add(.predict, .outcomes)
    var facts = stat()
    #expect(stat(file.path, &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o600)
    #expect(try file.read().tokens == [token])
    let stream = try #require(fopen(file.path, "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = fread(&bytes, 1, bytes.count, stream)
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    #expect(text.contains(token.id))
    // The last 64 digits are the secret; the id before them is none.
    #expect(!text.contains(secret.suffix(64)))
    #expect(TemporaryFolder.names(in: folder.path) == ["tokens"])
  }

  @Test("a file that others may read is refused, so is one that is none, or damaged")
  func untrustedFiles() throws {
    #expect(throws: TokenFileError.absent(file.path)) { try file.read() }
    _ = try add(.predict)
    chmod(file.path, 0o640)
    #expect(throws: TokenFileError.exposed(file.path)) { try file.read() }
    chmod(file.path, 0o600)
    truncate(file.path, 20)
    #expect(throws: TokenFileError.damaged(file.path)) { try file.read() }
    // What cannot be read is not written over.
    #expect(throws: TokenFileError.damaged(file.path)) { try file.update { _ in } }
  }

  @Test("many that add at once lose none")
  func concurrentAdding() throws {
    let asides = (0..<8).map { _ in
      Aside { [file] in
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5 {
          let made = Token.make(scopes: [.admin], name: nil, now: Timestamp(microseconds: 0), using: &generator)
          try? file.update { try $0.add(made.token) }
        }
      }
    }
    for aside in asides { aside.join() }
    #expect(try file.read().tokens.count == 40)
  }

  static let askedOf: [(String, String, TokenScope)] = [
    ("POST", "/predict", .predict), ("POST", "/explain", .predict), ("GET", "/metrics", .predict),
    ("POST", "/outcomes", .outcomes), ("POST", "/sextant/link", .admin), ("GET", "/sextant/watch", .admin),
    ("POST", "/v2/models/bikes/infer", .predict), ("GET", "/v2/models/bikes", .predict), ("GET", "/v2", .predict),
    ("GET", "/v2/health/ready", .predict), ("POST", "/v2/repository/index", .predict),
    ("POST", "/v2/repository/models/bikes/load", .admin), ("POST", "/v1/models/bikes:predict", .predict),
    ("GET", "/v1/models", .predict), ("POST", "/invocations", .predict), ("GET", "/ping", .predict),
  ]

  @Test("every path refuses without a token, with a wrong one, and with one too narrow", arguments: askedOf)
  func refusals(method: String, path: String, scope: TokenScope) throws {
    let (_, secret) = try add(scope)
    let narrow = try add(scope == .predict ? .outcomes : .predict).secret
    let gateway = try ServerTests.gateway(tokens: file)
    let client = RawClient(port: gateway.port)
    let without = try #require(client.ask(method, path, "{}"))
    #expect(without.status == 401)
    #expect(without.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
    #expect(without.json?["error"] != nil || without.json?["error_code"] != nil)
    let digits = secret.dropLast() + (secret.hasSuffix("0") ? "1" : "0")
    for wrong in [String(digits), "sxt_", "x", String(secret.dropLast()), secret + "0"] {
      #expect(client.ask(method, path, "{}", headers: Self.bearer(wrong))?.status == 401)
    }
    #expect(client.ask(method, path, "{}", headers: ["Authorization: Basic \(secret)"])?.status == 401)
    #expect(client.ask(method, path, "{}", headers: Self.bearer(narrow))?.status == 403)
    let answer = try #require(client.ask(method, path, "{}", headers: Self.bearer(secret)))
    #expect(answer.status != 401 && answer.status != 403)
  }

  @Test("health asks for any token; unknown paths and methods tell a stranger nothing")
  func othersPaths() throws {
    let (_, secret) = try add(.outcomes)
    let gateway = try ServerTests.gateway(tokens: file)
    let client = RawClient(port: gateway.port)
    #expect(client.ask("GET", "/healthz")?.status == 401)
    #expect(client.ask("GET", "/nothing")?.status == 401)
    #expect(client.ask("DELETE", "/predict")?.status == 401)
    #expect(client.ask("GET", "/healthz", headers: Self.bearer(secret))?.status == 200)
    #expect(client.ask("GET", "/nothing", headers: Self.bearer(secret))?.status == 404)
  }

  @Test("an admin token opens everything")
  func admin() throws {
    let (_, secret) = try add(.admin)
    let gateway = try ServerTests.gateway(tokens: file)
    let client = RawClient(port: gateway.port)
    #expect(client.ask("POST", "/predict", #"{"hour":1}"#, headers: Self.bearer(secret))?.status == 200)
    let outcome = client.ask("POST", "/outcomes", #"{"id":1,"outcome":1}"#, headers: Self.bearer(secret))
    #expect(outcome?.status == 200)
  }

  @Test("a revoked token stops working on a connection that has used it; a new one begins to")
  func revoking() throws {
    let (token, secret) = try add(.predict)
    let gateway = try ServerTests.gateway(tokens: file) { $0.idleSeconds = 5 }
    let client = RawClient(port: gateway.port)
    #expect(client.ask("GET", "/metrics", headers: Self.bearer(secret))?.status == 200)
    let isRevoked = try file.update { $0.revoke(id: token.id) }
    #expect(isRevoked)
    #expect(comesToHold { client.ask("GET", "/metrics", headers: Self.bearer(secret))?.status == 401 })
    let newer = try add(.predict).secret
    #expect(comesToHold { client.ask("GET", "/metrics", headers: Self.bearer(newer))?.status == 200 })
    unlink(file.path)
    #expect(comesToHold { client.ask("GET", "/metrics", headers: Self.bearer(newer))?.status == 401 })
    #expect(gateway.status.notices.count == 1)
  }

  @Test("other machines may be let in where tokens are asked for, and a door without its file does not open")
  func binding() throws {
    #expect(throws: GatewayError.tokens(.absent(file.path))) {
      try HTTPGateway(.init(host: "0.0.0.0", port: 0, tokenFile: file), desk: StubDesk())
    }
    _ = try add(.predict)
    let gateway = try HTTPGateway(.init(host: "0.0.0.0", port: 0, tokenFile: file), desk: StubDesk())
    #expect(RawClient(port: gateway.port).ask("GET", "/healthz")?.status == 401)
    #expect(gateway.status.notices.contains { $0.contains("clear text") })
  }
}

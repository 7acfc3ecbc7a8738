import Encoding
import Testing

/// What scripts may rely on of `sextant token`.
@Suite struct TokenContractTests {
  private static let token = Shape.object(["id": Shape.text, "scopes": Shape.list(Shape.text), "created": Shape.text])

  @Test("A token is made, listed without its secret, and revoked once")
  func tokens() throws {
    let place = try Workplace()
    let made = try place.document("token", "add", "--scope", "predict,outcomes", "--name", "web shop")
    let secret = try #require(made["secret"]?.string)
    let id = try #require(made["id"]?.string)
    #expect(made["scopes"] == ["predict", "outcomes"])
    let listed = try place.document("token", "list")
    #expect(listed["tokens"]?[0]?["name"] == "web shop")
    let breaches = listed["tokens"]?[0].map { Self.token.breaches(in: $0) }
    #expect(breaches == [])
    #expect(!listed.text().contains(secret.suffix(64)))
    #expect(try place.document("token", "revoke", id)["revoked"]?.string == id)
    #expect(try place.document("token", "list")["tokens"] == [])
    #expect(try place.run("token", "revoke", id).status == 2)
    #expect(try place.run("token", "add").status == 2)
    #expect(try place.run("token", "add", "--scope", "everything").status == 2)
  }
}

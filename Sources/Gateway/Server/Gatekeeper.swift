import Glibc
import Lifecycle
import Synchronization

/// Knows the tokens, and hears when their file changes.
final class Gatekeeper: Sendable {
  private struct State {
    var book: TokenBook
    var stamp: TokenFile.Stamp?
    var generation = 0
    var trouble: TokenFileError?
  }

  private let file: TokenFile?
  private let state: Mutex<State>

  /// - Parameter file: nil lets everybody do everything.
  init(_ file: TokenFile?) throws(GatewayError) {
    self.file = file
    guard let file else {
      state = Mutex(State(book: TokenBook()))
      return
    }
    do {
      let stamp = file.stamp
      state = Mutex(State(book: try file.read(), stamp: stamp))
    } catch { throw .tokens(error) }
  }

  var asksForTokens: Bool { file != nil }

  /// What keeps all tokens from being accepted.
  var trouble: TokenFileError? { state.withLock { $0.trouble } }

  /// Reads the file again if it changed. What cannot be read opens for nobody: a token may have been revoked in it.
  func refresh() {
    guard let file else { return }
    let stamp = file.stamp
    guard state.withLock({ $0.stamp != stamp || $0.trouble != nil }) else { return }
    let read = Result<TokenBook, TokenFileError> { () throws(TokenFileError) in try file.read() }
    state.withLock { state in
      state.stamp = stamp
      state.generation += 1
      switch read {
      case .success(let book): (state.book, state.trouble) = (book, nil)
      case .failure(let error): (state.book, state.trouble) = (TokenBook(), error)
      }
    }
  }

  /// Nil where the client may go on.
  ///
  /// - Parameters:
  ///   - authorization: the header's value.
  ///   - scope: nil where any token will do.
  func refusal(
    _ authorization: UnsafePointer<CChar>?, for scope: TokenScope?, from client: ClientConnection
  ) -> Refused? {
    guard asksForTokens else { return nil }
    guard let secret = authorization.flatMap(Self.bearer) else { return Self.unauthenticated("") }
    guard let scopes = scopes(of: secret, from: client) else {
      return Self.unauthenticated(#", error="invalid_token""#)
    }
    guard let scope, !scope.isGranted(by: scopes) else { return nil }
    return Refused(
      status: 403, code: .permissionDenied, message: "this needs a token of scope \(scope.rawValue)",
      headers: [
        ("WWW-Authenticate", #"Bearer realm="sextant", error="insufficient_scope", scope="\#(scope.rawValue)""#)
      ])
  }

  private func scopes(of secret: UnsafeRawBufferPointer, from client: ClientConnection) -> Set<TokenScope>? {
    let (book, generation) = state.withLock { ($0.book, $0.generation) }
    return client.permit.withLock { permit in
      if let known = permit, known.generation == generation, Token.isEqual(known.secret, Array(secret)) {
        return known.scopes
      }
      guard let scopes = book.scopes(of: secret) else { return nil }
      permit = ClientConnection.Permit(secret: Array(secret), generation: generation, scopes: scopes)
      return scopes
    }
  }

  private static func unauthenticated(_ error: String) -> Refused {
    Refused(
      status: 401, code: .unauthenticated,
      message: error.isEmpty
        ? "a token is needed: send the header `Authorization: Bearer …`" : "this token is not known here",
      headers: [("WWW-Authenticate", #"Bearer realm="sextant"\#(error)"#)])
  }

  /// What follows `Bearer`, in any case of letters.
  private static func bearer(_ value: UnsafePointer<CChar>) -> UnsafeRawBufferPointer? {
    let count = strlen(value)
    let bytes = UnsafeRawBufferPointer(start: value, count: count)
    guard count > 7, zip(bytes, "bearer ".utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
    let rest = bytes.dropFirst(7).drop { $0 == 0x20 }
    return UnsafeRawBufferPointer(rebasing: rest)
  }
}

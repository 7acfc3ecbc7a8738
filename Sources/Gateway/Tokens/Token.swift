import Encoding
import Lifecycle

/// What is kept of a bearer token: enough to recognise it, not enough to use it.
public struct Token: Sendable, Equatable {
  /// Names the token in lists and in the token itself; no secret.
  public var id: String
  public var name: String?
  public var scopes: Set<TokenScope>
  public var created: Timestamp
  /// 32 hexadecimal digits that make equal secrets look different.
  var salt: String
  /// SHA-256 of salt and secret, 64 hexadecimal digits.
  var hash: String

  /// Makes a token and its secret, which is nowhere kept.
  ///
  /// - Parameter generator: must be fit for secrets, as the system's is.
  public static func make(
    scopes: Set<TokenScope>, name: String?, now: Timestamp, using generator: inout some RandomNumberGenerator
  ) -> (token: Token, secret: String) {
    let id = hexText(byteCount: 4, using: &generator)
    let secret = "sxt_\(id)_\(hexText(byteCount: 32, using: &generator))"
    let salt = hexText(byteCount: 16, using: &generator)
    let hash = hash(of: Array(secret.utf8), salt: salt)
    return (Token(id: id, name: name, scopes: scopes, created: now, salt: salt, hash: hash), secret)
  }

  /// The id within a secret; nil where it does not look like one.
  static func id(within secret: UnsafeRawBufferPointer) -> String? {
    // "sxt_", eight digits, "_", 64 digits.
    guard secret.count == 77, secret.prefix(4).elementsEqual("sxt_".utf8), secret[12] == UInt8(ascii: "_") else {
      return nil
    }
    return String(validating: secret[4..<12], as: UTF8.self)
  }

  /// Takes equally long whether or not the secret is right.
  func isMatched(by secret: UnsafeRawBufferPointer) -> Bool {
    Token.isEqual(Array(Token.hash(of: Array(secret), salt: salt).utf8), Array(hash.utf8))
  }

  static func hash(of secret: [UInt8], salt: String) -> String {
    SHA256.hex(of: Array(salt.utf8) + secret)
  }

  /// Compares without stopping at the first difference.
  static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in a.indices { difference |= a[index] ^ b[index] }
    return difference == 0
  }

  private static func hexText(byteCount: Int, using generator: inout some RandomNumberGenerator) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for _ in 0..<byteCount {
      let byte = UInt8.random(in: .min ... .max, using: &generator)
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

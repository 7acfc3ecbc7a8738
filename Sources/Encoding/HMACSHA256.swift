/// A hash that only who knows a key can make: it says that a message is theirs and whole.
///
/// Source: RFC 2104, over SHA-256.
public enum HMACSHA256 {
  private static let blockByteCount = 64

  /// 64 hexadecimal digits.
  public static func hex(key: [UInt8], message: [UInt8]) -> String {
    var block = key.count > blockByteCount ? digest(of: key) : key
    block += [UInt8](repeating: 0, count: blockByteCount - block.count)
    let inner = digest(of: block.map { $0 ^ 0x36 } + message)
    return SHA256.hex(of: block.map { $0 ^ 0x5c } + inner)
  }

  private static func digest(of bytes: [UInt8]) -> [UInt8] {
    let digits = SHA256.hex(of: bytes).utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

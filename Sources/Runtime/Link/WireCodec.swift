import FoundationEssentials

/// Messages to lines and back. The one place where the engine leans on Foundation: snapshots are wide, and their
/// coding is derived.
enum WireCodec {
  /// Longest line accepted; a snapshot is a few hundred kilobytes at most.
  static let lineLengthMax = 16 << 20

  static func line(_ message: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // An undefined metric is NaN inside a snapshot and must come out as it went in.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return [UInt8](try encoder.encode(message)) + [0x0A]
  }

  static func message<Message: Decodable>(_ type: Message.Type, from line: [UInt8]) throws -> Message {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Data(line))
  }
}

/// The byte between two fields of a record.
public enum Separator: String, Sendable, Hashable, CaseIterable, Codable {
  case comma, tab, semicolon, pipe

  /// The ASCII code.
  public var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .tab: UInt8(ascii: "\t")
    case .semicolon: UInt8(ascii: ";")
    case .pipe: UInt8(ascii: "|")
    }
  }
}

/// The byte that ends a record.
public enum Terminator: String, Sendable, Hashable, CaseIterable, Codable {
  /// LF; a CR before it is dropped.
  case lineFeed
  /// CR, in files that know no LF.
  case carriageReturn

  /// The ASCII code.
  public var byte: UInt8 {
    switch self {
    case .lineFeed: Byte.lineFeed
    case .carriageReturn: Byte.carriageReturn
    }
  }
}

/// How a file of delimited text is written.
public struct Dialect: Sendable, Hashable {
  public var separator: Separator
  public var terminator: Terminator
  /// Whether the file came through gzip.
  public var isCompressed: Bool

  public init(separator: Separator, terminator: Terminator = .lineFeed, isCompressed: Bool = false) {
    self.separator = separator
    self.terminator = terminator
    self.isCompressed = isCompressed
  }
}

/// The bytes with a meaning of their own in delimited text.
enum Byte {
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let quote: UInt8 = 34
  static let space: UInt8 = 32
}

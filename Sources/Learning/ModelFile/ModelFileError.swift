/// Why bytes are not a model that this build can use.
public enum ModelFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case notAModel
  /// The file is shorter than it says it is.
  case truncated(expected: UInt64, found: Int)
  /// The checksum differs, or the content contradicts itself; the text says where.
  case damaged(String)
  /// Written by a newer build.
  case newerFormat(found: UInt32, known: UInt32)

  public var description: String {
    switch self {
    case .notAModel: "this is not a model file; name a file that a training wrote"
    case .truncated(let expected, let found):
      "the model file is cut short: \(found) of \(expected) bytes; restore it from a copy or train it again"
    case .damaged(let what):
      "the model file is damaged (\(what)); restore it from a copy or train it again"
    case .newerFormat(let found, let known):
      "the model file has format \(found), this build knows \(known); open it with a newer build"
    }
  }
}

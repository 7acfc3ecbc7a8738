/// Why a model cannot be written for, or read from, another program.
public enum InterchangeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The format has no way to say it, or this build none to read it.
  case unsupported(what: String, mend: String)
  /// The bytes contradict themselves or end too soon; the text says where.
  case damaged(what: String)
  /// More than is read from a file that nobody vouches for.
  case tooLarge(what: String)

  public var description: String {
    switch self {
    case .unsupported(let what, let mend): mend.isEmpty ? what : "\(what); \(mend)"
    case .damaged(let what): "the model file is damaged: \(what); save it again from the program that made it"
    case .tooLarge(let what): "the model file is too large: \(what); train it with fewer trees or leaves"
    }
  }
}

/// Why a token file cannot be used.
public enum TokenFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case absent(String)
  case unreadable(String, String)
  /// Others than its owner may read it.
  case exposed(String)
  case damaged(String)
  case unwritable(String, String)
  case full

  public var description: String {
    switch self {
    case .absent(let path): "there is no token file \(path); make one with `sextant token add --scope predict`"
    case .unreadable(let path, let reason): "the token file \(path) cannot be read: \(reason)"
    case .exposed(let path): "others may read the token file \(path); run `chmod 600 \(path)`"
    case .damaged(let path): "\(path) is not a token file; move it away and add the tokens again"
    case .unwritable(let path, let reason): "the token file \(path) cannot be written: \(reason)"
    case .full: "there are \(TokenBook.tokenCountMax) tokens already; revoke some"
    }
  }
}

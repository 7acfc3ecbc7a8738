/// Why trees could not be trained, built or read.
public enum BoostingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The caller asked for the training to end; nothing is left of it.
  case cancelled
  /// Data or parameters that cannot be trained on; the text names the value and its range.
  case badInput(String)
  /// Bytes or nodes that are not a forest; the text says where.
  case corrupt(String)
  /// A file of another program that cannot be taken over; the text says what of it, and how to mend it.
  case foreign(String)
  /// Written by a newer build.
  case newerFormat(found: UInt32, known: UInt32)
  /// The system refused a thread (its error number).
  case noThread(Int32)

  public var description: String {
    switch self {
    case .cancelled: "the training was cancelled"
    case .badInput(let what): "cannot train trees: \(what)"
    case .corrupt(let what): "the trees are damaged (\(what)); restore the model file or train it again"
    case .foreign(let what): "the XGBoost model cannot be read: \(what)"
    case .newerFormat(let found, let known):
      "the trees have format \(found), this build knows \(known); open them with a newer build"
    case .noThread(let code): "the system refused a training thread (error \(code)); try again with 1 thread"
    }
  }
}

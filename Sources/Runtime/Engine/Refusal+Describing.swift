import Expressions
import Learning
import Lifecycle
import Storage
import Tabular

extension Refusal {
  /// What a person is told about an error, and how the command line ends with it.
  public static func describing(_ error: any Error) -> Refusal {
    switch error {
    case let refusal as Refusal: return refusal
    case LearningError.cancelled, is CancellationError:
      return Refusal(kind: .cancelled, message: "cancelled")
    case let error as DelimitedError where error.problem == .cancelled:
      return Refusal(kind: .cancelled, message: "cancelled")
    case let error as EngineGone: return Refusal(kind: .damaged, message: "\(error)")
    case let error as StorageError: return Refusal(kind: .damaged, message: "\(error)")
    default: return Refusal(kind: .wrongUse, message: "\(error)")
    }
  }
}

extension Refusal {
  static func unbuilt(_ what: String) -> Refusal {
    Refusal(kind: .wrongUse, message: "\(what): this build of the engine cannot do that")
  }
}

import Encoding

/// Whose way of asking a path belongs to.
public enum Convention: Sendable, Equatable {
  /// Open Inference Protocol, version 2, as Triton, KServe, Seldon and MLServer speak it.
  case openInference
  /// The first protocol of KServe and TensorFlow Serving.
  case kserve
  /// MLflow's scoring server.
  case mlflow

  /// The convention of a path; nil where it is of none.
  public init?(path: [String]) {
    switch path.first {
    case "v2": self = .openInference
    case "v1": self = .kserve
    case "ping", "health", "version", "invocations":
      guard path.count == 1 else { return nil }
      self = .mlflow
    default: return nil
    }
  }

  /// An error in the convention's shape, whoever found it: the server's own limits and tokens use it too.
  public func refusal(status: Int, _ message: String) -> HTTPAnswer {
    switch self {
    case .openInference, .kserve: HTTPAnswer(status: status, json: ["error": JSON(message)])
    case .mlflow:
      HTTPAnswer(status: status, json: ["error_code": JSON(Convention.code(of: status)), "message": JSON(message)])
    }
  }

  func refusal(_ error: RowError) -> HTTPAnswer { refusal(status: 400, error.description) }

  /// A wrong method for a path.
  func refusal(allowing method: String) -> HTTPAnswer {
    var answer = refusal(status: 405, "this path takes \(method)")
    answer.headers.append(("Allow", method))
    return answer
  }

  /// Names of MLflow's errors (its `ErrorCode`s).
  private static func code(of status: Int) -> String {
    switch status {
    case 401: "UNAUTHENTICATED"
    case 403: "PERMISSION_DENIED"
    case 404: "RESOURCE_DOES_NOT_EXIST"
    case 429: "REQUEST_LIMIT_EXCEEDED"
    case 503: "TEMPORARILY_UNAVAILABLE"
    case 500...599: "INTERNAL_ERROR"
    default: "BAD_REQUEST"
    }
  }
}

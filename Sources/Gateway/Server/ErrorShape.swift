import Encoding

/// How a refusal is written down: each convention's clients read their own.
enum ErrorShape: Sendable {
  /// `{"error": text, "code": word}`.
  case native
  case convention(Convention)

  func answer(_ refusal: Refused) -> HTTPAnswer {
    var answer =
      switch self {
      case .native:
        HTTPAnswer(
          status: refusal.status, json: ["error": JSON(refusal.message), "code": JSON(refusal.code.rawValue)])
      case .convention(let convention): convention.refusal(status: refusal.status, refusal.message)
      }
    answer.headers += refusal.headers
    return answer
  }
}

/// A request that gets no answer but a reason.
struct Refused: Error, Sendable {
  var status: Int
  var code: Code
  /// What, where, how to mend.
  var message: String
  var headers: [(String, String)] = []

  enum Code: String, Sendable {
    case badRequest = "bad_request"
    case unauthenticated = "unauthenticated"
    case permissionDenied = "permission_denied"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case tooLarge = "too_large"
    case unsupported = "unsupported"
    case busy = "temporarily_unavailable"
    case unavailable = "unavailable"
    case notReady = "not_ready"
    case unknownVersion = "unknown_version"
  }

  static func bad(_ message: String) -> Refused { Refused(status: 400, code: .badRequest, message: message) }

  static func tooLarge(_ message: String) -> Refused { Refused(status: 413, code: .tooLarge, message: message) }

  static let stopping = Refused(
    status: 503, code: .unavailable, message: "the server is stopping; ask again in a moment",
    headers: [("Retry-After", "2")])

  init(status: Int, code: Code, message: String, headers: [(String, String)] = []) {
    self.status = status
    self.code = code
    self.message = message
    self.headers = headers
  }

  init(_ failure: PredictionFailure) {
    switch failure {
    case .notReady(let reason):
      self.init(status: 503, code: .notReady, message: reason)
    case .unknownVersion(let version):
      self.init(status: 404, code: .unknownVersion, message: "version \(version) is not served")
    case .invalid(let reason): self = .bad(reason)
    case .busy:
      self.init(
        status: 503, code: .busy, message: "more requests wait than may; ask again in a moment",
        headers: [("Retry-After", "1")])
    case .unavailable(let reason):
      self.init(status: 503, code: .unavailable, message: reason, headers: [("Retry-After", "2")])
    }
  }
}

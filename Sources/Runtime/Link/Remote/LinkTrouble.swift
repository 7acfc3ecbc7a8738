import Lifecycle
import Outbound

/// Why the server afar gave no answer, and whether it might yet.
struct LinkTrouble: Error {
  var refusal: Refusal
  /// It may go by itself.
  var mayPass: Bool
  /// The request may have reached the engine all the same.
  var mayHaveArrived = false
  var retryAfter: Double?

  init(_ failure: HTTPFailure, hasToken: Bool) {
    if case .status(let status) = failure.kind {
      self.init(status: status, server: failure.server, hasToken: hasToken)
    } else {
      self.init(failure)
    }
  }

  private init(_ failure: HTTPFailure) {
    switch failure.kind {
    case .unreachable, .brokenOff, .timedOut:
      refusal = Refusal(
        kind: .damaged, message: "\(failure.server) cannot be reached: \(failure.detail)",
        mend: "see that `sextant serve` runs there, and that nothing on the way stops it")
      mayPass = true
      mayHaveArrived = failure.kind != .unreachable
    case .encryption:
      refusal = Refusal(
        kind: .damaged, message: "no encrypted connection to \(failure.server): \(failure.detail)",
        mend: "give the server's certificate with `--ca-file FILE`, or write http:// where it has none")
      mayPass = false
    case .cancelled:
      refusal = Refusal(kind: .cancelled, message: "cancelled")
      mayPass = false
    case .refused:
      refusal = Refusal(kind: .damaged, message: "\(failure)", mend: "wait for some to end")
      mayPass = true
    case .address, .tooLarge, .status:
      refusal = Refusal(
        kind: .damaged, message: "\(failure)", mend: "see that the address is that of a `sextant serve`")
      mayPass = false
    }
  }

  init(status: Int, server: String, hasToken: Bool, retryAfter: Double? = nil) {
    self.retryAfter = retryAfter
    // 408, 429 and what a proxy says while the server behind it starts.
    mayPass = [408, 429, 500, 502, 503, 504].contains(status)
    mayHaveArrived = [500, 502, 504].contains(status)
    let (message, mend): (String, String) =
      switch status {
      case 401 where !hasToken:
        ("\(server) wants a token", "give the file of one with scope admin: `--token-file FILE`, or SEXTANT_TOKEN")
      case 401: ("\(server) does not know this token", "give one of its own: `sextant token` makes them there")
      case 403: ("\(server) does not let this token in here", "give one with scope admin: `sextant token` makes them")
      case 404, 405:
        ("\(server) has no door for cockpits", "see that the address is that of a `sextant serve`")
      case 413: ("\(server) takes no request of that size", "raise its limit of a request's body")
      case 300..<400: ("\(server) sends its visitors elsewhere", "give the address it sends them to")
      case _:
        ("\(server) answers with status \(status)", "look into what `sextant serve` writes there")
      }
    refusal = Refusal(kind: .damaged, message: message, mend: mend)
  }

  init(notASextant server: String) {
    refusal = Refusal(
      kind: .damaged, message: "what answers at \(server) is no sextant",
      mend: "see that the address is that of a `sextant serve`")
    mayPass = false
  }

  init(mismatch: Refusal) {
    refusal = mismatch
    mayPass = false
  }
}

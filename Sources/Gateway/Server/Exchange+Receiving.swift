import CMicroHTTPD
import Glibc
import Lifecycle

extension Exchange {
  /// Goes on with the request: called by the server for its head, for each piece of its body, at its end, and when it is
  /// resumed.
  func proceed(
    _ connection: OpaquePointer, method: UnsafePointer<CChar>, data: UnsafePointer<CChar>?,
    count: UnsafeMutablePointer<Int>
  ) -> MHD_Result {
    switch stage {
    case .fresh:
      stage = .receiving
      return begin(connection, method)
    case .receiving where count.pointee > 0:
      let isAccepted = receive(UnsafeRawBufferPointer(start: data, count: count.pointee))
      count.pointee = 0
      return isAccepted ? .YES : .NO
    case .receiving:
      return answer(connection)
    case .gathered:
      return look(connection)
    case .waiting:
      return deliver(connection)
    case .answered:
      return .NO
    }
  }

  private func begin(_ connection: OpaquePointer, _ method: UnsafePointer<CChar>) -> MHD_Result {
    client.enter(.body, at: started)
    self.method = String(cString: method)
    let length = cm_header(connection, "Content-Length").map { Self.length($0) } ?? 0
    refused = refusal(connection, length: length)
    guard refused == nil else {
      // A client in the middle of a short body hears the reason after it; a long one is not worth reading.
      return length > Self.unheardBytes ? answer(connection) : .YES
    }
    guard length > 0 else { return .YES }
    guard reserve(length) else {
      refused = .crowded
      return length > Self.unheardBytes ? answer(connection) : .YES
    }
    body.reserveCapacity(length)
    return .YES
  }

  private static let unheardBytes = 256 << 10

  private func refusal(_ connection: OpaquePointer, length: Int) -> Refused? {
    if Int(cm_headers(connection, nil, nil)) > core.limits.headerCount {
      return Refused(status: 431, code: .tooLarge, message: "more than \(core.limits.headerCount) headers")
    }
    let authorization = core.gatekeeper.asksForTokens ? cm_header(connection, "Authorization") : nil
    if let refused = core.gatekeeper.refusal(authorization, for: endpoint.scope, from: client) { return refused }
    if let wanted = endpoint.method, method != wanted, !(wanted == "GET" && method == "HEAD") {
      return Refused(
        status: 405, code: .methodNotAllowed, message: "this path takes \(wanted)", headers: [("Allow", wanted)])
    }
    if let encoding = cm_header(connection, "Content-Encoding"), strcasecmp(encoding, "identity") != 0 {
      return Refused(status: 415, code: .unsupported, message: "send the body without Content-Encoding")
    }
    guard length <= core.limits.bodyBytes else { return .body(over: core.limits.bodyBytes) }
    return nil
  }

  /// What a length that is no number means is for the library to refuse.
  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    let value = strtoull(text, nil, 10)
    return value > 1 << 62 ? 1 << 62 : Int(value)
  }

  /// - Returns: false where the client sends on and on.
  private func receive(_ piece: UnsafeRawBufferPointer) -> Bool {
    received += piece.count
    if refused != nil { return received <= 2 * core.limits.bodyBytes }
    if received > core.limits.bodyBytes {
      refused = .body(over: core.limits.bodyBytes)
    } else if received > reserved, !reserve(max(piece.count, received - reserved)) {
      refused = .crowded
    } else {
      body.append(contentsOf: piece)
      return true
    }
    body = []
    return true
  }

  private func reserve(_ count: Int) -> Bool {
    let isGranted = core.meter.update { state in
      guard state.bodies + count <= core.limits.allBodiesBytes else { return false }
      state.bodies += count
      return true
    }
    if isGranted { reserved += count }
    return isGranted
  }
}

extension Refused {
  static func body(over limit: Int) -> Refused {
    .tooLarge("the body is longer than \(limit) bytes; send it in parts")
  }

  static let crowded = Refused(
    status: 503, code: .busy, message: "too many long requests at once; ask again in a moment",
    headers: [("Retry-After", "1")])
}

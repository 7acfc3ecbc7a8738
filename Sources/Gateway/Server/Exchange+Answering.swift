import CMicroHTTPD
import Encoding
import Lifecycle
import Synchronization

extension Exchange {
  /// Answers the request that has come whole, or hands it to the engine and waits.
  func answer(_ connection: OpaquePointer) -> MHD_Result {
    stage = .waiting
    read = core.clock.ticks()
    if let refused { return send(endpoint.errorShape.answer(refused), connection) }
    do {
      let answer = try ask(connection)
      body = []
      return answer.map { send($0, connection) } ?? .YES
    } catch {
      return send(endpoint.errorShape.answer(error), connection)
    }
  }

  func suspend(_ connection: OpaquePointer) -> ConnectionHandle {
    asked = core.clock.ticks()
    client.enter(.waiting, at: asked)
    let handle = ConnectionHandle(pointer: connection)
    suspended.withLock { $0 = handle }
    MHD_suspend_connection(connection)
    return handle
  }

  /// The engine has answered.
  func deliver(_ connection: OpaquePointer) -> MHD_Result {
    let result = outcome.withLock { outcome in
      defer { outcome = .taken }
      return outcome
    }
    let answered = core.clock.ticks()
    let answer: HTTPAnswer
    switch result {
    case .reply(let reply):
      (rowCount, version) = (reply.ids.count, reply.versions.first)
      answer = rendering.answer(reply)
    case .explanation(let explanation):
      rowCount = explanation.reply.ids.count
      answer = rendering.answer(explanation)
    case .receipt(let receipt, let read):
      rowCount = read
      answer = NativeAnswer.receipt(receipt, read: read)
    case .line(let line): answer = HTTPAnswer(status: 200, type: "application/json", body: line)
    case .failure(let failure): answer = endpoint.errorShape.answer(Refused(failure))
    case .abandoned: answer = endpoint.errorShape.answer(.stopping)
    case .pending, .taken: return .NO
    }
    return send(answer, connection, waited: answered &- asked, from: answered)
  }

  /// Queues the answer and counts it.
  func send(
    _ answer: HTTPAnswer, _ connection: OpaquePointer, waited: UInt64 = 0, from: UInt64? = nil
  ) -> MHD_Result {
    stage = .answered
    guard let response = answer.body.withUnsafeBytes({ cm_response($0.baseAddress, $0.count) }) else { return .NO }
    defer { MHD_destroy_response(response) }
    for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
    if core.isLeaving { MHD_add_response_header(response, "Connection", "close") }
    let now = core.clock.ticks()
    client.enter(.reply, at: now)
    core.meter.count(
      GatewayMeter.Record(
        endpoint: endpoint, status: answer.status, rows: rowCount, version: version, bytesReceived: received,
        bytesSent: answer.body.count, duration: now &- started, reading: (asked > 0 ? asked : now) &- read,
        waiting: waited, writing: from.map { now &- $0 } ?? 0,
        milliseconds: version == nil ? 0 : Int(core.clock.now().microseconds / 1000)),
      at: now)
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }
}

extension Exchange.Rendering {
  fileprivate func answer(_ reply: PredictionReply) -> HTTPAnswer {
    switch self {
    case .none: NativeAnswer.reply(reply, shape: .many, classes: [])
    case .native(let shape, let classes): NativeAnswer.reply(reply, shape: shape, classes: classes)
    case .convention(let shape, let served): shape.answer(reply, served: served)
    }
  }

  fileprivate func answer(_ explanation: Explanation) -> HTTPAnswer {
    switch self {
    case .none: NativeAnswer.explanation(explanation, shape: .many, classes: [])
    case .native(let shape, let classes): NativeAnswer.explanation(explanation, shape: shape, classes: classes)
    case .convention(let shape, let served): shape.answer(explanation, served: served)
    }
  }
}

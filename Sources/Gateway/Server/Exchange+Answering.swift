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

  /// Notes that the engine is asked now.
  func beginWaiting() {
    asked = core.clock.ticks()
    client.enter(.waiting, at: asked)
  }

  /// Lets the connection sleep until the engine has answered, which it may have done already.
  func sleep(_ connection: OpaquePointer) {
    MHD_suspend_connection(connection)
    let isAnswered = progress.withLock { progress in
      guard case .pending = progress.outcome else { return true }
      progress.sleeping = ConnectionHandle(pointer: connection)
      return false
    }
    if isAnswered { MHD_resume_connection(connection) }
  }

  /// Called while a request is gathered: the library asks again and again for an answer that was not given, after it
  /// has looked at its other connections. What has come on all of them is answered together, here where it is quickest;
  /// an answer that another thread has in hand is waited for without sleeping, but not for long.
  func look(_ connection: OpaquePointer) -> MHD_Result {
    if isPending {
      core.desk.answerWaiting()
      looks += 1
      guard looks > Self.looksMax || !isPending else { return .YES }
    }
    stage = .waiting
    guard isPending else { return deliver(connection) }
    sleep(connection)
    return .YES
  }

  private static let looksMax = 50

  private var isPending: Bool {
    progress.withLock { if case .pending = $0.outcome { true } else { false } }
  }

  /// The engine has answered.
  func deliver(_ connection: OpaquePointer) -> MHD_Result {
    let result = progress.withLock { progress in
      defer { progress.outcome = .taken }
      return progress.outcome
    }
    let answered = core.clock.ticks()
    let answer: HTTPAnswer
    switch result {
    case .reply(let reply):
      (rowCount, version) = (reply.ids.count, reply.versions.first)
      answer = rendering.answer(reply)
    case .explanation(let explanation):
      (rowCount, version) = (explanation.reply.ids.count, explanation.reply.versions.first)
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

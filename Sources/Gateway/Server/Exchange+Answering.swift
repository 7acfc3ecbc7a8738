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

  /// Nil where the engine was asked and the connection sleeps until it has answered.
  private func ask(_ connection: OpaquePointer) throws(Refused) -> HTTPAnswer? {
    switch endpoint {
    case .predict, .explain: try askForRows(connection)
    case .outcomes: try reportOutcomes(connection)
    case .link: try askEngine(connection)
    case .watch: return try startWatching(connection)
    case .metrics: return metrics(connection)
    case .health: return health()
    case .infer, .models, .repository, .instances, .instancesExplained, .instancesModels, .invocations,
      .invocationsFacts, .unknown:
      throw Refused(
        status: 404, code: .notFound,
        message: "there is no such path; try POST /predict, POST /outcomes, GET /metrics or GET /healthz")
    }
    return nil
  }

  private func askForRows(_ connection: OpaquePointer) throws(Refused) {
    guard let served = core.desk.served else { throw .noChampion }
    let question = try NativeQuestion(body, served: served, rowLimit: core.limits.rows)
    rendering = .native(question.shape)
    submit(question.request, explained: endpoint == .explain, connection)
  }

  /// Suspends first: the engine may answer before `submit` returns.
  private func submit(_ request: PredictionRequest, explained: Bool, _ connection: OpaquePointer) {
    let handle = suspend(connection)
    if explained {
      core.desk.explain(request) { [self] result in
        complete(result.outcome { .explanation($0) }, handle)
      }
    } else {
      core.desk.submit(request) { [self] result in
        complete(result.outcome { .reply($0) }, handle)
      }
    }
  }

  private func reportOutcomes(_ connection: OpaquePointer) throws(Refused) {
    let report = try OutcomeReport(body, limit: core.limits.rows)
    let handle = suspend(connection)
    core.desk.submit(report.outcomes) { [self] result in
      complete(result.outcome { .receipt($0, read: report.outcomes.count) }, handle)
    }
  }

  private func askEngine(_ connection: OpaquePointer) throws(Refused) {
    guard let door = core.door else { throw .noDoor }
    let line = body
    let handle = suspend(connection)
    Task.detached { [self] in
      complete(.line(await door.answer(line)), handle)
    }
  }

  private func suspend(_ connection: OpaquePointer) -> ConnectionHandle {
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
      answer = render(reply)
    case .explanation(let explanation):
      rowCount = explanation.reply.ids.count
      answer = NativeAnswer.explanation(explanation, shape: rendering.nativeShape, served: core.desk.served)
    case .receipt(let receipt, let read):
      rowCount = read
      answer = NativeAnswer.receipt(receipt, read: read)
    case .line(let line):
      answer = HTTPAnswer(status: 200, type: "application/json", body: line)
    case .failure(let refused): answer = endpoint.errorShape.answer(refused)
    case .pending, .taken: return .NO
    }
    return send(answer, connection, waited: answered &- asked, from: answered)
  }

  private func render(_ reply: PredictionReply) -> HTTPAnswer {
    NativeAnswer.reply(reply, shape: rendering.nativeShape, served: core.desk.served)
  }

  /// Queues the answer and counts it.
  func send(
    _ answer: HTTPAnswer, _ connection: OpaquePointer, waited: UInt64 = 0, from: UInt64? = nil
  ) -> MHD_Result {
    stage = .answered
    guard let response = answer.body.withUnsafeBytes({ cm_response($0.baseAddress, $0.count) }) else { return .NO }
    defer { MHD_destroy_response(response) }
    for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
    if core.isStopping.load(ordering: .relaxed) { MHD_add_response_header(response, "Connection", "close") }
    let now = core.clock.ticks()
    client.enter(.reply, at: now)
    core.meter.count(
      GatewayMeter.Record(
        endpoint: endpoint, status: answer.status, rows: rowCount, version: version, bytesReceived: received,
        bytesSent: answer.body.count, duration: now &- started, reading: (asked > 0 ? asked : now) &- read,
        waiting: waited, writing: from.map { now &- $0 } ?? 0),
      at: now)
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }

  private func health() -> HTTPAnswer {
    let served = core.desk.served
    let isReady = served != nil && !core.isStopping.load(ordering: .relaxed)
    var bytes: [UInt8] = []
    let json: JSON = [
      "status": isReady ? "ready" : "not ready", "model": JSON(served?.name),
      "version": JSON(served?.versions.first?.number),
    ]
    json.write(into: &bytes)
    return HTTPAnswer(status: isReady ? 200 : 503, type: "application/json", body: bytes)
  }
}

extension Exchange.Rendering {
  var nativeShape: NativeShape {
    switch self {
    case .none: .one
    case .native(let shape): shape
    }
  }
}

extension Result where Failure == PredictionFailure {
  fileprivate func outcome(_ make: (Success) -> Exchange.Outcome) -> Exchange.Outcome {
    switch self {
    case .success(let value): make(value)
    case .failure(let failure): .failure(Refused(failure))
    }
  }
}

extension Refused {
  static let noChampion = Refused(
    status: 503, code: .notReady, message: "no version is served yet; promote one with `sextant promote V`")
  static let noDoor = Refused(status: 404, code: .notFound, message: "this server has no engine to attach to")
}

import CMicroHTTPD
import Encoding
import Glibc
import Lifecycle

/// What each path asks of the engine.
extension Exchange {
  /// Nil where the engine was asked and the connection sleeps until it has answered.
  func ask(_ connection: OpaquePointer) throws(Refused) -> HTTPAnswer? {
    switch endpoint {
    case .predict, .explain: try askForRows(connection)
    case .outcomes: try reportOutcomes(connection)
    case .link: try askEngine(connection)
    case .watch: return try startWatching(connection)
    case .metrics: return metrics(connection)
    case .health: return health()
    case .infer, .models, .repository, .instances, .instancesExplained, .instancesModels, .invocations,
      .invocationsFacts, .unknown:
      return try askByConvention(connection)
    }
    return nil
  }

  private func askForRows(_ connection: OpaquePointer) throws(Refused) {
    guard let served = core.desk.served else { throw .noChampion }
    let scanner = RowScanner(core.tables.table(of: served), limits: core.conventions.limits)
    let hasLines = cm_header(connection, "Content-Type").map { strstr($0, "ndjson") != nil } ?? false
    let question = try Self.question(body, scanner, hasLines: hasLines)
    rendering = .native(question.shape, classes: served.classes)
    submit(question.request, explained: endpoint == .explain, connection)
  }

  private static func question(
    _ body: [UInt8], _ scanner: RowScanner, hasLines: Bool
  ) throws(Refused) -> NativeQuestion {
    let question = body.withUnsafeBytes { bytes in
      Result { () throws(Refused) in try NativeQuestion(bytes, scanner, hasLines: hasLines) }
    }
    return try question.get()
  }

  private func askByConvention(_ connection: OpaquePointer) throws(Refused) -> HTTPAnswer? {
    guard let head = HTTPRequestHead(method: method, target: targetText, headers: headers(connection)) else {
      throw .bad("the path has an escape that is none")
    }
    let served = core.desk.served
    let parsed = body.withUnsafeBytes { body in
      core.conventions.parse(
        head, body: body, table: served.map { core.tables.table(of: $0) }, figures: { core.meter.read().figures })
    }
    switch parsed {
    case nil:
      throw Refused(
        status: 404, code: .notFound,
        message: "there is no such path; try POST /predict, POST /outcomes, GET /metrics or GET /healthz")
    case .failure(let answer)?, .success(.document(let answer))?: return answer
    case .success(.predict(let request, let shape))?:
      guard let served else { throw .noChampion }
      rendering = .convention(shape, served)
      submit(request, explained: false, connection)
    case .success(.explain(let request, let shape))?:
      guard let served else { throw .noChampion }
      rendering = .convention(shape, served)
      submit(request, explained: true, connection)
    }
    return nil
  }

  private var targetText: String { String(decoding: target, as: UTF8.self) }

  private func headers(_ connection: OpaquePointer) -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    withUnsafeMutablePointer(to: &found) { found in
      _ = cm_headers(connection, collectHeader, found)
    }
    return found
  }

  private func submit(_ request: PredictionRequest, explained: Bool, _ connection: OpaquePointer) {
    beginWaiting()
    guard explained else {
      stage = .gathered
      return core.desk.gather(request) { [self] result in complete(result.outcome { .reply($0) }) }
    }
    core.desk.explain(request) { [self] result in complete(result.outcome { .explanation($0) }) }
    sleep(connection)
  }

  private func reportOutcomes(_ connection: OpaquePointer) throws(Refused) {
    let report = try OutcomeReport(body, limit: core.limits.rows)
    beginWaiting()
    core.desk.submit(report.outcomes) { [self] result in
      complete(result.outcome { .receipt($0, read: report.outcomes.count) })
    }
    sleep(connection)
  }

  private func askEngine(_ connection: OpaquePointer) throws(Refused) {
    guard let door = core.door else { throw .noDoor }
    let line = body
    beginWaiting()
    Task.detached { [self] in complete(.line(await door.answer(line))) }
    sleep(connection)
  }

  private func health() -> HTTPAnswer {
    let served = core.desk.served
    let isReady = served != nil && !core.isLeaving
    return HTTPAnswer(
      status: isReady ? 200 : 503,
      json: [
        "status": isReady ? "ready" : "not ready", "model": .init(served?.name),
        "version": .init(served?.versions.first?.number),
      ])
  }
}

/// A free function, so that no actor isolation is inferred for what C calls on its own threads.
private func collectHeader(
  _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameCount: Int,
  _ value: UnsafePointer<CChar>?, _ valueCount: Int
) -> MHD_Result {
  guard let context, let name else { return .NO }
  func text(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count), as: UTF8.self)
  }
  context.assumingMemoryBound(to: [(name: String, value: String)].self).pointee.append(
    (text(name, nameCount), text(value, valueCount)))
  return .YES
}

extension Result where Failure == PredictionFailure {
  fileprivate func outcome(_ make: (Success) -> Exchange.Outcome) -> Exchange.Outcome {
    switch self {
    case .success(let value): make(value)
    case .failure(let failure): .failure(failure)
    }
  }
}

extension Refused {
  static let noChampion = Refused(
    status: 503, code: .notReady, message: "no version is served yet; promote one with `sextant promote V`")
  static let noDoor = Refused(status: 404, code: .notFound, message: "this server has no engine to attach to")
}

import Encoding
import Lifecycle

/// The first protocol of KServe: `/v1/models`, `/v1/models/{name}`, `:predict` and `:explain`.
struct KServe {
  let limits: RowLimits
  let table: InputTable?

  func call(_ head: HTTPRequestHead, _ body: UnsafeRawBufferPointer) throws(HTTPAnswer) -> ConventionCall {
    guard head.path.count >= 2, head.path.count <= 3, head.path[1] == "models" else {
      throw refusal(404, "no such path: /\(head.path.joined(separator: "/").prefix(200))")
    }
    guard head.path.count == 3 else {
      try require("GET", head)
      return .document(HTTPAnswer(json: ["models": JSON(table.map { [$0.served.name] } ?? [])]))
    }
    let segment = head.path[2]
    guard let table else { throw refusal(503, "no version is live yet") }
    if segment == table.served.name {
      try require("GET", head)
      return .document(HTTPAnswer(json: ["name": JSON(segment), "ready": true]))
    }
    guard let colon = segment.lastIndex(of: ":") else { throw unknownModel(segment, table) }
    guard segment[..<colon] == table.served.name else { throw unknownModel(String(segment[..<colon]), table) }
    let verb = segment[segment.index(after: colon)...]
    guard verb == "predict" || verb == "explain" else {
      throw refusal(404, "no such verb: \(RowError.quoted(String(verb))); there are 'predict' and 'explain'")
    }
    try require("POST", head)
    do throws(RowError) {
      let scoring = try ScoringBody.read(body, [.instances, .inputs], RowScanner(table, limits: limits))
      let shape = ReplyShape(shape: .scoring(ScoringReply(convention: .kserve, hasDetails: scoring.hasDetails)))
      return verb == "predict" ? .predict(scoring.rows, shape) : .explain(scoring.rows, shape)
    } catch {
      throw Convention.kserve.refusal(error)
    }
  }

  private func unknownModel(_ name: String, _ table: InputTable) -> HTTPAnswer {
    refusal(404, "unknown model \(RowError.quoted(name)); the model served is \(RowError.quoted(table.served.name))")
  }

  private func require(_ method: String, _ head: HTTPRequestHead) throws(HTTPAnswer) {
    guard head.method == method || (method == "GET" && head.method == "HEAD") else {
      throw Convention.kserve.refusal(allowing: method)
    }
  }

  private func refusal(_ status: Int, _ message: String) -> HTTPAnswer {
    Convention.kserve.refusal(status: status, message)
  }
}

import Lifecycle

/// MLflow's scoring server: `/ping`, `/health`, `/version` and `/invocations`.
struct MLflow {
  let serverVersion: String
  let limits: RowLimits
  let table: InputTable?

  func call(_ head: HTTPRequestHead, _ body: UnsafeRawBufferPointer) throws(HTTPAnswer) -> ConventionCall {
    switch head.path.first {
    case "invocations":
      guard head.method == "POST" else { throw Convention.mlflow.refusal(allowing: "POST") }
      return try invocation(head, body)
    case "version":
      try requireGet(head)
      return .document(HTTPAnswer(text: serverVersion))
    default:
      try requireGet(head)
      return .document(HTTPAnswer(status: table == nil ? 404 : 200, type: "application/json", body: [0x0A]))
    }
  }

  private func requireGet(_ head: HTTPRequestHead) throws(HTTPAnswer) {
    guard head.method == "GET" || head.method == "HEAD" else { throw Convention.mlflow.refusal(allowing: "GET") }
  }

  private func invocation(
    _ head: HTTPRequestHead, _ body: UnsafeRawBufferPointer
  ) throws(HTTPAnswer) -> ConventionCall {
    let type = try contentType(head.header("Content-Type") ?? "")
    guard let table else { throw Convention.mlflow.refusal(status: 503, "no version is live yet") }
    let scanner = RowScanner(table, limits: limits)
    do throws(RowError) {
      let scoring: ScoringBody =
        switch type {
        case .json: try ScoringBody.read(body, ScoringForm.allCases, scanner)
        case .delimited: ScoringBody(rows: try DelimitedRows.read(body, scanner), hasDetails: false)
        }
      let reply = ScoringReply(convention: .mlflow, hasDetails: scoring.hasDetails)
      return .predict(scoring.rows, ReplyShape(shape: .scoring(reply)))
    } catch {
      throw Convention.mlflow.refusal(error)
    }
  }

  private enum ContentType { case json, delimited }

  /// One of two types, with no parameter but `charset=utf-8`.
  private func contentType(_ header: String) throws(HTTPAnswer) -> ContentType {
    let parts = header.split(separator: ";", omittingEmptySubsequences: false).map { MLflow.trimmed($0) }
    for parameter in parts.dropFirst() {
      let halves = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = halves.first ?? ""
      guard name == "charset" else {
        throw unsupported("unrecognized content type parameter \(RowError.quoted(String(name)))")
      }
      guard halves.count == 2, halves[1].lowercased() == "utf-8" else {
        throw unsupported("the scoring server only supports UTF-8")
      }
    }
    switch parts.first ?? "" {
    case "application/json": return .json
    case "text/csv": return .delimited
    default:
      throw unsupported(
        "content types are application/json and text/csv, not \(RowError.quoted(header)); parquet is not supported")
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }

  private func unsupported(_ message: String) -> HTTPAnswer { HTTPAnswer(status: 415, text: message) }
}

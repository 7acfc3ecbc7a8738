import Encoding
import Lifecycle

/// The paths of the Open Inference Protocol: health, metadata, inference, and the extensions stock clients call.
///
/// Shapes: KServe's `inference_rest.md`; binary tensors, repository, configuration, statistics and classification as
/// Triton documents them.
struct OpenInference {
  let serverVersion: String
  let limits: RowLimits
  let table: InputTable?

  func call(
    _ head: HTTPRequestHead, _ body: UnsafeRawBufferPointer, _ figures: () -> InferenceFigures
  ) throws(HTTPAnswer) -> ConventionCall {
    let path = Array(head.path.dropFirst())
    switch path.first {
    case nil:
      try require("GET", head)
      return .document(HTTPAnswer(json: OpenInferenceDocuments.server(version: serverVersion)))
    case "health":
      guard path == ["health", "live"] || path == ["health", "ready"] else { throw notFound(head) }
      try require("GET", head)
      return .document(HTTPAnswer(status: path[1] == "live" || table != nil ? 200 : 400))
    case "models": return try model(Array(path.dropFirst()), head, body, figures)
    case "repository": return try repository(Array(path.dropFirst()), head)
    default: throw notFound(head)
    }
  }

  /// `{model}[/versions/{version}][/ready|/infer|/config|/stats]`, or `stats` of all models.
  private func model(
    _ path: [String], _ head: HTTPRequestHead, _ body: UnsafeRawBufferPointer, _ figures: () -> InferenceFigures
  ) throws(HTTPAnswer) -> ConventionCall {
    guard let name = path.first else { throw notFound(head) }
    if path == ["stats"], table?.served.name != "stats" {
      try require("GET", head)
      return .document(HTTPAnswer(json: OpenInferenceDocuments.statistics(table?.served, nil, figures())))
    }
    let isReadiness = path.last == "ready"
    guard let table else { throw refusal(isReadiness ? 400 : 503, "no version is live yet") }
    guard name == table.served.name else {
      throw refusal(
        404, "unknown model \(RowError.quoted(name)); the model served is \(RowError.quoted(table.served.name))")
    }
    var rest = path.dropFirst()
    var version: VersionID?
    if rest.first == "versions" {
      rest = rest.dropFirst()
      version = try self.version(rest.first, table.served)
      rest = rest.dropFirst()
    }
    guard rest.count <= 1 else { throw notFound(head) }
    if rest.first == "infer" {
      try require("POST", head)
      return try infer(head, body, table, version)
    }
    try require("GET", head)
    switch rest.first {
    case nil: return .document(HTTPAnswer(json: OpenInferenceDocuments.model(table.served, version)))
    case "ready": return .document(HTTPAnswer(status: 200))
    case "config":
      return .document(HTTPAnswer(json: OpenInferenceDocuments.configuration(table.served, rowsMax: limits.rows)))
    case "stats":
      return .document(HTTPAnswer(json: OpenInferenceDocuments.statistics(table.served, version, figures())))
    default: throw notFound(head)
    }
  }

  private func version(_ text: String?, _ served: ServedModels) throws(HTTPAnswer) -> VersionID {
    guard let text, let number = Int(text), served.versions.contains(VersionID(number)) else {
      let versions = served.versions.map { String($0.number) }.joined(separator: ", ")
      throw refusal(404, "version \(RowError.quoted(text ?? "")) is not served; there are \(versions)")
    }
    return VersionID(number)
  }

  private func repository(_ path: [String], _ head: HTTPRequestHead) throws(HTTPAnswer) -> ConventionCall {
    if path == ["index"] {
      try require("POST", head)
      return .document(HTTPAnswer(json: OpenInferenceDocuments.index(table?.served)))
    }
    guard path.count == 3, path[0] == "models", path[2] == "load" || path[2] == "unload" else { throw notFound(head) }
    try require("POST", head)
    throw refusal(
      400,
      "models are not loaded and unloaded by clients here: a version goes live by 'sextant promote' and leaves by "
        + "'sextant rollback' or another promotion")
  }

  // MARK: Inference

  private func infer(
    _ head: HTTPRequestHead, _ body: UnsafeRawBufferPointer, _ table: InputTable, _ version: VersionID?
  ) throws(HTTPAnswer) -> ConventionCall {
    do throws(RowError) {
      let headerLength = try headerLength(head, body.count)
      let scanner = RowScanner(table, limits: limits)
      let request =
        headerLength == 0 && head.header("Inference-Header-Content-Length") != nil
        ? try rawRequest(body.count, table)
        : try read(body, headerLength)
      let reply = try InferenceReply(request, table.served)
      var rows = try TensorRows(body, headerLength: headerLength, scanner)
      var prediction = try rows.request(request.inputs)
      prediction.version = version
      return .predict(prediction, ReplyShape(shape: .inference(reply)))
    } catch {
      throw Convention.openInference.refusal(error)
    }
  }

  private func read(_ body: UnsafeRawBufferPointer, _ headerLength: Int) throws(RowError) -> InferenceRequest {
    var reader = try InferenceRequestReader(body, headerLength: headerLength, limits)
    return try reader.request()
  }

  /// Bytes of the JSON part: all of the body unless the client says otherwise.
  private func headerLength(_ head: HTTPRequestHead, _ bodyLength: Int) throws(RowError) -> Int {
    guard let text = head.header("Inference-Header-Content-Length") else { return bodyLength }
    guard let length = Int(text), length >= 0, length <= bodyLength else {
      throw RowError(
        "the header Inference-Header-Content-Length says \(RowError.quoted(text)) where the body has \(bodyLength) bytes"
      )
    }
    return length
  }

  /// A body that is nothing but the elements of a matrix of FP64 (or, of a single input that is a text, of BYTES as one
  /// text), answered in binary form too.
  private func rawRequest(_ length: Int, _ table: InputTable) throws(RowError) -> InferenceRequest {
    let row = table.width * 8
    guard table.served.inputs.allSatisfy({ $0.kind == .number || $0.kind == .boolean }), row > 0 else {
      throw RowError("raw tensors are taken where every input is a number; send the JSON part with the tensors' types")
    }
    guard length > 0, length % row == 0 else {
      throw RowError("\(length) bytes are no rows of \(table.width) numbers of 8 bytes (FP64)")
    }
    var tensor = InputTensor()
    tensor.name = table.width == 1 ? table.served.inputs[0].name : "raw"
    tensor.shape = [length / row, table.width]
    guard tensor.count <= limits.cells else { throw RowError("a tensor of more than \(limits.cells) elements") }
    tensor.elements = .binary(0..<length)
    return InferenceRequest(inputs: [tensor], isBinary: true)
  }

  // MARK: Refusals

  private func require(_ method: String, _ head: HTTPRequestHead) throws(HTTPAnswer) {
    guard head.method == method || (method == "GET" && head.method == "HEAD") else {
      throw Convention.openInference.refusal(allowing: method)
    }
  }

  private func refusal(_ status: Int, _ message: String) -> HTTPAnswer {
    Convention.openInference.refusal(status: status, message)
  }

  private func notFound(_ head: HTTPRequestHead) -> HTTPAnswer {
    refusal(404, "no such path: /\(head.path.joined(separator: "/").prefix(200))")
  }
}

import Gateway
import Lifecycle
import Testing

@Suite struct ClientRecordingTests {
  private func rows(_ name: String, _ served: ServedModels) throws -> (request: PredictionRequest, shape: ReplyShape) {
    let recorded = try RecordedRequest(name)
    return try Conventions.prediction(recorded.head, recorded.body, served)
  }

  // The clients were given: age 31, missing, 44.5 (2.5 where JSON cannot hold a missing number), visits 3, 4, 5, city
  // Rome, none, Zürich, member yes, no, yes.
  @Test(
    "A table comes through whichever client and form carries it",
    arguments: ["triton-columns-binary", "triton-columns-json", "mlflow-frame", "mlflow-records", "mlflow-csv"])
  func table(name: String) throws {
    let request = try rows(name, Serving.churn).request
    let second: Double? = name == "triton-columns-json" ? 2.5 : nil
    #expect((0..<3).map { request.row($0)[0] } == [31, second, 44.5])
    #expect((0..<3).map { request.row($0)[1] } == [3, 4, 5])
    #expect((0..<3).map { request.text($0, 2) } == ["Rome", nil, "Zürich"])
    #expect((0..<3).map { request.row($0)[3] } == [1, 0, 1])
    #expect(request.rowCount == 3)
  }

  @Test(
    "A matrix comes through",
    arguments: ["triton-matrix-fp32", "triton-matrix-fp16", "triton-matrix-int64-json", "mlflow-array"])
  func matrix(name: String) throws {
    let request = try rows(name, Serving.numbers).request
    #expect(request.cells == [1, 2, 3, 4, 5, 6])
    #expect(request.version == (name == "triton-matrix-fp32" ? VersionID(7) : nil))
  }

  @Test("Every recorded request is of a convention and none is misunderstood", arguments: RecordedRequest.names)
  func understood(name: String) throws {
    let recorded = try RecordedRequest(name)
    let served = name.contains("matrix") || name == "mlflow-array" ? Serving.numbers : Serving.churn
    switch try Conventions.ask(recorded.head, recorded.body, served) {
    case .success(.document(let answer)): #expect(answer.status == 200)
    case .success(.predict): #expect(recorded.head.method == "POST")
    case .success(.explain): Issue.record("nobody asked for an explanation")
    case .failure(let answer):
      #expect(name == "triton-load" || name == "triton-unload")
      #expect(answer.text.contains("sextant promote"))
    }
  }
}

import Encoding
import Gateway
import Lifecycle
import Runtime
import Synchronization
import Testing

/// A gateway without a port: what would come over HTTP comes through its desk.
final class TestDoor: OpenDoor {
  private let held = Mutex<(any PredictionDesk)?>(nil)
  let address = "http://test"

  var status: GatewayStatus { GatewayStatus(address: address, since: Timestamp(microseconds: 0)) }

  func open(_ desk: any PredictionDesk) -> any OpenDoor {
    held.withLock { $0 = desk }
    return self
  }

  /// Lets go of the engine behind the desk, as a real door's end does.
  func stop() { held.withLock { $0 = nil } }

  func desk() throws -> any PredictionDesk { try #require(held.withLock { $0 }) }

  /// Answers rows given by the inputs' names: numbers as they are, texts as categories.
  func predict(
    _ rows: [[String: String]], ids: [String?] = [], version: VersionID? = nil, eventTimes: [Int64] = []
  ) async throws -> PredictionReply {
    let desk = try desk()
    let request = try request(rows, ids: ids, version: version, eventTimes: eventTimes)
    return try await withCheckedThrowingContinuation { continuation in
      desk.submit(request) { continuation.resume(with: $0.mapError { $0 as any Error }) }
    }
  }

  func request(
    _ rows: [[String: String]], ids: [String?] = [], version: VersionID? = nil, eventTimes: [Int64] = []
  ) throws -> PredictionRequest {
    let served = try #require(try desk().served)
    var texts: [String] = []
    let cells = rows.flatMap { row in
      served.inputs.map { input -> Double in
        guard let text = row[input.name] else { return .nan }
        guard input.kind == .category else { return Double(text) ?? .nan }
        texts.append(text)
        return Double(texts.count - 1)
      }
    }
    return PredictionRequest(
      rowCount: rows.count, cells: cells, texts: texts, ids: ids, version: version, eventTimes: eventTimes)
  }

  func report(_ outcomes: [ReportedOutcome]) async throws -> OutcomeReceipt {
    let desk = try desk()
    return try await withCheckedThrowingContinuation { continuation in
      desk.submit(outcomes) { continuation.resume(with: $0.mapError { $0 as any Error }) }
    }
  }

  func explain(_ rows: [[String: String]]) async throws -> Explanation {
    let desk = try desk()
    let request = try request(rows)
    return try await withCheckedThrowingContinuation { continuation in
      desk.explain(request) { continuation.resume(with: $0.mapError { $0 as any Error }) }
    }
  }
}

extension SampleRows {
  /// The rows as clients send them, their outcomes, and the time of each.
  var sent: (rows: [[String: String]], outcomes: [String]) {
    let lines = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    return (lines.map { ["a": $0[1], "b": $0[2], "kind": $0[3]] }, lines.map { $0[4] })
  }
}

import Encoding
import Gateway
import Lifecycle
import Testing

/// What the tests serve: mixed kinds, or three numbers.
enum Serving {
  static let churn = ServedModels(
    name: "churn", task: .binary, versions: [VersionID(7), VersionID(6)],
    inputs: [
      .init(name: "age", kind: .number), .init(name: "visits", kind: .number), .init(name: "city", kind: .category),
      .init(name: "member", kind: .boolean), .init(name: "since", kind: .time),
    ], classes: ["stays", "leaves"], idColumn: "customer")

  static let numbers = ServedModels(
    name: "churn", task: .binary, versions: [VersionID(7)],
    inputs: ["x1", "x2", "x3"].map { .init(name: $0, kind: .number) }, classes: ["0", "1"], idColumn: nil)

  static let species = ServedModels(
    name: "species", task: .multiclass, versions: [VersionID(3)],
    inputs: ["length", "width"].map { .init(name: $0, kind: .number) }, classes: ["a", "b", "c"], idColumn: nil)

  static let rent = ServedModels(
    name: "rent", task: .regression, versions: [VersionID(1)], inputs: [.init(name: "size", kind: .number)],
    classes: [], idColumn: nil)
}

extension HTTPRequestHead {
  static func post(_ target: String, type: String = "application/json", _ headers: (String, String)...) throws
    -> HTTPRequestHead
  {
    let all = [(name: "Content-Type", value: type)] + headers.map { (name: $0.0, value: $0.1) }
    return try #require(HTTPRequestHead(method: "POST", target: target, headers: all))
  }

  static func get(_ target: String) throws -> HTTPRequestHead {
    try #require(HTTPRequestHead(method: "GET", target: target))
  }
}

extension Conventions {
  static func ask(
    _ head: HTTPRequestHead, _ body: [UInt8] = [], _ served: ServedModels? = Serving.churn
  ) throws -> Result<ConventionCall, HTTPAnswer> {
    let conventions = Conventions(serverVersion: "1.2.3")
    let call = body.withUnsafeBytes { conventions.parse(head, body: $0, table: served.map { InputTable($0) }) }
    return try #require(call)
  }

  static func prediction(
    _ head: HTTPRequestHead, _ body: [UInt8], _ served: ServedModels = Serving.churn
  ) throws -> (request: PredictionRequest, shape: ReplyShape) {
    switch try ask(head, body, served) {
    case .success(.predict(let request, let shape)): return (request, shape)
    case .success(let call): throw Surprise("\(call)")
    case .failure(let answer): throw Surprise(answer.text)
    }
  }

  /// The document that answers, or the refusal.
  static func document(
    _ head: HTTPRequestHead, _ body: [UInt8] = [], _ served: ServedModels? = Serving.churn
  ) throws -> HTTPAnswer {
    switch try ask(head, body, served) {
    case .success(.document(let answer)), .failure(let answer): return answer
    case .success(let call): throw Surprise("\(call)")
    }
  }
}

struct Surprise: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension HTTPAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }

  func json() throws -> JSON { try JSON(parsing: body) }

  func header(_ name: String) -> String? { headers.first { $0.0 == name }?.1 }
}

extension PredictionRequest {
  /// Cells of a row; nil where missing.
  func row(_ index: Int) -> [Double?] {
    let width = cells.count / max(1, rowCount)
    return cells[index * width..<(index + 1) * width].map { $0.isNaN ? nil : $0 }
  }

  /// The text a cell points to.
  func text(_ row: Int, _ field: Int) -> String? { self.row(row)[field].map { texts[Int($0)] } }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SteadyGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

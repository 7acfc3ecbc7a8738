import Encoding
import Gateway
import Lifecycle
import Testing

/// Damaged requests of every kind: none may crash, and what is accepted must be whole.
@Suite struct ParserFuzzTests {
  private struct Seed {
    var head: HTTPRequestHead
    var body: [UInt8]
    var served: ServedModels
  }

  private static func seeds() throws -> [Seed] {
    let recorded = try RecordedRequest.names.map { name in
      let request = try RecordedRequest(name)
      let isMatrix = name.contains("matrix") || name == "mlflow-array"
      return Seed(head: request.head, body: request.body, served: isMatrix ? Serving.numbers : Serving.churn)
    }
    let bodies = [
      #"{"dataframe_split":{"columns":["age","city"],"data":[[1,"x"],[2.5e-3,null]]}}"#,
      #"{"instances":[{"age":1,"city":"x\u00e9\n","since":"2026-01-01"},{"member":true}],"params":{"details":true}}"#,
      #"{"inputs":{"age":[1,2],"city":[["x"],[null]]}}"#,
    ]
    // What has no body has nothing to damage.
    return recorded.filter { $0.body.count > 50 }
      + (try bodies.map { Seed(head: try .post("/invocations"), body: Array($0.utf8), served: Serving.churn) })
  }

  /// One of the ways in which bytes go wrong.
  private static func damage(_ bytes: [UInt8], _ generator: inout SteadyGenerator) -> [UInt8] {
    var bytes = bytes
    guard !bytes.isEmpty else { return [UInt8.random(in: 0...255, using: &generator)] }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: bytes.removeSubrange(place...)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 2:
      let end = min(bytes.count, place + Int.random(in: 1...12, using: &generator))
      bytes.removeSubrange(place..<end)
    case 3:
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
      bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &generator))
    case 4: bytes.insert(contentsOf: tokens[Int.random(in: 0..<tokens.count, using: &generator)].utf8, at: place)
    case 5:
      if bytes[place] &- 48 < 10 { bytes[place] = UInt8.random(in: 48..<58, using: &generator) }
    default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    }
    return bytes
  }

  private static let tokens = [
    "null", "-1", "1e999", "99999999999999999999", "[[[[", "]]]", "{", "}", "\"", "\\u", "\\ud83d", ",", ":", "NaN",
    "-Infinity",
    "true", "\u{0}", "\"data\":", "\"shape\":[4294967296,4294967296]", "\"binary_data_size\":-8", "0", "\r\n", "é",
  ]

  private static func check(_ request: PredictionRequest, _ served: ServedModels) {
    let width = served.inputs.count
    #expect(request.rowCount > 0)
    #expect(request.cells.count == request.rowCount * width)
    #expect(request.ids.isEmpty || request.ids.count == request.rowCount)
    for (index, cell) in request.cells.enumerated() where !cell.isNaN {
      switch served.inputs[index % width].kind {
      case .number: if !cell.isFinite { Issue.record("an infinite cell") }
      case .category: if !request.texts.indices.contains(Int(cell)) { Issue.record("a text that is not there") }
      case .boolean: if cell != 0 && cell != 1 { Issue.record("a boolean of \(cell)") }
      case .time: if abs(cell) > 9.3e18 { Issue.record("a time of \(cell)") }
      }
    }
  }

  @Test("Damaged requests of clients are refused politely or understood wholly", arguments: 0..<4 as Range<UInt64>)
  func conventions(seed: UInt64) throws {
    var generator = SteadyGenerator(state: seed)
    let seeds = try Self.seeds()
    var understood = 0
    for _ in 0..<2_500 {
      let chosen = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
      var body = chosen.body
      for _ in 0..<(Bool.random(using: &generator) ? 1 : 3) { body = Self.damage(body, &generator) }
      switch try Conventions.ask(chosen.head, body, chosen.served) {
      case .success(.predict(let request, _)), .success(.explain(let request, _)):
        understood += 1
        Self.check(request, chosen.served)
      case .success(.document): break
      case .failure(let answer):
        #expect((400..<500).contains(answer.status))
        if answer.status != 415 { #expect(throws: Never.self) { try answer.json() } }
      }
    }
    // Otherwise the damage is too great to test anything behind the first bytes.
    #expect(understood > 50)
  }

  @Test("What the scanner takes is JSON to the strict reader too", arguments: 10..<14 as Range<UInt64>)
  func strictness(seed: UInt64) throws {
    var generator = SteadyGenerator(state: seed)
    let bodies = [
      #"{"age":1.5,"visits":-2,"city":"x","member":true,"since":null,"other":{"a":[1,2,{"b":"c"}]}}"#,
      #"[{"age":1},{"city":"\u00e9\\\""},{"x":[[],{}],"age":0.25e1}]"#,
      #"{"rows":[{"age":1}],"ids":["a"],"version":7}"#, #"{"columns":{"age":[1,2],"city":["x","y"]},"times":null}"#,
    ].map { Array($0.utf8) }
    let scanner = RowScanner(InputTable(Serving.churn))
    var taken = 0
    for _ in 0..<4_000 {
      let body = Self.damage(bodies[Int.random(in: 0..<bodies.count, using: &generator)], &generator)
      guard let request = try? body.withUnsafeBytes({ try scanner.request(from: $0) }) else { continue }
      taken += 1
      Self.check(request, Serving.churn)
      let text = String(decoding: body, as: UTF8.self)
      // What Python writes for numbers that JSON does not have, and numbers beyond a double.
      guard !text.contains("NaN"), !text.contains("Infinity"), !text.contains("999") else { continue }
      #expect(throws: Never.self, "\(text)") { try JSON(parsing: body) }
    }
    #expect(taken > 100)
  }

  @Test("Nesting, announced sizes and repeated rows cannot make a short body costly")
  func bombs() throws {
    let deep = String(repeating: "[", count: 500_000)
    let bodies = [
      #"{"inputs":[{"name":"x1","shape":[1],"datatype":"FP64","data":\#(deep)"#, #"{"inputs":\#(deep)"#,
      #"{"parameters":\#(deep)"#,
      #"{"inputs":[{"name":"x1","shape":[7999999],"datatype":"FP64","data":[1]}]}"#,
      #"{"inputs":[{"name":"x1","shape":[2666667],"datatype":"FP64","data":[1]}]}"#,
      #"{"inputs":[{"name":"x1","shape":[9223372036854775807,9223372036854775807],"datatype":"FP64","data":[1]}]}"#,
      #"{"inputs":[{"name":"x1","shape":[0,9223372036854775807],"datatype":"FP64","data":[]}]}"#,
      #"{"inputs":[{"name":"x1","shape":[0,4611686018427387904,4611686018427387904],"datatype":"FP64","data":[]}]}"#,
      #"{"inputs":[{"name":"x1","shape":[0,7999999,7999999,7999999,7999999],"datatype":"FP64","data":[]}]}"#,
      #"{"inputs":[{"name":"y","shape":[0,7999999,7999999,7999999,7999999],"datatype":"FP64","data":[]}]}"#,
      #"{"inputs":[{"name":"x1","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":9007199254740993}}]}"#,
      #"{"instances":\#(deep)"#, #"{"dataframe_split":{"columns":\#(deep)"#, #"{"params":\#(deep)"#,
      #"{"instances":["# + String(repeating: "{},", count: 200_000) + "{}]}",
    ]
    for body in bodies {
      for target in ["/v2/models/churn/infer", "/invocations", "/v1/models/churn:predict"] {
        let answer = try Conventions.document(.post(target), Array(body.utf8), Serving.numbers)
        #expect(answer.status == 400)
        #expect(answer.body.count < 2_000)
      }
    }
  }

  @Test("Texts that hash alike do not make a body slow")
  func collidingTexts() throws {
    // Each is kept at most twice as often as it is asked for; that the test ends tells the rest.
    let rows = (0..<100_000).map { #"{"city":"\#($0)"}"# }
    let body = Array(("[" + rows.joined(separator: ",") + "]").utf8)
    let request = try body.withUnsafeBytes { try RowScanner(InputTable(Serving.churn)).request(from: $0) }
    #expect(request.texts.count == 100_000)
    #expect(request.text(99_999, 2) == "99999")
  }
}

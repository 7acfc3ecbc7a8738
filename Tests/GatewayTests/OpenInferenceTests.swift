import Encoding
import Gateway
import Lifecycle
import Testing

@Suite struct OpenInferenceTests {
  private static let reply = PredictionReply(
    session: SessionID(4), ids: [10, 11], versions: [VersionID(7), VersionID(7)], scores: [0.12, 0.81],
    predictions: [0, 1])

  private func refusal(
    _ body: String, _ served: ServedModels = Serving.numbers, _ headers: (String, String)...
  ) throws -> String {
    var head = try HTTPRequestHead.post("/v2/models/churn/infer")
    head.headers += headers.map { (name: $0.0, value: $0.1) }
    let answer = try Conventions.document(head, Array(body.utf8), served)
    #expect(answer.status == 400)
    return try #require(try answer.json()["error"]?.string)
  }

  @Test("The protocol's own example works as it stands")
  func example() throws {
    let body =
      #"{"id":"42","inputs":[{"name":"x","shape":[2,3],"datatype":"FP64","data":[1,2,3,4,5,6]}],"outputs":[{"name":"probability"}]}"#
    let (request, shape) = try Conventions.prediction(
      .post("/v2/models/churn/infer"), Array(body.utf8), Serving.numbers)
    #expect(request.rowCount == 2)
    #expect(request.cells == [1, 2, 3, 4, 5, 6])
    let answer = shape.answer(Self.reply, served: Serving.numbers)
    #expect(answer.header("Content-Type") == "application/json")
    #expect(
      answer.text
        == #"{"model_name":"churn","model_version":"7","id":"42","parameters":{"session":4},"outputs":[{"name":"probability","datatype":"FP64","shape":[2],"data":[0.12,0.81]}]}"#
    )
  }

  @Test("Elements may be nested, and their list may come before their shape")
  func nested() throws {
    let body = #"{"inputs":[{"data":[[1,2,3],[4,5,null]],"datatype":"FP32","name":"x","shape":[2,3]}]}"#
    let request = try Conventions.prediction(.post("/v2/models/churn/infer"), Array(body.utf8), Serving.numbers).request
    #expect(request.row(0) == [1, 2, 3])
    #expect(request.row(1) == [4, 5, nil])
  }

  @Test("One row may come without its first dimension, and one column by its name in either form")
  func lowDimensions() throws {
    let row = #"{"inputs":[{"name":"x","shape":[3],"datatype":"FP32","data":[1,2,3]}]}"#
    #expect(
      try Conventions.prediction(.post("/v2/models/churn/infer"), Array(row.utf8), Serving.numbers).request.cells == [
        1, 2, 3,
      ])
    let column = #"{"inputs":[{"name":"x1","shape":[3],"datatype":"FP32","data":[1,2,3]}]}"#
    let request = try Conventions.prediction(.post("/v2/models/churn/infer"), Array(column.utf8), Serving.numbers)
      .request
    #expect((0..<3).map { request.row($0) } == [[1, nil, nil], [2, nil, nil], [3, nil, nil]])
  }

  @Test("A tensor of ids identifies the rows")
  func ids() throws {
    let body =
      #"{"inputs":[{"name":"age","shape":[2,1],"datatype":"INT64","data":[1,2]},{"name":"customer","shape":[2],"datatype":"BYTES","data":["a","b"]}]}"#
    let request = try Conventions.prediction(.post("/v2/models/churn/infer"), Array(body.utf8)).request
    #expect(request.ids == ["a", "b"])
  }

  // Little-endian bytes of each type, by Python's struct module; FP16 5.96e-8 is the least subnormal, 0xFC00 minus
  // infinity, which counts as missing.
  @Test(
    "Every datatype is read from its bytes",
    arguments: [
      ("UINT8", [0xFF, 0x01], [255.0, 1]), ("INT8", [0xFF, 0x7F], [-1, 127]),
      ("UINT16", [0xFF, 0xFF, 0x01, 0x00], [65_535, 1]), ("INT16", [0xFE, 0xFF, 0x00, 0x01], [-2, 256]),
      ("UINT32", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1], [4_294_967_295, 16_777_216]),
      ("INT32", [0xFD, 0xFF, 0xFF, 0xFF, 7, 0, 0, 0], [-3, 7]),
      ("INT64", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 1, 0, 0, 0], [-1, 4_294_967_296]),
      ("UINT64", [0, 0, 0, 0, 0, 0, 0, 0x80, 1, 0, 0, 0, 0, 0, 0, 0], [9.223372036854775808e18, 1]),
      ("FP16", [0x01, 0x00, 0x00, 0xC0], [5.9604644775390625e-8, -2]),
      ("FP16", [0x00, 0xFC, 0xFF, 0x7B], [nil, 65_504]),
      ("BF16", [0x80, 0x3F, 0x20, 0xC1], [1, -10]), ("FP32", [0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0xBF], [nil, -1]),
      ("FP64", [0, 0, 0, 0, 0, 0, 0xF0, 0x7F, 0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xB9, 0x3F], [nil, 0.1]),
      ("BOOL", [1, 0], [1, 0]),
    ] as [(String, [UInt8], [Double?])])
  func datatypes(type: String, bytes: [UInt8], expected: [Double?]) throws {
    let json =
      #"{"inputs":[{"name":"x1","shape":[2,1],"datatype":"\#(type)","parameters":{"binary_data_size":\#(bytes.count)}}]}"#
    let head = try HTTPRequestHead.post(
      "/v2/models/churn/infer", type: "application/octet-stream",
      ("inference-header-content-length", String(json.utf8.count)))
    let request = try Conventions.prediction(head, Array(json.utf8) + bytes, Serving.numbers).request
    #expect([request.row(0)[0], request.row(1)[0]] == expected)
  }

  @Test("A raw body is a matrix of doubles, and its answer is binary")
  func raw() throws {
    let head = try HTTPRequestHead.post(
      "/v2/models/churn/infer", type: "application/octet-stream", ("Inference-Header-Content-Length", "0"))
    let body = [1.0, 2, 3, 4, 5, 6].map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
    let (request, shape) = try Conventions.prediction(head, body, Serving.numbers)
    #expect(request.cells == [1, 2, 3, 4, 5, 6])
    #expect(shape.answer(Self.reply, served: Serving.numbers).header("Inference-Header-Content-Length") != nil)
    let refusal = try Conventions.document(head, Array(body.dropLast()), Serving.numbers)
    #expect(refusal.text.contains("47 bytes are no rows of 3 numbers"))
  }

  @Test("A binary answer has its tensors behind its JSON part, in the order of the outputs")
  func binaryAnswer() throws {
    let recorded = try RecordedRequest("triton-columns-binary")
    let (_, shape) = try Conventions.prediction(recorded.head, recorded.body)
    let answer = shape.answer(Self.reply, served: Serving.churn)
    let length = try #require(answer.header("Inference-Header-Content-Length").flatMap { Int($0) })
    let json = try JSON(parsing: Array(answer.body[..<length]))
    let outputs = try #require(json["outputs"]?.array)
    #expect(outputs.map { $0["name"]?.string } == ["probability", "prediction", "label", "prediction_id"])
    #expect(outputs.map { $0["datatype"]?.string } == ["FP64", "INT64", "BYTES", "INT64"])
    let sizes = outputs.compactMap { $0["parameters"]?["binary_data_size"]?.int }
    // "stays" and "leaves" with four bytes of length each.
    #expect(sizes == [16, 16, 19, 16])
    let tail = Array(answer.body[length...])
    #expect(tail.count == sizes.reduce(0, +))
    let expected =
      [0.12, 0.81].flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
      + [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0] + [5, 0, 0, 0] + Array("stays".utf8) + [6, 0, 0, 0]
      + Array("leaves".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0]
    #expect(tail == expected)
  }

  @Test("Several classes are a matrix of probabilities, or a ranking")
  func classes() throws {
    let body =
      #"{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","data":[1,2]}],"outputs":[{"name":"probability"},{"name":"label"},{"name":"probability","parameters":{"classification":2}},{"name":"version"}]}"#
    let (_, shape) = try Conventions.prediction(.post("/v2/models/species/infer"), Array(body.utf8), Serving.species)
    let reply = PredictionReply(
      session: SessionID(1), ids: [5], versions: [VersionID(3)], scores: [0.25, 0.625, 0.125], predictions: [1])
    let outputs = try #require(try shape.answer(reply, served: Serving.species).json()["outputs"]?.array)
    #expect(outputs[0]["shape"] == [1, 3])
    #expect(outputs[0]["data"] == [0.25, 0.625, 0.125])
    #expect(outputs[1]["data"] == ["b"])
    #expect(outputs[2]["data"] == ["0.625:1:b", "0.25:0:a"])
    #expect(outputs[2]["shape"] == [1, 2])
    #expect(outputs[3]["data"] == [3])
  }

  @Test("Where a person decides there is no class yet, and where several versions answered none is named")
  func undecided() throws {
    let body = #"{"inputs":[{"name":"x","shape":[2,3],"datatype":"FP64","data":[1,2,3,4,5,6]}]}"#
    let (_, shape) = try Conventions.prediction(.post("/v2/models/churn/infer"), Array(body.utf8), Serving.numbers)
    var reply = Self.reply
    reply.predictions[1] = .nan
    reply.versions[1] = VersionID(6)
    let json = try shape.answer(reply, served: Serving.numbers).json()
    #expect(json["model_version"] == nil)
    #expect(json["outputs"]?[1]?["data"] == [0, -1])
    #expect(json["outputs"]?[2]?["data"] == ["0", ""])
  }

  @Test("A regression puts out its value")
  func regression() throws {
    let body = #"{"inputs":[{"name":"size","shape":[1],"datatype":"INT32","data":[80]}]}"#
    let (_, shape) = try Conventions.prediction(.post("/v2/models/rent/infer"), Array(body.utf8), Serving.rent)
    let reply = PredictionReply(
      session: SessionID(1), ids: [5], versions: [VersionID(1)], scores: [930.5], predictions: [930.5])
    let outputs = try #require(try shape.answer(reply, served: Serving.rent).json()["outputs"]?.array)
    #expect(outputs.map { $0["name"]?.string } == ["score", "prediction", "prediction_id"])
    #expect(outputs.map { $0["datatype"]?.string } == ["FP64", "FP64", "INT64"])
    #expect(outputs[0]["data"] == [930.5])
  }

  @Test(
    "What does not fit together is refused with a reason",
    arguments: [
      (
        #"{"inputs":[{"name":"x","shape":[2,3],"datatype":"FP64","data":[1,2,3]}]}"#,
        "3 elements where the shape wants 6"
      ),
      (#"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[1,2,3,4]}]}"#, "more elements than the 3"),
      (
        #"{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP64","data":[1,2,3,4]}]}"#,
        "rows of the 3 inputs are wanted: [n, 3]"
      ),
      (#"{"inputs":[{"name":"x","shape":[-1,3],"datatype":"FP64","data":[1,2,3]}]}"#, "'shape' takes whole numbers"),
      (#"{"inputs":[{"name":"x","shape":[1.5],"datatype":"FP64","data":[1]}]}"#, "'shape' takes whole numbers"),
      (
        #"{"inputs":[{"name":"x","shape":[4611686018427387904,4,3],"datatype":"FP64","data":[]}]}"#,
        "more than 8000000 elements"
      ),
      (#"{"inputs":[{"name":"x","shape":[0,3],"datatype":"FP64","data":[]}]}"#, "no rows"),
      (#"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP8","data":[1,2,3]}]}"#, "unknown datatype 'FP8'"),
      (#"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":["1",2,3]}]}"#, "a text in a tensor of FP64"),
      (#"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64"}]}"#, "'data' is missing"),
      (#"{"inputs":[{"name":"x","datatype":"FP64","data":[1,2,3]}]}"#, "'shape' is missing"),
      (#"{"inputs":[{"shape":[1,3],"datatype":"FP64","data":[1,2,3]}]}"#, "a tensor has no name"),
      (
        #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","parameters":{"binary_data_size":24}}]}"#,
        "24 bytes are announced where 0 are left"
      ),
      (
        #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[1,2,3],"parameters":{"binary_data_size":24}}]}"#,
        "both 'data' and 'binary_data_size'"
      ),
      (
        #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","parameters":{"shared_memory_region":"r"}}]}"#,
        "shared memory is not supported"
      ),
      (
        #"{"inputs":[{"name":"x1","shape":[1],"datatype":"FP64","data":[1]},{"name":"x2","shape":[2],"datatype":"FP64","data":[1,2]}]}"#,
        "2 rows where the tensor before has 1"
      ),
      (
        #"{"inputs":[{"name":"x1","shape":[1],"datatype":"FP64","data":[1]},{"name":"y","shape":[1],"datatype":"FP64","data":[1]}]}"#,
        "'y' is no input, while the column of 'x2', 'x3' is missing"
      ),
      (
        #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[1,2,3]}],"outputs":[{"name":"y"}]}"#,
        "no such output"
      ),
      (#"{"inputs":[]}"#, "no column is an input"), (#"{}"#, "'inputs' is missing"), (#"[]"#, "an object is wanted"),
      (
        #"{"inputs":[{"name":"x","shape":[1,1,1,1,1,1,1,1,3],"datatype":"FP64","data":[1,2,3]}]}"#,
        "more than 8 dimensions"
      ),
    ])
  func refusals(body: String, reason: String) throws {
    let message = try refusal(body)
    #expect(message.contains(reason), "\(message)")
  }

  @Test("Sizes that contradict each other are refused", arguments: ["-1", "x", "99999", "10"])
  func headerLengths(value: String) throws {
    let body = #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[1,2,3]}]}"#
    #expect(try !refusal(body, Serving.numbers, ("Inference-Header-Content-Length", value)).isEmpty)
  }

  @Test(
    "Texts in binary form must fit their bytes",
    arguments: [[4, 0, 0, 0, 65], [255, 255, 255, 255], [1, 0], [1, 0, 0, 0, 0xFF]])
  func brokenTexts(bytes: [UInt8]) throws {
    let json =
      #"{"inputs":[{"name":"city","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":\#(bytes.count)}}]}"#
    let head = try HTTPRequestHead.post(
      "/v2/models/churn/infer", ("Inference-Header-Content-Length", String(json.utf8.count)))
    #expect(try Conventions.document(head, Array(json.utf8) + bytes).status == 400)
  }

  @Test("Health and metadata are there before and after a version goes live")
  func documents() throws {
    #expect(try Conventions.document(.get("/v2/health/live"), [], nil).status == 200)
    #expect(try Conventions.document(.get("/v2/health/ready"), [], nil).status == 400)
    #expect(try Conventions.document(.get("/v2/health/ready")).status == 200)
    #expect(try Conventions.document(.get("/v2/models/churn/ready"), [], nil).status == 400)
    #expect(try Conventions.document(.get("/v2/models/churn/versions/6/ready")).status == 200)
    let server = try Conventions.document(.get("/v2")).json()
    #expect(server["name"] == "sextant")
    #expect(server["version"] == "1.2.3")
    #expect(server["extensions"]?.array?.contains("binary_tensor_data") == true)
    let model = try Conventions.document(.get("/v2/models/churn")).json()
    #expect(model["versions"] == ["7", "6"])
    #expect(model["inputs"]?.array?.map { $0["datatype"]?.string } == ["FP64", "FP64", "BYTES", "BOOL", "BYTES"])
    #expect(model["inputs"]?[0]?["shape"] == [-1, 1])
    #expect(model["outputs"]?[0] == ["name": "probability", "datatype": "FP64", "shape": [-1]])
    let index = try Conventions.document(.post("/v2/repository/index")).json()
    #expect(index[1] == ["name": "churn", "version": "6", "state": "READY", "reason": ""])
    let configuration = try Conventions.document(.get("/v2/models/churn/config")).json()
    #expect(configuration["input"]?[2] == ["name": "city", "data_type": "TYPE_STRING", "dims": [1]])
  }

  @Test("Statistics tell what the gateway counted")
  func statistics() throws {
    let figures = InferenceFigures(
      rows: 30, successes: 10, failures: 2, successNanoseconds: 5_000, failureNanoseconds: 80, queueNanoseconds: 1_000,
      computeNanoseconds: 3_000, lastInference: 99)
    let call = Conventions(serverVersion: "1").parse(
      try .get("/v2/models/churn/versions/7/stats"), body: UnsafeRawBufferPointer(start: nil, count: 0),
      table: InputTable(Serving.churn)
    ) { figures }
    guard case .success(.document(let answer)) = call else {
      Issue.record("no document")
      return
    }
    let model = try #require(try answer.json()["model_stats"]?[0])
    #expect(model["inference_count"] == 30)
    #expect(model["inference_stats"]?["success"] == ["count": 10, "ns": 5_000])
    #expect(model["inference_stats"]?["fail"] == ["count": 2, "ns": 80])
    #expect(model["inference_stats"]?["compute_input"]?["ns"] == 1_000)
  }

  @Test("Paths, models, versions and methods that are not there are refused in the protocol's shape")
  func notThere() throws {
    let cases: [(HTTPRequestHead, Int)] = [
      (try .get("/v2/models/other"), 404), (try .get("/v2/models/churn/versions/9"), 404),
      (try .get("/v2/models/churn/versions/x/ready"), 404), (try .get("/v2/nothing"), 404),
      (try .get("/v2/models"), 404),
      (try .get("/v2/models/churn/infer"), 405), (try .post("/v2/health/live"), 405),
      (try .post("/v2/repository/models/churn/load"), 400), (try .get("/v2/models/churn/versions"), 404),
    ]
    for (head, status) in cases {
      let answer = try Conventions.document(head)
      #expect(answer.status == status, "\(head.path)")
      #expect(try answer.json()["error"]?.string?.isEmpty == false)
    }
    #expect(try Conventions.document(.post("/v2/models/churn/infer"), Array("{}".utf8), nil).status == 503)
    #expect(
      try Conventions.parse(.get("/predict"), body: UnsafeRawBufferPointer(start: nil, count: 0), served: nil) == nil)
  }
}

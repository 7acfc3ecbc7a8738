import Encoding
import Gateway
import Lifecycle
import Testing

@Suite struct ScoringTests {
  private static let reply = PredictionReply(
    session: SessionID(4), ids: [10, 11], versions: [VersionID(7), VersionID(7)], scores: [0.12, 0.81],
    predictions: [0, 1])

  private static let table = ServedModels(
    name: "m", task: .binary, versions: [VersionID(7)],
    inputs: [.init(name: "a", kind: .number), .init(name: "b", kind: .category)], classes: ["no", "yes"], idColumn: nil)

  @Test(
    "All of MLflow's forms are the same two rows",
    arguments: [
      #"{"dataframe_split":{"columns":["a","b"],"data":[[1,"x"],[2,null]]}}"#,
      #"{"dataframe_split":{"data":[["x",1],[null,2]],"columns":["b","a"],"index":[0,1]}}"#,
      #"{"dataframe_split":{"columns":["a","b","c"],"data":[[1,"x",{}],[2,null,[1]]]}}"#,
      #"{"dataframe_split":{"columns":[0,1],"data":[[1,"x"],[2,null]]}}"#,
      #"{"dataframe_records":[{"a":1,"b":"x"},{"a":2,"b":null}]}"#,
      #"{"instances":[{"a":1,"b":"x"},{"b":null,"a":2}],"params":{"k":[1]}}"#, #"{"instances":[[1,"x"],[2,null]]}"#,
      #"{"inputs":{"a":[1,2],"b":["x",null]}}"#, #"{"inputs":{"a":[[1],[2]],"b":[["x"],[null]]}}"#,
      #"{"inputs":[[1,"x"],[2,null]]}"#, #"{"signature_name":"s","inputs":[{"a":1,"b":"x"},{"a":2}]}"#,
    ])
  func forms(body: String) throws {
    let (request, shape) = try Conventions.prediction(.post("/invocations"), Array(body.utf8), Self.table)
    #expect(request.rowCount == 2)
    #expect(request.row(0) == [1, 0])
    #expect(request.row(1) == [2, nil])
    #expect(request.texts == ["x"])
    #expect(shape.answer(Self.reply, served: Self.table).text == #"{"predictions":[0.12,0.81]}"#)
  }

  @Test(
    "CSV is a table with names, whatever its quotes, line ends and further columns",
    arguments: [
      "a,b\n1,x\n2,\n", "b,a\r\nx,1\r\n,2\r\n", "\u{FEFF}a,b\n1,x\n\n2,", ",a,b\n0,1,x\n1,2,\n",
      "a,\"b\"\n\"1\",\"x\"\n2,\"\"",
      "a,b,c\n1,x,\"q \"\"r\"\", s\nt\"\n2,,\n",
    ])
  func delimited(body: String) throws {
    let (request, _) = try Conventions.prediction(
      .post("/invocations", type: "text/csv; charset=UTF-8"), Array(body.utf8), Self.table)
    #expect(request.rowCount == 2)
    #expect(request.row(0) == [1, 0])
    #expect(request.row(1) == [2, nil])
    #expect(request.texts == ["x"])
  }

  @Test(
    "CSV that is no table is refused",
    arguments: [
      "", "a,b\n", "a,b\n1\n", "a,b\n1,2,3\n", "a,b\nx,1\n", "a,b\n\"1,2\n", "a,b\n\"1\"x,2\n", "a,a\n1,2\n",
      "c,d\n1,2\n",
    ])
  func brokenDelimited(body: String) throws {
    let answer = try Conventions.document(.post("/invocations", type: "text/csv"), Array(body.utf8), Self.table)
    #expect(answer.status == 400)
    #expect(try answer.json()["error_code"] == "BAD_REQUEST")
  }

  @Test(
    "Other content types and charsets are 415 in plain text",
    arguments: [
      "text/plain", "application/json; charset=latin-1", "application/json; a=b", "application/json; charset", "",
    ])
  func contentTypes(type: String) throws {
    let answer = try Conventions.document(.post("/invocations", type: type), Array("{}".utf8), Self.table)
    #expect(answer.status == 415)
    #expect(answer.header("Content-Type")?.hasPrefix("text/plain") == true)
  }

  @Test(
    "A body that is not exactly one of the forms is refused",
    arguments: [
      (#"[{"a":1}]"#, "exactly one of"), ("{}", "exactly one of"),
      (#"{"inputs":[[1,"x"]],"instances":[[1,"x"]]}"#, "more than one"),
      (#"{"instances":[]}"#, "no rows"), (#"{"instances":[[1]]}"#, "1 values where 2 are wanted"),
      (#"{"instances":[[1,"x",2]]}"#, "more than 2 values"), (#"{"instances":[1]}"#, "a list of 2 values is wanted"),
      (#"{"dataframe_split":{"columns":["a"]}}"#, "'data' is missing"),
      (#"{"dataframe_split":[]}"#, "an object with columns"),
      (
        #"{"dataframe_split":{"columns":["a","z"],"data":[[1,2]]}}"#,
        "'z' is no input, while the column of 'b' is missing"
      ),
      (#"{"dataframe_split":{"columns":[0],"data":[[1]]}}"#, "1 columns without names where there are 2 inputs"),
      (#"{"dataframe_records":[{"a":"one"}]}"#, "row 0, field 'a': a number is wanted, not 'one'"),
      (#"{"instances":[[1,"x"]]"#, "ends too early"),
    ])
  func refusals(body: String, reason: String) throws {
    let answer = try Conventions.document(.post("/invocations"), Array(body.utf8), Self.table)
    #expect(answer.status == 400)
    let json = try answer.json()
    #expect(json["error_code"] == "BAD_REQUEST")
    #expect(json["message"]?.string?.contains(reason) == true, "\(json)")
  }

  @Test("Details tell decision and identity of each row")
  func details() throws {
    let body = #"{"instances":[[1,"x"],[2,"y"]],"params":{"details":true}}"#
    let (_, shape) = try Conventions.prediction(.post("/invocations"), Array(body.utf8), Self.table)
    var reply = Self.reply
    reply.predictions[1] = .nan
    let predictions = try #require(try shape.answer(reply, served: Self.table).json()["predictions"])
    #expect(
      predictions[0]
        == ["probability": 0.12, "prediction": "no", "prediction_id": 10, "session": 4, "version": 7])
    #expect(predictions[1]?["prediction"] == .null)
  }

  @Test("Several classes are a list of probabilities a row")
  func classes() throws {
    let body = Array(#"{"inputs":[[1,2],[3,4]]}"#.utf8)
    let (_, shape) = try Conventions.prediction(.post("/v1/models/species:predict"), body, Serving.species)
    let reply = PredictionReply(
      session: SessionID(1), ids: [1, 2], versions: [VersionID(3), VersionID(3)],
      scores: [0.25, 0.5, 0.25, 0.125, 0.125, 0.75], predictions: [1, 2])
    #expect(
      shape.answer(reply, served: Serving.species).text
        == #"{"predictions":[[0.25,0.5,0.25],[0.125,0.125,0.75]]}"#)
  }

  @Test("MLflow's small paths answer as its own server does")
  func smallPaths() throws {
    for path in ["/ping", "/health"] {
      let answer = try Conventions.document(.get(path))
      #expect(answer.status == 200)
      #expect(answer.body == [0x0A])
      #expect(try Conventions.document(.get(path), [], nil).status == 404)
    }
    #expect(try Conventions.document(.get("/version")).text == "1.2.3")
    #expect(try Conventions.document(.get("/invocations")).status == 405)
    #expect(try Conventions.document(.post("/invocations"), [], nil).status == 503)
  }

  @Test("KServe's first protocol lists, tells and predicts")
  func kserve() throws {
    #expect(try Conventions.document(.get("/v1/models")).json() == ["models": ["churn"]])
    #expect(try Conventions.document(.get("/v1/models"), [], nil).json() == ["models": []])
    #expect(try Conventions.document(.get("/v1/models/churn")).json() == ["name": "churn", "ready": true])
    let body = Array(#"{"instances":[{"age":5}]}"#.utf8)
    #expect(try Conventions.prediction(.post("/v1/models/churn:predict"), body).request.row(0)[0] == 5)
    for (target, status) in [
      ("/v1/models/churn:classify", 404), ("/v1/models/other:predict", 404), ("/v1/nothing", 404), ("/v1", 404),
    ] {
      let answer = try Conventions.document(.post(target), body)
      #expect(answer.status == status)
      #expect(try answer.json()["error"] != nil)
    }
    #expect(try Conventions.document(.get("/v1/models/churn:predict")).status == 405)
  }

  @Test("An explanation names what each feature contributes")
  func explanation() throws {
    let body = Array(#"{"instances":[[1,"x"]]}"#.utf8)
    guard
      case .success(.explain(let request, let shape)) = try Conventions.ask(
        .post("/v1/models/m:explain"), body, Self.table)
    else {
      Issue.record("no explanation")
      return
    }
    #expect(request.rowCount == 1)
    let explanation = Explanation(
      reply: PredictionReply(
        session: SessionID(1), ids: [0], versions: [VersionID(7)], scores: [0.5], predictions: [1]),
      base: [-0.25], contributions: [0.75, -0.5], features: ["a", "b"])
    #expect(
      try shape.answer(explanation, served: Self.table).json()
        == ["predictions": [0.5], "explanations": [["base": -0.25, "contributions": ["a": 0.75, "b": -0.5]]]])
  }
}

@Suite struct RequestHeadTests {
  @Test("Paths and arguments are decoded, empty segments left out")
  func target() throws {
    let head = try #require(
      HTTPRequestHead(
        method: "GET", target: "//v2/models/a%20b%2Fc/?x=1+2&y&z=%C3%BC", headers: [("ACCEPT", "text/plain")]))
    #expect(head.path == ["v2", "models", "a b/c"])
    #expect(head.argument("x") == "1 2")
    #expect(head.argument("y") == "")
    #expect(head.argument("z") == "ü")
    #expect(head.header("accept") == "text/plain")
    #expect(head.header("host") == nil)
  }

  @Test("Broken escapes are refused", arguments: ["/a%", "/a%2", "/a%zz", "/%ff", "/?a=%e"])
  func broken(target: String) { #expect(HTTPRequestHead(method: "GET", target: target) == nil) }
}

import Encoding
import Gateway
import Glibc
import Lifecycle
import Synchronization
import TestSupport
import Testing

@Suite("HTTP server", .ownThread)
struct ServerTests {
  static func gateway(
    _ desk: StubDesk = StubDesk(), door: (any AdminDoor)? = nil, tokens: TokenFile? = nil,
    _ change: (inout HTTPGateway.Limits) -> Void = { _ in }
  ) throws -> HTTPGateway {
    var limits = HTTPGateway.Limits()
    change(&limits)
    return try HTTPGateway(.init(port: 0, tokenFile: tokens, limits: limits), desk: desk, door: door)
  }

  @Test("one row is answered with its identity, version, score and prediction; the connection stays open")
  func predictOne() throws {
    let gateway = try Self.gateway()
    let client = RawClient(port: gateway.port)
    for id in 1...3 {
      let answer = try #require(client.ask("POST", "/predict", #"{"hour": 0.25, "holiday": true, "extra": [1]}"#))
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "application/json")
      #expect(answer.text == #"{"session":1,"id":\#(id),"version":3,"score":1.25,"prediction":1}"#)
    }
    #expect(gateway.status.connections.accepted == 1)
    #expect(gateway.status.endpoints.first?.requests == 3)
  }

  @Test("a list of rows is answered with lists")
  func predictMany() throws {
    let gateway = try Self.gateway()
    let answer = try #require(
      RawClient(port: gateway.port).ask("POST", "/predict", #"[{"hour": 1}, {"hour": null}, {"hour": 0.5}]"#))
    #expect(
      answer.text
        == #"{"session":1,"ids":[1,2,3],"versions":[3,3,3],"scores":[1,0,0.5],"predictions":[1,0,0]}"#)
    #expect(gateway.status.endpoints.first?.rows == 3)
  }

  @Test("an explanation names what each feature added")
  func explain() throws {
    let gateway = try Self.gateway()
    let answer = try #require(RawClient(port: gateway.port).ask("POST", "/explain", #"{"hour": 2}"#))
    #expect(answer.json?["base"] == 0.5)
    #expect(answer.json?["contributions"]?["hour"]?.int == 2)
    #expect(answer.json?["contributions"]?["city"]?.int == 0)
  }

  @Test(
    "what cannot be read is refused with a reason, and the connection goes on",
    arguments: [
      ("", 400), ("{", 400), ("7", 400), (#"{"hour": "late"}"#, 400), ("[1]", 400), (#"{"hour": {}}"#, 400),
      (#"{"holiday": 3}"#, 400), ("\u{0}\u{1}", 400),
    ])
  func badRows(body: String, status: Int) throws {
    let gateway = try Self.gateway()
    let client = RawClient(port: gateway.port)
    let answer = try #require(client.ask("POST", "/predict", body))
    #expect(answer.status == status)
    #expect(answer.json?["error"]?.string?.isEmpty == false)
    #expect(answer.json?["code"] == "bad_request")
    #expect(client.ask("POST", "/predict", #"{"hour": 1}"#)?.status == 200)
  }

  @Test("what the desk cannot answer has a status of its own")
  func failures() throws {
    let desk = StubDesk()
    let gateway = try Self.gateway(desk)
    let client = RawClient(port: gateway.port)
    let cases: [(PredictionFailure, Int, String)] = [
      (.notReady("no champion"), 503, "not_ready"), (.unknownVersion(VersionID(9)), 404, "unknown_version"),
      (.invalid("column x"), 400, "bad_request"), (.busy, 503, "temporarily_unavailable"),
      (.unavailable("disk full"), 503, "unavailable"),
    ]
    for (failure, status, code) in cases {
      desk.state.withLock { $0.failure = failure }
      let answer = try #require(client.ask("POST", "/predict", #"{"hour": 1}"#))
      #expect(answer.status == status)
      #expect(answer.json?["code"]?.string == code)
    }
    #expect(gateway.status.endpoints.first?.errors == 5)
  }

  @Test("without a champion nothing is predicted, and health says so")
  func noChampion() throws {
    let gateway = try Self.gateway(StubDesk(nil))
    let client = RawClient(port: gateway.port)
    #expect(client.ask("POST", "/predict", "{}")?.status == 503)
    #expect(client.ask("GET", "/healthz")?.status == 503)
  }

  @Test("paths and methods that are none are refused in words")
  func unknownPaths() throws {
    let gateway = try Self.gateway()
    let client = RawClient(port: gateway.port)
    #expect(client.ask("GET", "/nothing")?.status == 404)
    let wrong = try #require(client.ask("GET", "/predict"))
    #expect(wrong.status == 405)
    #expect(wrong.headers["allow"] == "POST")
    #expect(client.ask("HEAD", "/healthz")?.status == 200)
    #expect(client.ask("POST", "/sextant/link", "{}")?.status == 404)
  }

  @Test("outcomes come as an object, a list, or an object a line")
  func outcomes() throws {
    let desk = StubDesk()
    let gateway = try Self.gateway(desk)
    let client = RawClient(port: gateway.port)
    let one = try #require(client.ask("POST", "/outcomes", #"{"session": 1, "id": 7, "outcome": 1}"#))
    #expect(one.text == #"{"read":1,"joined":1,"duplicate":0,"unknown":0,"invalid":0}"#)
    _ = client.ask("POST", "/outcomes", #"[{"unit": "A-17", "outcome": "yes", "time": "1970-01-01T00:00:01Z"}]"#)
    _ = client.ask("POST", "/outcomes", "{\"id\": 8, \"outcome\": 0.5}\n{\"id\": \"B\", \"outcome\": false}\n")
    #expect(
      desk.state.withLock { $0.outcomes } == [
        ReportedOutcome(key: .prediction(SessionID(1), 7), value: "1"),
        ReportedOutcome(key: .unit("A-17"), value: "yes", knownAt: 1_000_000),
        ReportedOutcome(key: .prediction(nil, 8), value: "0.5"), ReportedOutcome(key: .unit("B"), value: "false"),
      ])
    for bad in [#"{"outcome": 1}"#, #"{"id": 1}"#, #"{"id": 1, "outcome": 1, "time": 3}"#, "[7]", "{\"id\":1}\nx"] {
      #expect(client.ask("POST", "/outcomes", bad)?.status == 400)
    }
  }

  @Test("long and endless bodies are refused, one too long by a little after it has come")
  func bodyLimit() throws {
    let gateway = try Self.gateway { $0.bodyBytes = 1000 }
    let client = RawClient(port: gateway.port)
    let answer = try #require(client.ask("POST", "/predict", String(repeating: " ", count: 1001)))
    #expect(answer.status == 413)
    #expect(answer.json?["code"] == "too_large")
    #expect(client.ask("POST", "/predict", #"{"hour": 1}"#)?.status == 200)
    let declared = RawClient(port: gateway.port)
    declared.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
    #expect(declared.answer()?.status == 413)
    let chunked = RawClient(port: gateway.port)
    chunked.send("POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunked.send("4b0\r\n\(String(repeating: " ", count: 1200))\r\n0\r\n\r\n")
    #expect(chunked.answer()?.status == 413)
    let endless = RawClient(port: gateway.port)
    endless.send("POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in 0..<100 { endless.send("400\r\n\(String(repeating: " ", count: 1024))\r\n") }
    _ = endless.rest()
    #expect(client.ask("GET", "/healthz")?.status == 200)
  }

  @Test("more headers than may be, and rows than may be, are refused")
  func otherLimits() throws {
    let gateway = try Self.gateway {
      $0.headerCount = 5
      $0.rows = 2
    }
    let client = RawClient(port: gateway.port)
    let many = (0..<10).map { "X-\($0): y" }
    #expect(client.ask("GET", "/healthz", headers: many)?.status == 431)
    #expect(client.ask("POST", "/predict", "[{},{},{}]")?.status == 400)
    #expect(client.ask("POST", "/predict", "[{},{}]")?.status == 200)
  }

  @Test("a slow client is told so and let go, in its headers and in its body; others are served meanwhile")
  func slowClients() throws {
    let gateway = try Self.gateway {
      $0.headSeconds = 0.2
      $0.bodySeconds = 0.2
    }
    let (silent, head, body) = (
      RawClient(port: gateway.port), RawClient(port: gateway.port), RawClient(port: gateway.port)
    )
    head.send("POST /predict HTTP/1.1\r\nHo")
    body.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    #expect(RawClient(port: gateway.port).ask("POST", "/predict", #"{"hour": 1}"#)?.status == 200)
    #expect(silent.rest().isEmpty)
    _ = head.rest()
    #expect(String(decoding: body.rest(), as: UTF8.self).hasPrefix("HTTP/1.1 408"))
    #expect(comesToHold { gateway.status.connections.timedOut == 3 })
  }

  @Test("clients that vanish at any moment leave nothing behind")
  func vanishing() throws {
    let desk = StubDesk(isHolding: true)
    // The library may overlook an end that comes right behind the first bytes; the limits find it.
    let gateway = try Self.gateway(desk) {
      $0.headSeconds = 0.2
      $0.bodySeconds = 0.2
    }
    let whole = "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"hour\": 0.5}"
    for length in stride(from: 0, through: whole.utf8.count, by: 3) {
      RawClient(port: gateway.port).send(Array(whole.utf8.prefix(length)))
    }
    RawClient(port: gateway.port).send(whole)
    #expect(comesToHold { desk.heldCount == 1 })
    desk.release()
    #expect(comesToHold { gateway.status.connections.open == 0 })
    #expect(gateway.status.inFlight == 0)
    #expect(gateway.status.connections.accepted > 20)
  }

  @Test(
    "each failure of the engine has its status, its convention's shape, and when to come again",
    arguments: [
      ("/predict", #"{"hour": 0.5}"#, "error"),
      ("/v1/models/bikes:predict", #"{"instances": [{"hour": 0.5}]}"#, "error"),
      ("/invocations", #"{"dataframe_records": [{"hour": 0.5, "city": "Rome", "holiday": true}]}"#, "message"),
    ])
  func failuresByConvention(path: String, body: String, key: String) throws {
    let desk = StubDesk()
    let typed = ["Content-Type: application/json"]
    let gateway = try Self.gateway(desk)
    let client = RawClient(port: gateway.port)
    #expect(client.ask("POST", path, body, headers: typed)?.status == 200)
    let failures: [(PredictionFailure, Int, String?)] = [
      (.notReady("no champion"), 503, nil), (.unknownVersion(VersionID(9)), 404, nil), (.invalid("bad"), 400, nil),
      (.busy, 503, "1"), (.unavailable("closing"), 503, "2"),
    ]
    for (failure, status, seconds) in failures {
      desk.state.withLock { $0.failure = failure }
      let answer = try #require(client.ask("POST", path, body, headers: typed))
      #expect(answer.status == status, "\(failure)")
      #expect(answer.headers["retry-after"] == seconds, "\(failure)")
      #expect(answer.json?[key]?.string?.isEmpty == false, "\(failure)")
    }
    let packed = try #require(client.ask("POST", path, body, headers: typed + ["Content-Encoding: gzip"]))
    #expect(packed.status == 415 && packed.json?[key]?.string?.isEmpty == false)
  }

  @Test("requests of many connections are gathered, and answered on the thread that reads them")
  func gathering() throws {
    let desk = StubDesk(isHolding: true, answersGathered: true)
    let gateway = try Self.gateway(desk)
    let clients = (0..<20).map { _ in RawClient(port: gateway.port) }
    for round in 0..<5 {
      for client in clients {
        client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"hour\": 0.5}")
      }
      for client in clients {
        let answer = try #require(client.answer())
        #expect(answer.status == 200, "round \(round)")
      }
    }
    #expect(desk.heldCount == 0)
    // A client may have read its answer before the server has put the request away.
    #expect(comesToHold { gateway.status.inFlight == 0 })
    #expect(gateway.status.endpoints.first?.requests == 100)
  }

  @Test("a stop answers every request it has accepted, and takes no more")
  func gracefulStop() throws {
    let desk = StubDesk(isHolding: true)
    let gateway = try Self.gateway(desk)
    let clients = (0..<20).map { _ in RawClient(port: gateway.port) }
    for client in clients {
      client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"hour\": 0.5}")
    }
    #expect(comesToHold { desk.heldCount == clients.count })
    let stopping = Aside { gateway.stop() }
    #expect(comesToHold { gateway.status.isStopping })
    desk.release()
    for client in clients {
      let answer = try #require(client.answer())
      #expect(answer.status == 200)
      #expect(answer.headers["connection"] == "close")
    }
    stopping.join()
    #expect(RawClient(port: gateway.port).ask("GET", "/healthz") == nil)
  }

  @Test("what the engine never answers is told to come again when the server stops")
  func abandoned() throws {
    let desk = StubDesk(isHolding: true)
    let gateway = try Self.gateway(desk) { $0.drainSeconds = 0.05 }
    let client = RawClient(port: gateway.port)
    client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"hour\": 0.5}")
    #expect(comesToHold { desk.heldCount == 1 })
    gateway.stop()
    desk.release()
    // Either the reason or the end, never silence.
    if let answer = client.answer() { #expect(answer.status == 503) }
  }

  @Test("an address that others can reach is refused without a token file, and a port in use is told")
  func binding() throws {
    #expect(throws: GatewayError.openToAll(host: "0.0.0.0")) {
      try HTTPGateway(.init(host: "0.0.0.0", port: 0), desk: StubDesk())
    }
    let gateway = try Self.gateway()
    #expect(throws: GatewayError.self) { try HTTPGateway(.init(port: gateway.port), desk: StubDesk()) }
  }

  @Test("certificates that are none are refused in words")
  func certificates() throws {
    let folder = try #require(TemporaryFolder())
    let empty = folder.file("empty.pem")
    try #require(fopen(empty, "w").map { fclose($0) } == 0)
    for (certificate, key) in [(folder.file("none.pem"), empty), (empty, empty)] {
      #expect(throws: GatewayError.self) {
        try HTTPGateway(.init(port: 0, encryption: .init(certificate: certificate, key: key)), desk: StubDesk())
      }
    }
  }
}

import Glibc
import Outbound
import TestSupport
import Testing

/// Whatever a server does, the client ends with an answer or a reason, in bounded time and memory.
@Suite(.timeLimit(.minutes(1))) struct HTTPClientTests {
  private let client = HTTPClient(userAgent: "sextant/test")

  private func server(
    _ respond: @escaping @Sendable (TestHTTPServer.Request, TestHTTPServer.Peer) -> Void
  ) throws -> TestHTTPServer { try #require(TestHTTPServer(respond)) }

  private func failure(_ request: HTTPRequest) async -> HTTPFailure? {
    do {
      _ = try await client.send(request)
      return nil
    } catch { return error }
  }

  @Test("A request arrives as it was made, and the answer comes back whole")
  func exchange() async throws {
    let server = try server { request, peer in
      peer.answer(201, "got \(request.text)", headers: "X-Kind: First\r\nRetry-After: 7\r\n")
    }
    let body = [UInt8]("a\u{0}b\nc".utf8)
    let response = try await client.send(
      HTTPRequest(.post, server.url + "/x?y=1", headers: [("X-Mine", "1")], body: body, token: Secret("t0k")))
    #expect(response.status == 201)
    #expect(response.body == Array("got ".utf8) + body)
    #expect(response.headers["x-kind"] == "First")
    #expect(response.retryAfter == 7)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.path == "/x?y=1")
    #expect(request.body == body)
    #expect(request.headers["authorization"] == "Bearer t0k")
    #expect(request.headers["x-mine"] == "1")
    #expect(request.headers["user-agent"] == "sextant/test")
    #expect(request.headers["expect"] == nil)
  }

  @Test("An answer of any status is an answer, and a redirect is not followed", arguments: [204, 301, 404, 500])
  func statuses(status: Int) async throws {
    let server = try server { _, peer in peer.answer(status, headers: "Location: http://127.0.0.1:1/\r\n") }
    let response = try await client.send(HTTPRequest(.get, server.url, token: Secret("t")))
    #expect(response.status == status)
    #expect(response.isSuccess == (status == 204))
    #expect(server.requests.count == 1)
  }

  @Test("A server that says nothing is given up after the time allowed")
  func hangs() async throws {
    let server = try server { _, peer in peer.waitUntilGone() }
    let failure = await failure(HTTPRequest(.get, server.url, limits: .init(whole: 0.2)))
    #expect(failure?.kind == .timedOut)
    #expect(failure?.server == server.url)
  }

  @Test("A body that trickles for ever is given up too")
  func slowBody() async throws {
    let server = try server { _, peer in
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
      while peer.send("x") { sched_yield() }
    }
    #expect(await failure(HTTPRequest(.get, server.url, limits: .init(whole: 0.3)))?.kind == .timedOut)
  }

  @Test(
    "A connection that is reset, closed early or answered with nonsense is a reason, not an answer", arguments: 0..<4)
  func broken(way: Int) async throws {
    let server = try server { _, peer in
      switch way {
      case 0: peer.reset()
      case 1: peer.shut()
      case 2:
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        peer.shut()
      default:
        peer.send("SSH-2.0-OpenSSH_9.2\r\n")
        peer.shut()
      }
    }
    let failure = try #require(await failure(HTTPRequest(.get, server.url)))
    #expect(failure.kind == (way == 3 ? failure.kind : .brokenOff))
    #expect(failure.description.hasPrefix(server.url))
  }

  @Test("An answer beyond the limit is not read to its end")
  func large() async throws {
    let server = try server { _, peer in
      peer.beginChunks()
      while peer.chunk([UInt8](repeating: 0x61, count: 10_000)) {}
    }
    #expect(await failure(HTTPRequest(.get, server.url, limits: .init(byteCount: 50_000)))?.kind == .tooLarge)
    let headers = try self.server { _, peer in
      peer.send("HTTP/1.1 200 OK\r\n")
      while peer.send("X-A: \(String(repeating: "b", count: 1000))\r\n") {}
    }
    #expect(await failure(HTTPRequest(.get, headers.url))?.kind == .tooLarge)
  }

  @Test("Nobody listens: the reason names the server and neither path nor token")
  func nobody() async throws {
    let port = try server { _, _ in }.port
    let failure = try #require(
      await failure(HTTPRequest(.post, "http://127.0.0.1:\(port)/services/T0/secret", token: Secret("hidden"))))
    #expect(failure.kind == .unreachable || failure.kind == .brokenOff)
    #expect(failure.server == "http://127.0.0.1:\(port)")
    #expect(!failure.description.contains("secret"))
    #expect(!failure.description.contains("hidden"))
    var dumped = ""
    dump(HTTPRequest(.get, "http://a", token: Secret("hidden")), to: &dumped)
    #expect(!dumped.contains("hidden"))
    #expect(!"\(Secret("hidden"))".contains("hidden"))
  }

  @Test("A header with a line break in it is left out: it cannot begin another")
  func headerInjection() async throws {
    let server = try server { _, peer in peer.answer(200) }
    _ = try await client.send(HTTPRequest(.get, server.url, headers: [("X-A", "1\r\nX-B: 2"), ("X-C", "3")]))
    let headers = try #require(server.requests.first).headers
    #expect(headers["x-a"] == nil)
    #expect(headers["x-b"] == nil)
    #expect(headers["x-c"] == "3")
  }

  @Test("Plain bytes where encryption was asked for are an encryption's failure")
  func noEncryption() async throws {
    let server = try #require(TestHTTPServer(greeting: "HTTP/1.1 400 Plain\r\n\r\n") { _, _ in })
    let failure = await failure(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/"))
    #expect(failure?.kind == .encryption)
  }

  @Test("Cancelling the task ends the request")
  func cancels() async throws {
    let server = try server { _, peer in peer.waitUntilGone() }
    let client = client
    let task = Task { try await client.send(HTTPRequest(.get, server.url)) }
    while server.requests.isEmpty { await Task.yield() }
    task.cancel()
    await #expect { _ = try await task.value } throws: { ($0 as? HTTPFailure)?.kind == .cancelled }
  }

  @Test("Closing the client ends what is under way and refuses what follows")
  func closes() async throws {
    let server = try server { _, peer in peer.waitUntilGone() }
    let client = HTTPClient(userAgent: "x")
    let task = Task { try await client.send(HTTPRequest(.get, server.url)) }
    while server.requests.isEmpty { await Task.yield() }
    client.close()
    await #expect { _ = try await task.value } throws: { ($0 as? HTTPFailure)?.kind == .cancelled }
    await #expect(throws: HTTPFailure.self) { _ = try await client.send(HTTPRequest(.get, server.url)) }
  }

  @Test("Many at once each get their own answer")
  func many() async throws {
    let server = try server { request, peer in peer.answer(200, request.path) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<40 {
        group.addTask {
          let response = try await client.send(HTTPRequest(.get, server.url + "/\(index)"))
          return response.body == Array("/\(index)".utf8)
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test("Lines stream as they come, however they are cut into chunks, and the stream ends with the answer")
  func lines() async throws {
    let read = Gate()
    let server = try server { _, peer in
      peer.beginChunks()
      peer.chunk(Array("fir".utf8))
      peer.chunk(Array("st\n".utf8))
      read.wait()
      peer.chunk(Array("second\n".utf8))
      read.wait()
      peer.endChunks()
    }
    var seen: [String] = []
    for try await line in client.newestLines(HTTPRequest(.get, server.url, limits: .init(whole: nil))) {
      seen.append(String(decoding: line, as: UTF8.self))
      read.open()
    }
    #expect(seen == ["first", "second"])
  }

  @Test("A stream that is none throws the status and what was said")
  func refusedStream() async throws {
    let server = try server { _, peer in peer.answer(401, "who are you?") }
    await #expect {
      for try await _ in client.newestLines(HTTPRequest(.get, server.url)) {}
    } throws: {
      ($0 as? HTTPFailure)?.kind == .status(401) && ($0 as? HTTPFailure)?.detail == "who are you?"
    }
  }

  @Test("A stream that falls silent, or is reset, throws")
  func lostStream() async throws {
    let silent = try server { _, peer in
      peer.beginChunks()
      peer.chunk([0x61, 0x0A])
      peer.waitUntilGone()
    }
    await #expect {
      for try await _ in client.newestLines(HTTPRequest(.get, silent.url, limits: .init(whole: nil, silence: 1))) {}
    } throws: { ($0 as? HTTPFailure)?.kind == .timedOut }
    let reset = try server { _, peer in
      peer.beginChunks()
      peer.reset()
    }
    await #expect {
      for try await _ in client.newestLines(HTTPRequest(.get, reset.url)) {}
    } throws: { ($0 as? HTTPFailure)?.kind == .brokenOff }
  }

  @Test("A line without end is given up at the limit")
  func endlessLine() async throws {
    let server = try server { _, peer in
      peer.beginChunks()
      while peer.chunk([UInt8](repeating: 0x61, count: 5000)) {}
    }
    await #expect {
      for try await _ in client.newestLines(HTTPRequest(.get, server.url, limits: .init(byteCount: 20_000))) {}
    } throws: { ($0 as? HTTPFailure)?.kind == .tooLarge }
  }

  @Test("Dropping a stream ends its request")
  func droppedStream() async throws {
    let gone = Gate()
    let server = try server { _, peer in
      peer.beginChunks()
      peer.chunk([0x61, 0x0A])
      peer.waitUntilGone()
      gone.open()
    }
    for try await _ in client.newestLines(HTTPRequest(.get, server.url, limits: .init(whole: nil))) { break }
    gone.wait()
  }

  @Test(
    "What is no address of the web is refused before anything is sent",
    arguments: [
      "", "example.com", "ftp://example.com/", "file:///etc/passwd", "http://", "http://a b/", "http://user:pw@host/",
      "http://host:99999/", "http://host:x/", "http://[::1", "http://h\u{E9}st/", "http://host/\n",
    ])
  func addresses(text: String) async throws {
    #expect(await failure(HTTPRequest(.get, text))?.kind == .address)
  }

  @Test("An address says its server without the path")
  func parts() throws {
    let hook = try WebAddress(parsing: "HTTPS://Hooks.Example.com/services/T0/B1?x=1#y")
    #expect(hook.server == "https://hooks.example.com")
    #expect(hook.target == "/services/T0/B1?x=1")
    #expect(hook.port == 443)
    let local = try WebAddress(parsing: "http://[::1]:8080")
    #expect(local.server == "http://[::1]:8080")
    #expect(local.isLoopback)
    #expect(local.target == "/")
  }
}

import Encoding
import Gateway
import Glibc
import Lifecycle
import Synchronization
import Testing

/// A door that echoes, and whose lines a test sends.
private final class EchoDoor: AdminDoor {
  private let watchers = Mutex<[AsyncStream<[UInt8]>.Continuation]>([])
  let left = Atomic(0)

  func answer(_ line: [UInt8]) async -> [UInt8] { Array("echo ".utf8) + line }

  func watch() -> AsyncStream<[UInt8]> {
    let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(1))
    continuation.onTermination = { [self] _ in left.add(1, ordering: .sequentiallyConsistent) }
    watchers.withLock { $0.append(continuation) }
    return stream
  }

  var watcherCount: Int { watchers.withLock { $0.count } }

  func tell(_ text: String) {
    let all = watchers.withLock { $0 }
    for watcher in all { watcher.yield(Array(text.utf8)) }
  }
}

@Suite("Attaching over HTTP", .ownThread)
struct AdminTests {
  @Test("a line of the engine's protocol is answered with a line")
  func link() throws {
    let gateway = try ServerTests.gateway(door: EchoDoor())
    let client = RawClient(port: gateway.port)
    let answer = try #require(client.ask("POST", "/sextant/link", #"{"query":1}"#))
    #expect(answer.status == 200)
    #expect(answer.text == #"echo {"query":1}"#)
    let long = String(repeating: "x", count: 3_000_000)
    #expect(client.ask("POST", "/sextant/link", long)?.text == "echo " + long)
  }

  @Test("a watcher gets each line as it comes, an empty one when none comes, and is forgotten when it leaves")
  func watch() throws {
    let door = EchoDoor()
    let gateway = try ServerTests.gateway(door: door) { $0.heartbeatSeconds = 0.1 }
    do {
      let client = RawClient(port: gateway.port)
      client.send("GET /sextant/watch HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(client.read(through: "\r\n\r\n")?.contains("chunked") == true)
      #expect(comesToHold { door.watcherCount == 1 })
      door.tell(#"{"revision":1}"#)
      #expect(client.read(through: "{\"revision\":1}\n\r\n") != nil)
      door.tell(#"{"revision":2}"#)
      #expect(client.read(through: "{\"revision\":2}\n\r\n") != nil)
      // The chunk of a heartbeat is one byte, the line's end.
      #expect(client.read(through: "\r\n1\r\n\n\r\n") != nil || client.read(through: "1\r\n\n\r\n") != nil)
      #expect(gateway.status.connections.watching == 1)
    }
    #expect(comesToHold { gateway.status.connections.open == 0 })
    #expect(comesToHold { door.left.load(ordering: .sequentiallyConsistent) == 1 })
    #expect(gateway.status.connections.watching == 0)
  }

  @Test("a watcher that does not read costs two lines, and ends with the server")
  func slowWatcher() throws {
    let door = EchoDoor()
    let gateway = try ServerTests.gateway(door: door)
    let client = RawClient(port: gateway.port)
    client.send("GET /sextant/watch HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(comesToHold { door.watcherCount == 1 })
    for revision in 0..<2000 { door.tell("\(revision) " + String(repeating: "x", count: 20_000)) }
    door.tell("newest")
    #expect(client.read(through: "newest\n") != nil)
    gateway.stop()
    #expect(String(decoding: client.rest(), as: UTF8.self).hasSuffix("0\r\n\r\n"))
  }
}

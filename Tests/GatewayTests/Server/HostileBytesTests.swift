import Gateway
import Glibc
import Lifecycle
import Testing

/// Damaged requests against the real server, over real sockets.
@Suite("Hostile bytes", .ownThread)
struct HostileBytesTests {
  /// SplitMix64, so that a failure can be repeated from its seed.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let seeds: [[UInt8]] = [
    "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 25\r\n\r\n{\"hour\":1.5,\"city\":\"Rome\"}",
    "POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{},{\r\n2\r\n}]\r\n0\r\n\r\n",
    "POST /outcomes HTTP/1.1\r\nHost: x\r\nContent-Length: 22\r\n\r\n{\"id\":1,\"outcome\":1.0}\n",
    "POST /v2/models/bikes/infer HTTP/1.1\r\nHost: x\r\nInference-Header-Content-Length: 9\r\n"
      + "Content-Length: 13\r\n\r\n{\"inputs\":[]}",
    "POST /v1/models/bikes:predict HTTP/1.1\r\nHost: x\r\nContent-Length: 24\r\n\r\n{\"instances\":[[1,2,3]]}\n",
    "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 9\r\n\r\nhour\n1\n2\n",
    "GET /metrics?a=%41&b HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text\r\n\r\n",
    "GET /%2e%2e/%00 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sxt_0\r\n\r\n",
    "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "POST /sextant/link HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
  ].map { Array($0.utf8) }

  private static func damaged(_ generator: inout Generator) -> [UInt8] {
    var bytes = seeds[Int(generator.next() % UInt64(seeds.count))]
    for _ in 0...generator.next() % 4 {
      let place = Int(generator.next() % UInt64(max(1, bytes.count)))
      switch generator.next() % 8 {
      case 0: bytes.removeSubrange(place..<min(bytes.count, place + Int(generator.next() % 9)))
      case 1: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: min(place, bytes.count))
      case 2: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: generator.next()) }
      case 3: if place < bytes.count { bytes[place] ^= 1 << (generator.next() % 8) }
      case 4: bytes += seeds[Int(generator.next() % UInt64(seeds.count))]
      case 5: bytes.insert(contentsOf: [UInt8](repeating: UInt8(ascii: "9"), count: 25), at: min(place, bytes.count))
      case 6: bytes.insert(contentsOf: "X-Y: \(place)\r\n".utf8, at: min(place, bytes.count))
      default: bytes = Array(bytes.prefix(place))
      }
    }
    return bytes
  }

  @Test("no bytes crash the server or hold it, and it serves on", arguments: [UInt64(1), 2, 3, 4])
  func fuzz(seed: UInt64) throws {
    let desk = StubDesk()
    let gateway = try ServerTests.gateway(desk) {
      $0.headSeconds = 0.3
      $0.bodySeconds = 0.3
      $0.bodyBytes = 100_000
    }
    var generator = Generator(state: seed)
    var open: [RawClient] = []
    for round in 0..<400 {
      let client = RawClient(port: gateway.port)
      let bytes = Self.damaged(&generator)
      let cut = Int(generator.next() % UInt64(bytes.count + 1))
      client.send(Array(bytes[..<cut]))
      client.send(Array(bytes[cut...]))
      // Some leave at once, others stay for a while.
      if generator.next() % 2 == 0 { open.append(client) }
      if open.count > 40 { open.removeFirst(20) }
      if round % 50 == 0 {
        #expect(RawClient(port: gateway.port).ask("POST", "/predict", #"{"hour":1}"#)?.status == 200)
      }
    }
    for client in open { _ = client.rest() }
    open = []
    #expect(comesToHold { gateway.status.connections.open == 0 })
    #expect(gateway.status.inFlight == 0)
    #expect(RawClient(port: gateway.port).ask("POST", "/predict", #"{"hour":1}"#)?.status == 200)
  }

  @Test("random bytes are no requests")
  func noise() throws {
    let gateway = try ServerTests.gateway { $0.headSeconds = 0.3 }
    var generator = Generator(state: 7)
    for _ in 0..<100 {
      let client = RawClient(port: gateway.port)
      client.send((0..<generator.next() % 3000).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    }
    #expect(comesToHold { gateway.status.connections.open == 0 })
    #expect(gateway.status.inFlight == 0)
  }
}

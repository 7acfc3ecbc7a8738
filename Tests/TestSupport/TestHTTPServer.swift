import Glibc
import Synchronization

/// A web server of a hundred lines on a loopback port: what it answers, and how badly, is the test's to say.
public final class TestHTTPServer: Sendable {
  /// A request as it came.
  public struct Request: Sendable {
    public var method: String
    public var path: String
    /// Names in lower case.
    public var headers: [String: String]
    public var body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// The connection that a request came on.
  public final class Peer: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// - Returns: false when the client is gone.
    @discardableResult
    public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }

    /// A whole answer with its length.
    @discardableResult
    public func answer(_ status: Int, _ body: String = "", headers: String = "") -> Bool {
      send("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    /// Begins an answer in chunks.
    @discardableResult
    public func beginChunks() -> Bool { send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") }

    @discardableResult
    public func chunk(_ bytes: [UInt8]) -> Bool {
      send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [0x0D, 0x0A])
    }

    @discardableResult
    public func endChunks() -> Bool { send("0\r\n\r\n") }

    /// Ends the connection so that the client gets a reset.
    public func reset() {
      var now = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
      shut()
    }

    public func shut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Waits, without answering, until the client is gone.
    public func waitUntilGone() {
      var byte: UInt8 = 0
      while recv(descriptor, &byte, 1, 0) > 0 {}
    }
  }

  public let port: Int
  private let listener: Int32
  private let peers = Mutex<[Peer]>([])
  private let seen = Mutex<[Request]>([])
  private let greeting: String
  private let respond: @Sendable (Request, Peer) -> Void

  public var url: String { "http://127.0.0.1:\(port)" }

  /// The requests so far.
  public var requests: [Request] { seen.withLock { $0 } }

  /// - Parameters:
  ///   - port: 0 lets the system choose.
  ///   - greeting: said before anything was asked.
  ///   - respond: called on a thread of the connection's own for each request; it may block.
  public init?(port: Int = 0, greeting: String = "", _ respond: @escaping @Sendable (Request, Peer) -> Void) {
    self.respond = respond
    self.greeting = greeting
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (descriptor, size) = (listener, length)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else {
      close(descriptor)
      return nil
    }
    self.port = Int(UInt16(bigEndian: address.sin_port))
    Self.startThread { [weak self] in
      while true {
        let peer = accept(descriptor, nil, nil)
        guard peer >= 0 else { return }
        guard let self else {
          close(peer)
          return
        }
        serve(peer)
      }
    }
  }

  deinit { stop() }

  /// Takes no more connections and ends those there are.
  public func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    for peer in peers.withLock({ $0 }) { peer.shut() }
  }

  private func serve(_ descriptor: Int32) {
    let peer = Peer(descriptor: descriptor)
    peers.withLock { $0.append(peer) }
    Self.startThread { [weak self] in
      if let greeting = self?.greeting, !greeting.isEmpty { peer.send(greeting) }
      var reader = RequestReader(descriptor: descriptor)
      while let request = reader.next() {
        guard let self else { break }
        seen.withLock { $0.append(request) }
        respond(request, peer)
      }
      // The descriptor lives as long as the server: closing it here could hand its number to another connection.
      peer.shut()
    }
  }

  private static func startThread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    if pthread_create(&thread, &attributes, runBody, box.toOpaque()) != 0 { box.release() }
    pthread_attr_destroy(&attributes)
  }

  fileprivate final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

private func runBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<TestHTTPServer.Body>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}

/// Requests from a connection, one after the other.
private struct RequestReader {
  let descriptor: Int32
  private var pending: [UInt8] = []

  init(descriptor: Int32) { self.descriptor = descriptor }

  mutating func next() -> TestHTTPServer.Request? {
    guard let head = take(until: [0x0D, 0x0A, 0x0D, 0x0A]) else { return nil }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    guard words.count >= 2 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    let length = Int(headers["content-length"] ?? "0") ?? 0
    while pending.count < length { guard read() else { return nil } }
    defer { pending.removeFirst(length) }
    return TestHTTPServer.Request(
      method: String(words[0]), path: String(words[1]), headers: headers, body: Array(pending.prefix(length)))
  }

  private mutating func take(until end: [UInt8]) -> [UInt8]? {
    var from = 0
    while true {
      if pending.count >= end.count {
        for start in max(0, from)...(pending.count - end.count)
        where pending[start..<start + end.count].elementsEqual(end) {
          defer { pending.removeFirst(start + end.count) }
          return Array(pending[..<start])
        }
      }
      from = pending.count - end.count
      guard read() else { return nil }
    }
  }

  private mutating func read() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    pending.append(contentsOf: chunk[..<count])
    return true
  }
}

import Encoding
import Glibc

/// A socket to a server of this machine: sends whatever bytes, reads whole answers.
final class RawClient {
  let socket: Int32
  private var received: [UInt8] = []

  struct Answer {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var json: JSON? { try? JSON(parsing: body) }
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  init(port: Int) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // A test that would hang fails instead.
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  deinit { close(socket) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      sent += count
    }
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  /// Asks one thing and waits for the answer; the connection stays.
  func ask(_ method: String, _ target: String, _ body: String = "", headers: [String] = []) -> Answer? {
    let fields = headers.map { $0 + "\r\n" }.joined()
    send("\(method) \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    return answer(toHead: method == "HEAD")
  }

  /// The next answer; nil where the server closed or said nothing for long.
  func answer(toHead: Bool = false) -> Answer? {
    guard let end = fill(until: { Self.headEnd($0) }) else { return nil }
    let head = String(decoding: received[..<end], as: UTF8.self)
    received.removeFirst(end)
    let lines = head.split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
    }
    let length = toHead ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
    guard fill(until: { $0.count >= length ? length : nil }) != nil else { return nil }
    defer { received.removeFirst(length) }
    return Answer(status: status, headers: headers, body: Array(received[..<length]))
  }

  /// Everything until the server closes.
  func rest() -> [UInt8] {
    while receive() {}
    defer { received = [] }
    return received
  }

  /// Bytes up to and with the first that ends in `mark`.
  func read(through mark: String) -> String? {
    let mark = Array(mark.utf8)
    var searched = mark.count
    let end = fill { bytes in
      while searched <= bytes.count {
        if bytes[searched - mark.count..<searched].elementsEqual(mark) { return searched }
        searched += 1
      }
      return nil
    }
    guard let end else { return nil }
    defer { received.removeFirst(end) }
    return String(decoding: received[..<end], as: UTF8.self)
  }

  private func fill(until found: ([UInt8]) -> Int?) -> Int? {
    while true {
      if let end = found(received) { return end }
      guard receive() else { return nil }
    }
  }

  private func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for end in 4...bytes.count where bytes[end - 4..<end].elementsEqual([13, 10, 13, 10]) { return end }
    return nil
  }
}

import Glibc
import Lifecycle

/// One end of the engine's socket: blocking reads and writes of whole lines, by one thread at a time each way.
final class SocketConnection: Sendable {
  private let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Makes reads end and the peer see the end; the descriptor itself goes with the last reference.
  func shut() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// What has been sent already can still be read; the peer can send no more.
  func stopReading() { _ = shutdown(descriptor, Int32(SHUT_RD)) }

  /// - Returns: false when the peer is gone.
  func write(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer
      while !rest.isEmpty {
        let count = send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
  }

  /// Reads lines until the peer is gone, a line is too long, or `body` returns false.
  func forEachLine(_ body: ([UInt8]) -> Bool) {
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      var start = 0
      for index in 0..<count where chunk[index] == 0x0A {
        pending.append(contentsOf: chunk[start..<index])
        start = index + 1
        guard body(pending) else { return }
        pending.removeAll(keepingCapacity: true)
      }
      pending.append(contentsOf: chunk[start..<count])
      guard pending.count <= WireCodec.lineLengthMax else { return }
    }
  }
}

/// Addresses of local sockets.
enum SocketAddress {
  /// Calls `body` with the address of a path.
  ///
  /// An address holds 107 bytes. A longer path is reached through its folder, opened here: the system shows that folder
  /// under a short name to this process alone, and the socket lies where it always lies.
  ///
  /// - Throws: `Refusal` when the folder cannot be opened.
  static func with<Result>(path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result) throws -> Result
  {
    guard path.utf8.count >= byteCountMax, let slash = path.lastIndex(of: "/") else {
      return try with(short: path, body)
    }
    let folder = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw Refusal(
        kind: .damaged, message: "the folder of \(path) cannot be opened: \(String(cString: strerror(errno)))",
        mend: "check the folder's permissions")
    }
    defer { close(folder) }
    return try with(short: "/proc/self/fd/\(folder)\(path[slash...])", body)
  }

  /// Bytes that an address has room for, the terminating zero among them.
  private static let byteCountMax = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  private static func with<Result>(
    short path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
  ) throws -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < byteCountMax else {
      throw Refusal(
        kind: .damaged, message: "the path of the engine's socket is too long: \(path)",
        mend: "move the project to a folder with a shorter path")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return try withUnsafePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

import Glibc

/// A bound socket that others may connect to.
struct ListeningSocket: Sendable {
  let descriptor: Int32
  /// The one that was bound, whatever was asked for.
  let port: Int
  /// As a URL names it.
  let host: String
  let isLoopback: Bool

  init(host: String, port: Int, backlog: Int) throws(GatewayError) {
    guard (0...65_535).contains(port) else { throw .cannotListen(host, port, "ports go from 0 to 65535") }
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host == "*" ? nil : host, String(port), &hints, &found)
    guard status == 0, let first = found else { throw .unknownHost(host, String(cString: gai_strerror(status))) }
    defer { freeaddrinfo(found) }
    descriptor = try Self.listen(on: first.pointee, host: host, port: port, backlog: backlog)
    isLoopback = Self.isLoopback(first.pointee)
    self.port = Self.boundPort(descriptor) ?? port
    self.host = host.contains(":") ? "[\(host)]" : host
  }

  private static func listen(
    on address: addrinfo, host: String, port: Int, backlog: Int
  ) throws(GatewayError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let socket = Glibc.socket(address.ai_family, kind, 0)
    guard socket >= 0 else { throw .cannotListen(host, port, String(cString: strerror(errno))) }
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(socket, address.ai_addr, address.ai_addrlen) == 0, Glibc.listen(socket, Int32(backlog)) == 0 else {
      let reason = String(cString: strerror(errno))
      close(socket)
      throw .cannotListen(host, port, reason)
    }
    return socket
  }

  private static func isLoopback(_ address: addrinfo) -> Bool {
    guard let bytes = address.ai_addr else { return false }
    switch address.ai_family {
    case AF_INET:
      return bytes.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        UInt32(bigEndian: $0.pointee.sin_addr.s_addr) >> 24 == 127
      }
    case AF_INET6:
      return bytes.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
        withUnsafeBytes(of: address.pointee.sin6_addr) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
      }
    default: return false
    }
  }

  private static func boundPort(_ socket: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes -> Int? in
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        getsockname(socket, address, &length) == 0
      else { return nil }
      // Both families keep the port in the third and fourth byte, in network order.
      return Int(bytes[2]) << 8 | Int(bytes[3])
    }
  }
}

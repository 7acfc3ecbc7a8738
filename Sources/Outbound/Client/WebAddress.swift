/// The parts of an address that decide how it is reached and how messages name it.
public struct WebAddress: Sendable, Equatable {
  public let isEncrypted: Bool
  /// Without brackets, in lower case.
  public let host: String
  public let port: Int
  /// From the first slash, with the query; `/` where there is none.
  public let target: String

  /// - Throws: `HTTPFailure` of kind `.address` for what is no address of the web, or carries a name and password: those
  ///   would be seen wherever the address is.
  public init(parsing text: String) throws(HTTPFailure) {
    func failure(_ detail: String) -> HTTPFailure { HTTPFailure(.address, server: "the address", detail: detail) }
    guard text.utf8.count <= 4096, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw failure("it is too long, or has blanks or characters beyond ASCII; write those as %20 and the like")
    }
    let lower = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix) else {
      throw failure("it must begin with http:// or https://")
    }
    isEncrypted = scheme == "https://"
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@") else {
      throw failure("it carries a name or password; leave them out")
    }
    let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
    self.target = target.first == "/" ? String(target) : "/" + target
    guard let (host, port) = Self.hostAndPort(authority) else {
      throw failure("its host or port cannot be read; write it as http://host:8080")
    }
    self.host = host.lowercased()
    self.port = port ?? (isEncrypted ? 443 : 80)
  }

  private static func hostAndPort(_ text: Substring) -> (String, Int?)? {
    var host = text
    var port: Substring?
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { return nil }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    guard !host.isEmpty else { return nil }
    guard let port else { return (String(host), nil) }
    guard let number = Int(port), (1...65_535).contains(number) else { return nil }
    return (String(host), number)
  }

  /// Scheme, host and port, which may be shown: `https://hooks.example.com`.
  public var server: String {
    let name = host.contains(":") ? "[\(host)]" : host
    let isUsual = port == (isEncrypted ? 443 : 80)
    return "\(isEncrypted ? "https" : "http")://\(name)" + (isUsual ? "" : ":\(port)")
  }

  /// Whether it names this machine, which no proxy can reach.
  public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// A request without its body.
public struct HTTPRequestHead: Sendable {
  public var method: String
  /// The path between its slashes, percent-decoded: `/v2/models/a%20b` is `["v2", "models", "a b"]`. Empty segments are
  /// left out, so that a slash at the end or two in a row mean nothing.
  public var path: [String]
  /// Name and value of each argument, decoded, in the order of the target.
  public var query: [(name: String, value: String)]
  public var headers: [(name: String, value: String)]

  public init(
    method: String, path: [String], query: [(name: String, value: String)] = [],
    headers: [(name: String, value: String)] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
  }

  /// Takes the target of a request line apart. Nil where an escape is broken or the text it makes is not UTF-8.
  public init?(method: String, target: String, headers: [(name: String, value: String)] = []) {
    let halves = target.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    var path: [String] = []
    for segment in halves[0].split(separator: UInt8(ascii: "/")) {
      guard let text = PercentEncoding.decoded(segment) else { return nil }
      path.append(text)
    }
    var query: [(name: String, value: String)] = []
    if halves.count == 2 {
      for argument in halves[1].split(separator: UInt8(ascii: "&")) {
        let parts = argument.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = PercentEncoding.decoded(parts[0], plusIsSpace: true),
          let value = parts.count == 2 ? PercentEncoding.decoded(parts[1], plusIsSpace: true) : ""
        else { return nil }
        query.append((name, value))
      }
    }
    self.init(method: method, path: path, query: query, headers: headers)
  }

  /// Value of the first header of that name; letter case means nothing in a name.
  public func header(_ name: String) -> String? {
    headers.first { HTTPRequestHead.isSameName($0.name, name) }?.value
  }

  /// Value of the first argument of that name.
  public func argument(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }

  private static func isSameName(_ a: String, _ b: String) -> Bool {
    a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).allSatisfy { lowered($0) == lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }
}

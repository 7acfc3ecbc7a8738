import Encoding

/// What goes back to a client, whole. An error too where a request is refused.
public struct HTTPAnswer: Error, Sendable, Equatable {
  public var status: Int
  /// In the order they are sent. The server adds the length, the date and the connection by itself.
  public var headers: [(String, String)]
  public var body: [UInt8]

  public init(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A document with its type.
  public init(status: Int, type: String, body: [UInt8]) {
    self.init(status: status, headers: [("Content-Type", type)], body: body)
  }

  /// A compact JSON document.
  public init(status: Int = 200, json: JSON) {
    var body: [UInt8] = []
    json.write(into: &body)
    self.init(status: status, type: "application/json", body: body)
  }

  /// Plain text.
  public init(status: Int = 200, text: String) {
    self.init(status: status, type: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  public static func == (a: HTTPAnswer, b: HTTPAnswer) -> Bool {
    a.status == b.status && a.body == b.body && a.headers.elementsEqual(b.headers) { $0 == $1 }
  }
}

/// What is asked of a server.
public struct HTTPRequest: Sendable {
  public var method: Method
  /// `http://` or `https://`; anything else is refused.
  public var url: String
  public var headers: [(name: String, value: String)] = []
  public var body: [UInt8] = []
  /// Sent as `Authorization: Bearer …`.
  public var token: Secret?
  /// File with the certificates to trust beside none of the system's own; nil trusts the system's.
  public var certificates: String?
  public var limits: Limits = Limits()
  /// False where it must not arrive twice: on a connection that is kept, the library sends a request again by itself
  /// when the connection turns out to have ended.
  public var isRepeatable = true

  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// How long an answer may take and how large it may be.
  public struct Limits: Sendable, Equatable {
    /// Seconds until there is a connection, its encryption agreed.
    public var connecting: Double = 5
    /// Seconds from beginning to end; nil sets no end, for answers that stream.
    public var whole: Double? = 30
    /// Seconds in which nothing at all arrives; nil waits as long as `whole` lets it.
    public var silence: Double?
    /// Bytes of an answer's body, or of one line of a streamed one.
    public var byteCount: Int = 16 << 20

    public init(connecting: Double = 5, whole: Double? = 30, silence: Double? = nil, byteCount: Int = 16 << 20) {
      self.connecting = connecting
      self.whole = whole
      self.silence = silence
      self.byteCount = byteCount
    }
  }

  public init(
    _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
    token: Secret? = nil, certificates: String? = nil, limits: Limits = Limits()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.token = token
    self.certificates = certificates
    self.limits = limits
  }
}

/// A text that no message, log or dump may show.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The text itself; for whoever sends or checks it.
  public let text: String

  public init(_ text: String) { self.text = text }

  public var description: String { "(secret)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A whole answer.
public struct HTTPResponse: Sendable, Equatable {
  public var status: Int
  /// Names in lower case; the last of several equal ones counts.
  public var headers: [String: String]
  public var body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }

  /// Seconds that the server asks to wait before the next try: a number, as `Retry-After` has it. A date is not read,
  /// because servers' clocks differ from ours.
  public var retryAfter: Double? {
    guard let text = headers["retry-after"], let seconds = Double(text), seconds.isFinite, seconds >= 0 else {
      return nil
    }
    return seconds
  }
}

/// Why there is no answer, or not the one that was hoped for.
public struct HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public var kind: Kind
  /// Scheme, host and port alone: paths of web hooks are secrets.
  public var server: String
  public var detail: String

  public enum Kind: Sendable, Equatable {
    /// The address is none, or of a kind that is not spoken.
    case address
    /// No connection: nobody listens, no such host, no route.
    case unreachable
    /// Neither certificate nor encryption could be agreed on.
    case encryption
    case timedOut
    /// The answer began and broke off, or is no HTTP.
    case brokenOff
    case tooLarge
    /// A streamed answer that is none: its status.
    case status(Int)
    /// The client has as many requests under way as it may, or is closed.
    case refused
    case cancelled
  }

  public init(_ kind: Kind, server: String, detail: String) {
    self.kind = kind
    self.server = server
    self.detail = detail
  }

  public var description: String { "\(server): \(detail)" }
}

import Encoding

/// What the HTTP door is doing, for the screen: bounded in size whatever clients send.
public struct GatewayStatus: Sendable, Equatable, Codable {
  /// Where it listens, such as `http://127.0.0.1:8080`.
  public var address: String
  public var since: Timestamp
  /// Whether it asks for tokens, and whether bytes travel encrypted.
  public var asksForTokens: Bool
  public var isEncrypted: Bool
  /// It takes no new connections and answers what it has.
  public var isStopping: Bool
  /// One for each path family that was asked for, in a fixed order.
  public var endpoints: [Endpoint]
  public var connections: Connections
  public var bytesReceived: Int
  public var bytesSent: Int
  /// Requests whose answer is not yet on its way.
  public var inFlight: Int
  /// What needs a person: a token file that cannot be read, tokens sent in clear text.
  public var notices: [String]

  public struct Endpoint: Sendable, Equatable, Codable {
    /// Method and path, with names that clients choose in braces: `POST /v2/models/{model}/infer`.
    public var name: String
    public var requests: Int
    /// Rows that were answered.
    public var rows: Int
    /// Answers by HTTP status, ascending.
    public var statuses: [StatusCount]
    /// Requests in each of the last 60 whole seconds, the oldest first.
    public var perSecond: [Int]
    public var latency: DurationHistogram

    public init(
      name: String, requests: Int = 0, rows: Int = 0, statuses: [StatusCount] = [],
      perSecond: [Int] = [], latency: DurationHistogram = DurationHistogram()
    ) {
      self.name = name
      self.requests = requests
      self.rows = rows
      self.statuses = statuses
      self.perSecond = perSecond
      self.latency = latency
    }

    /// Answers with a status of 400 or more.
    public var errors: Int { statuses.reduce(0) { $0 + ($1.status >= 400 ? $1.count : 0) } }

    /// Requests a second over the last 60 seconds, or over the seconds since the first request if those are fewer.
    public var rate: Double {
      let seen = perSecond.drop { $0 == 0 }
      return seen.isEmpty ? 0 : Double(seen.reduce(0, +)) / Double(seen.count)
    }
  }

  public struct StatusCount: Sendable, Equatable, Codable {
    public var status: Int
    public var count: Int

    public init(status: Int, count: Int) {
      self.status = status
      self.count = count
    }
  }

  public struct Connections: Sendable, Equatable, Codable {
    public var open: Int
    public var accepted: Int
    /// Closed by us because the client was too slow.
    public var timedOut: Int
    /// Snapshots are being followed over these.
    public var watching: Int

    public init(open: Int = 0, accepted: Int = 0, timedOut: Int = 0, watching: Int = 0) {
      self.open = open
      self.accepted = accepted
      self.timedOut = timedOut
      self.watching = watching
    }
  }

  public init(
    address: String, since: Timestamp, asksForTokens: Bool = false, isEncrypted: Bool = false,
    isStopping: Bool = false, endpoints: [Endpoint] = [], connections: Connections = Connections(),
    bytesReceived: Int = 0, bytesSent: Int = 0, inFlight: Int = 0, notices: [String] = []
  ) {
    self.address = address
    self.since = since
    self.asksForTokens = asksForTokens
    self.isEncrypted = isEncrypted
    self.isStopping = isStopping
    self.endpoints = endpoints
    self.connections = connections
    self.bytesReceived = bytesReceived
    self.bytesSent = bytesSent
    self.inFlight = inFlight
    self.notices = notices
  }
}

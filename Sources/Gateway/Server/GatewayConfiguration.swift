import Encoding
import Glibc

extension HTTPGateway {
  /// How the door stands.
  public struct Configuration: Sendable {
    /// An address of this machine, or a name for one. Anything but loopback needs a token file.
    public var host: String
    /// 0 lets the system choose; `HTTPGateway.port` tells.
    public var port: Int
    /// Threads that read requests and write answers.
    public var threads: Int
    /// Where tokens are kept; nil asks nobody for one.
    public var tokenFile: TokenFile?
    public var encryption: Encryption?
    public var limits: Limits
    /// What clients are told the server's version is.
    public var serverVersion: String
    public var clock: Clock

    public init(
      host: String = "127.0.0.1", port: Int = 8080, threads: Int = 2, tokenFile: TokenFile? = nil,
      encryption: Encryption? = nil, limits: Limits = Limits(), serverVersion: String = "1", clock: Clock = .system
    ) {
      self.host = host
      self.port = port
      self.threads = threads
      self.tokenFile = tokenFile
      self.encryption = encryption
      self.limits = limits
      self.serverVersion = serverVersion
      self.clock = clock
    }
  }

  /// Files in PEM form.
  public struct Encryption: Sendable, Equatable {
    /// The certificate, followed by those that vouch for it.
    public var certificate: String
    public var key: String

    public init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// What a client may cost.
  public struct Limits: Sendable, Equatable {
    /// Bytes of one request's body.
    public var bodyBytes = 16 << 20
    /// Bytes of all bodies that are being received or answered.
    public var allBodiesBytes = 128 << 20
    public var headerCount = 100
    /// Bytes of request line and headers, answer's headers and one piece of a body together.
    public var memoryPerConnection = 16 << 10
    /// Rows of one request.
    public var rows = 100_000
    public var connections = 1024
    /// Connections from one address; nil for as many as there may be.
    public var connectionsPerAddress: Int?
    /// From the first byte of a request to the end of its headers.
    public var headSeconds = 10.0
    /// From the end of the headers to the end of the body.
    public var bodySeconds = 30.0
    /// To take an answer.
    public var replySeconds = 60.0
    /// Between two requests of a connection.
    public var idleSeconds = 75.0
    /// Between two signs of life to those who watch.
    public var heartbeatSeconds = 15.0
    /// How long a stop waits for answers that are under way.
    public var drainSeconds = 10.0

    public init() {}
  }

  /// Where the door gets its times from.
  public struct Clock: Sendable {
    public var now: @Sendable () -> Timestamp
    /// Nanoseconds since any moment, never going back.
    public var ticks: @Sendable () -> UInt64

    public init(now: @escaping @Sendable () -> Timestamp, ticks: @escaping @Sendable () -> UInt64) {
      self.now = now
      self.ticks = ticks
    }

    public static let system = Clock(
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
      },
      ticks: {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
      })
  }
}

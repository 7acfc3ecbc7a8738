import Encoding
import Glibc
import Lifecycle
import Outbound
import Synchronization

/// The engine of another machine, reached through its gateway.
///
/// A request that gets lost is sent again under the same ticket, for a while; snapshots come back by themselves for as
/// long as somebody watches.
public final class RemoteLink: EngineLink {
  /// Where the gateway is, and who asks.
  public struct Address: Sendable {
    /// `http://host:port`, without a path.
    public var server: WebAddress
    public var token: Secret?
    /// File with the certificates to trust; nil trusts the system's.
    public var certificates: String?

    /// - Throws: `Refusal` where the text is no address of a server.
    public init(_ text: String, token: Secret? = nil, certificates: String? = nil) throws {
      do {
        server = try WebAddress(parsing: text)
      } catch {
        throw Refusal(
          kind: .wrongUse, message: "\(text) is no address of a server: \(error.detail)",
          mend: "write it as `--attach http://host:8080`")
      }
      guard server.target == "/" else {
        throw Refusal(
          kind: .wrongUse, message: "the address of a server has no path",
          mend: "write it as `--attach \(server.server)`")
      }
      self.token = token
      self.certificates = certificates
    }
  }

  /// How patient the link is, in seconds.
  public struct Patience: Sendable, Equatable {
    /// How long a request that gets no answer is sent again.
    public var request: Double
    /// The same for the very first one.
    public var opening: Double
    /// The longest silence of a stream of snapshots.
    public var silence: Double
    public var retry: RetryPolicy

    public init(
      request: Double = 15, opening: Double = 2, silence: Double = 16,
      retry: RetryPolicy = RetryPolicy(first: 0.25, factor: 2, longest: 5, jitter: 0.5, attemptCountMax: .max)
    ) {
      self.request = request
      self.opening = opening
      self.silence = silence
      self.retry = retry
    }
  }

  let address: Address
  let patience: Patience
  let clock: EngineClock
  let chance: @Sendable () -> Double
  let client: HTTPClient
  /// Whether the server is there.
  let presence = NewestValue<LinkState>()
  private let program: String
  let newTicket: @Sendable () -> String
  /// The run of the server that answered last.
  private let instance = Mutex<String?>(nil)

  /// - Parameters:
  ///   - program: the program's version.
  ///   - random: even numbers; called from any thread. Tickets are made of them, so no two links may share a sequence.
  public init(
    _ address: Address, program: String, clock: EngineClock = .system, patience: Patience = Patience(),
    random: @escaping @Sendable () -> UInt64
  ) {
    self.address = address
    self.program = program
    self.clock = clock
    self.patience = patience
    chance = { Double(random() >> 11) / 0x1p53 }
    newTicket = { (0..<2).map { _ in NumberText.hexadecimal(random(), digits: 16) }.joined() }
    client = HTTPClient(userAgent: "sextant/\(program)")
  }

  /// Scheme, host and port of the gateway.
  public var server: String { address.server.server }

  // MARK: Requests

  /// Asks who is there: the first thing to do. Nobody is waited for as long as for one who has answered before.
  ///
  /// - Returns: the project's name.
  /// - Throws: `Refusal` that says why this cannot be used: nobody there, the token refused, another version.
  @discardableResult
  public func open() async throws -> String {
    guard case .hello(let project) = try await exchange(.hello, newTicket(), patience: patience.opening) else {
      throw Self.garbled
    }
    return project
  }

  public func send(_ command: Command) async throws -> Receipt {
    guard case .receipt(let receipt) = try await ask(.send(command)) else { throw Self.garbled }
    return receipt
  }

  public func query(_ query: Query) async throws -> Page {
    guard case .page(let texts) = try await ask(.query(query)) else { throw Self.garbled }
    return Page(items: try texts.map { try JSON(parsing: $0) })
  }

  public func cancel(_ task: TaskID) async throws {
    guard case .done = try await ask(.cancel(task)) else { throw Self.garbled }
  }

  public func past(_ sequence: Int) async throws -> Snapshot {
    guard case .snapshot(let snapshot) = try await ask(.past(sequence)) else { throw Self.garbled }
    return snapshot
  }

  private func ask(_ question: WireRequest) async throws -> WireReply {
    let question = try await sendingFiles(of: question)
    let ticket = newTicket()
    var kind = LinkRequest.Kind.ask(question)
    while true {
      switch try await exchange(kind, ticket) {
      case .reply(.refused(let refusal)): throw refusal
      case .reply(let reply): return reply
      case .working:
        presence.tell(.connected)
        kind = .wait
      case .unknownTicket:
        guard !question.changesSomething else {
          throw Refusal(
            kind: .damaged, message: "the server was started anew while the command was under way",
            mend: "look whether it happened (`sextant journal`) before you give it again")
        }
        kind = .ask(question)
      case .hello, .received: throw Self.garbled
      }
    }
  }

  /// Sends one line and reads the one that answers, again and again while the server cannot be reached, for as long as
  /// patience lasts.
  func exchange(
    _ kind: LinkRequest.Kind, _ ticket: String, patience seconds: Double? = nil
  ) async throws -> LinkReply.Kind {
    // The server that may have taken the request without our knowing; empty where it never told its name.
    var before: String?
    let began = clock.monotonic()
    var failures = 0
    while true {
      let request = LinkRequest(
        wire: LinkVersion.current, program: program, instance: before, ticket: ticket, kind: kind)
      let trouble: LinkTrouble
      do {
        return try await attempt(try WireCodec.line(request), isRepeatable: kind.isRepeatable)
      } catch let error as LinkTrouble {
        trouble = error
      }
      if trouble.mayHaveArrived, before == nil { before = instance.withLock { $0 } ?? "" }
      failures += 1
      let delay = patience.retry.delay(afterFailures: failures, chance: chance(), retryAfter: trouble.retryAfter)
      guard trouble.mayPass, clock.monotonic() - began + delay < seconds ?? patience.request else {
        throw trouble.refusal
      }
      try await Task.sleep(for: .seconds(delay))
    }
  }

  private func attempt(_ line: [UInt8], isRepeatable: Bool) async throws -> LinkReply.Kind {
    let response: HTTPResponse
    do {
      var request = request(.post, "/sextant/link", body: line)
      request.isRepeatable = isRepeatable
      response = try await client.send(request)
    } catch {
      throw LinkTrouble(error, hasToken: address.token != nil)
    }
    guard response.isSuccess else {
      throw LinkTrouble(
        status: response.status, server: address.server.server, hasToken: address.token != nil,
        retryAfter: response.retryAfter)
    }
    let reply = try self.reply(response.body)
    instance.withLock { $0 = reply.instance }
    return reply.kind
  }

  func request(_ method: HTTPRequest.Method, _ path: String, body: [UInt8] = []) -> HTTPRequest {
    let isWatch = method == .get
    return HTTPRequest(
      method, address.server.server + path, headers: isWatch ? [] : [("Content-Type", "application/json")], body: body,
      token: address.token, certificates: address.certificates,
      limits: .init(
        whole: isWatch ? nil : patience.silence * 2, silence: isWatch ? patience.silence : nil,
        byteCount: WireCodec.lineLengthMax * 4))
  }

  /// - Throws: `LinkTrouble` for what is no reply of this version.
  func reply(_ line: [UInt8]) throws -> LinkReply {
    if let reply = try? WireCodec.message(LinkReply.self, from: line), reply.wire == LinkVersion.current {
      return reply
    }
    guard let head = try? WireCodec.message(LinkHead.self, from: line) else {
      throw LinkTrouble(notASextant: address.server.server)
    }
    throw LinkTrouble(mismatch: LinkDoor.mismatch(server: head.program, client: program))
  }

  private static var garbled: Refusal {
    Refusal(
      kind: .damaged, message: "the engine's answer does not fit the question",
      mend: "use the same version of sextant on both ends")
  }
}

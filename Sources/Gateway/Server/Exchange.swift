import CMicroHTTPD
import Lifecycle
import Synchronization

/// One request, from its first line until its answer is sent or its client is gone.
///
/// `@unchecked Sendable`: the server's thread of the connection owns everything but `progress` and `watch`, which other
/// threads touch under their locks.
final class Exchange: @unchecked Sendable {
  let core: ServerCore
  let client: ClientConnection
  let endpoint: Endpoint
  let target: [UInt8]
  let started: UInt64

  var stage = Stage.fresh
  var method = ""
  var body: [UInt8] = []
  /// Counted against what all bodies may take.
  var reserved = 0
  var received = 0
  /// Told once the body has come.
  var refused: Refused?
  var rendering = Rendering.none
  var version: VersionID?
  var rowCount = 0
  var asked: UInt64 = 0
  var read: UInt64 = 0
  private let watchBox = Mutex<Watch?>(nil)
  let progress = Mutex(Progress())
  /// How often it was looked for an answer since the engine was asked.
  var looks = 0

  enum Stage {
    case fresh, receiving
    /// The engine has the request; this thread will look for the answer when it has gathered what else has come.
    case gathered
    case waiting, answered
  }

  struct Progress {
    var outcome = Outcome.pending
    /// The connection while it sleeps until the engine has answered.
    var sleeping: ConnectionHandle?
  }

  /// How the engine's answer is to be written.
  enum Rendering {
    case none
    case native(NativeShape, classes: [String])
    case convention(ReplyShape, ServedModels)
  }

  enum Outcome {
    case pending
    case reply(PredictionReply)
    case explanation(Explanation)
    case receipt(OutcomeReceipt, read: Int)
    case line([UInt8])
    case failure(PredictionFailure)
    /// The server stops and the engine has not answered.
    case abandoned
    /// The server has taken it.
    case taken
  }

  init(core: ServerCore, client: ClientConnection, target: UnsafeBufferPointer<UInt8>) {
    self.core = core
    self.client = client
    endpoint = Endpoint(target: target)
    // Only conventions read it again.
    self.target = endpoint.method == nil ? Array(target) : []
    started = core.clock.ticks()
  }

  var watch: Watch? {
    get { watchBox.withLock { $0 } }
    set { watchBox.withLock { $0 = newValue } }
  }

  /// Gives the answer, from whichever thread; the first to do so counts.
  func complete(_ result: Outcome) {
    let sleeping = progress.withLock { progress -> ConnectionHandle? in
      guard case .pending = progress.outcome else { return nil }
      progress.outcome = result
      defer { progress.sleeping = nil }
      return progress.sleeping
    }
    if let sleeping { MHD_resume_connection(sleeping.pointer) }
  }

  /// Gives back what it holds; the last that happens to it.
  func close() {
    client.exchange.withLock { $0 = nil }
    client.enter(.idle, at: core.clock.ticks())
    let isWatching = watch != nil
    watch?.close()
    core.meter.update { state in
      state.inFlight -= 1
      if isWatching { state.connections.watching -= 1 }
      state.bodies -= reserved
    }
  }
}

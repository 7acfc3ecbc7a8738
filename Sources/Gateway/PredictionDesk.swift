import Encoding
import Lifecycle

/// What the gateway asks of the engine behind it. Called from the server's own threads; none of the calls waits for
/// the engine's actor.
public protocol PredictionDesk: Sendable {
  /// What is served at this moment, with the champion first; nil while there is no champion.
  var served: ServedModels? { get }

  /// Takes rows to be answered.
  ///
  /// - Parameter completion: called exactly once, on any thread, when the answers are in the prediction log and survive
  ///   the death of the process; or with the reason why there is none. A queue that is full refuses at once.
  func submit(
    _ request: PredictionRequest, _ completion: @escaping @Sendable (Result<PredictionReply, PredictionFailure>) -> Void
  )

  /// Takes rows as `submit` does, from a thread that comes back with `answerWaiting` as soon as it has gathered what
  /// else has arrived: nobody needs to be woken for them.
  func gather(
    _ request: PredictionRequest, _ completion: @escaping @Sendable (Result<PredictionReply, PredictionFailure>) -> Void
  )

  /// Answers what waits on the caller's thread, unless another thread is at it or there is more than a moment's work.
  func answerWaiting()

  /// Takes what turned out to be true. When the completion is called, the outcomes are in the log.
  func submit(
    _ outcomes: [ReportedOutcome], _ completion: @escaping @Sendable (Result<OutcomeReceipt, PredictionFailure>) -> Void
  )

  /// Contributions of the features to each row's score; nothing is logged.
  func explain(
    _ request: PredictionRequest, _ completion: @escaping @Sendable (Result<Explanation, PredictionFailure>) -> Void)

  /// Samples for `/metrics` beyond what the gateway counts itself: scores, drift, gates, value.
  func metrics() -> [MetricFamily]
}

extension PredictionDesk {
  public func gather(
    _ request: PredictionRequest, _ completion: @escaping @Sendable (Result<PredictionReply, PredictionFailure>) -> Void
  ) {
    submit(request, completion)
  }

  public func answerWaiting() {}
}

/// The versions that answer, and what they take.
public struct ServedModels: Sendable, Equatable {
  /// The project's name, which clients use as the model's name.
  public var name: String
  public var task: LearningTask
  /// The champion first, then those that a request may name: warm ones alone.
  public var versions: [VersionID]
  public var inputs: [Input]
  /// Names of the classes in the order of `PredictionReply.scores`; empty for a regression.
  public var classes: [String]
  /// The column whose value identifies a unit to its outcome; nil where clients use the ids they were given.
  public var idColumn: String?

  public struct Input: Sendable, Equatable {
    public var name: String
    public var kind: Kind

    public enum Kind: String, Sendable, Equatable {
      case number, category, boolean, time
    }

    public init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  public init(
    name: String, task: LearningTask, versions: [VersionID], inputs: [Input], classes: [String], idColumn: String?
  ) {
    self.name = name
    self.task = task
    self.versions = versions
    self.inputs = inputs
    self.classes = classes
    self.idColumn = idColumn
  }
}

/// Rows to be answered.
public struct PredictionRequest: Sendable {
  public var rowCount: Int
  /// `rowCount × inputs.count`, row by row, in the order of `ServedModels.inputs`: a number, 1 or 0 for a boolean,
  /// microseconds since 1970 for a time, an index into `texts` for a category; NaN where missing.
  public var cells: [Double]
  public var texts: [String]
  /// A unit's own identity for each row, such as an order number; empty where none was given.
  public var ids: [String?]
  /// A version that the client insists on; nil lets the routing choose.
  public var version: VersionID?
  /// When each row happened, microseconds; empty for now.
  public var eventTimes: [Int64]

  public init(
    rowCount: Int, cells: [Double], texts: [String] = [], ids: [String?] = [], version: VersionID? = nil,
    eventTimes: [Int64] = []
  ) {
    precondition(ids.isEmpty || ids.count == rowCount)
    precondition(eventTimes.isEmpty || eventTimes.count == rowCount)
    self.rowCount = rowCount
    self.cells = cells
    self.texts = texts
    self.ids = ids
    self.version = version
    self.eventTimes = eventTimes
  }
}

public struct PredictionReply: Sendable, Equatable {
  public var session: SessionID
  /// Identity of each row within the session.
  public var ids: [Int64]
  /// Which version answered each row.
  public var versions: [VersionID]
  /// One a row: the probability of the positive class, or the value; of several classes one a class, row by row.
  public var scores: [Double]
  /// 1 or 0, the class's number, or the value; NaN where a person will decide.
  public var predictions: [Double]

  public init(session: SessionID, ids: [Int64], versions: [VersionID], scores: [Double], predictions: [Double]) {
    self.session = session
    self.ids = ids
    self.versions = versions
    self.scores = scores
    self.predictions = predictions
  }
}

/// One outcome as a client reports it.
public struct ReportedOutcome: Sendable, Equatable {
  public var key: Key
  /// A class's name or number, or a value, as the project's target is written.
  public var value: String
  /// When it became known, microseconds; nil for now.
  public var knownAt: Int64?

  public enum Key: Sendable, Equatable {
    /// As a reply told it; nil is the session that is served.
    case prediction(SessionID?, Int64)
    /// As the request named its unit.
    case unit(String)
  }

  public init(key: Key, value: String, knownAt: Int64? = nil) {
    self.key = key
    self.value = value
    self.knownAt = knownAt
  }
}

public struct OutcomeReceipt: Sendable, Equatable {
  public var joined = 0
  public var duplicate = 0
  public var unknown = 0
  /// Not of the target's kind.
  public var invalid = 0
  /// Of those joined, those whose window was settled before: logged, and in no window's figures.
  public var late = 0

  public init(joined: Int = 0, duplicate: Int = 0, unknown: Int = 0, invalid: Int = 0, late: Int = 0) {
    self.late = late
    self.joined = joined
    self.duplicate = duplicate
    self.unknown = unknown
    self.invalid = invalid
  }
}

/// What moved each row's score.
public struct Explanation: Sendable, Equatable {
  public var reply: PredictionReply
  /// Score without any feature, on the scale of the contributions (log-odds for probabilities).
  public var base: [Double]
  /// `rowCount × features.count`, row by row.
  public var contributions: [Double]
  public var features: [String]

  public init(reply: PredictionReply, base: [Double], contributions: [Double], features: [String]) {
    self.reply = reply
    self.base = base
    self.contributions = contributions
    self.features = features
  }
}

/// Why rows were not answered.
public enum PredictionFailure: Error, Sendable, Equatable {
  /// No champion.
  case notReady(String)
  case unknownVersion(VersionID)
  /// The client's fault: what, where, how to mend.
  case invalid(String)
  /// More requests wait than may.
  case busy
  /// The log cannot be written, or the engine is closing: nothing was answered.
  case unavailable(String)
}

/// One family of `/metrics`.
public struct MetricFamily: Sendable, Equatable {
  public var name: String
  public var help: String
  public var kind: Kind
  public var samples: [Sample]

  public enum Kind: String, Sendable, Equatable {
    case counter, gauge, histogram
  }

  public struct Sample: Sendable, Equatable {
    /// Follows the family's name: `_bucket`, `_sum`, `_count`, or nothing.
    public var suffix: String
    public var labels: [(name: String, value: String)]
    public var value: Double

    public init(suffix: String = "", labels: [(name: String, value: String)] = [], value: Double) {
      self.suffix = suffix
      self.labels = labels
      self.value = value
    }

    public static func == (a: Sample, b: Sample) -> Bool {
      a.suffix == b.suffix && a.value == b.value && a.labels.elementsEqual(b.labels) { $0 == $1 }
    }
  }

  public init(name: String, help: String, kind: Kind, samples: [Sample]) {
    self.name = name
    self.help = help
    self.kind = kind
    self.samples = samples
  }
}

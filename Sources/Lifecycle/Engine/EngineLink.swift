import Encoding

/// The one door to the engine, in-process or over a socket.
public protocol EngineLink: Sendable {
  /// Carries out a command. A short command has happened, and is in the journal, when the receipt arrives; a long one
  /// has become a task that the receipt names.
  func send(_ command: Command) async throws -> Receipt

  /// Immutable pictures of the engine, at most ten a second, newest wins; the first arrives at once.
  func snapshots() -> AsyncStream<Snapshot>

  /// What is too large for a snapshot.
  func query(_ query: Query) async throws -> Page

  func cancel(_ task: TaskID) async throws

  /// The engine as it was just after an event of the journal: what the journal and the series bear, nothing else.
  func past(_ sequence: Int) async throws -> Snapshot

  /// Changes of the connection, newest wins; ends at once where the link can only break for good.
  func states() -> AsyncStream<LinkState>
}

/// The engine's answer to a command it carried out.
public struct Receipt: Sendable, Equatable, Codable {
  /// Sequence of the event in the journal that the command led to, when it led to one at once.
  public var event: Int?
  /// The long work that now runs.
  public var task: TaskID?
  /// One sentence for a person.
  public var message: String = ""

  public init(event: Int? = nil, task: TaskID? = nil, message: String = "") {
    self.event = event
    self.task = task
    self.message = message
  }
}

/// Something to look up.
public enum Query: Sendable, Hashable, Codable {
  /// The present snapshot's facts as `status` prints them.
  case status
  /// Events after a sequence number.
  case journal(since: Int, limit: Int)
  case runs
  case registry(at: Timestamp?)
  case alarms(all: Bool)
  case kpis
  /// Waits until the task has ended; its result as the command line prints it.
  case outcome(of: TaskID)
  /// Predictions with their outcomes, newest session first.
  case log(offset: Int, limit: Int)
  /// Each field of the project file with the stage that reads it and whether it holds.
  case scope
  /// What another text of `sextant.yaml` would change, and what would follow.
  case scopeChange(text: String)
  case datasets
  /// Two dataset versions, each by its hash or the start of it.
  case datasetDifference(String, String)
  case dataFindings
  case rows(RowRequest)
  case labelQueue(offset: Int, limit: Int)
  /// A version on the project's test rows, or on a file; nil is the champion.
  case analysis(VersionID?, file: String?)
  case comparison(VersionID, VersionID)
  /// A version beside the champion on the newest labelled rows; nil is the challenger.
  case whatIf(VersionID?)
  case rollout
  /// What the gateway is doing; null while nothing is served.
  case gateway
  /// Freshness, volume and schema of the sources, and how fast each feature drifts.
  case upstream
  /// A window's drift column by column, or one column of it with its shape, trend and worst segments.
  case window(WindowRequest)
  /// What each policy did, may do and did not do.
  case policies
  /// Figures over time, at a resolution.
  case series(SeriesRequest)
  /// What a rollout by a strategy comes to at the present traffic; nil is the project's strategy.
  case rolloutLint(DeploymentDefinition.Strategy?)
  /// Past traffic played through a rollout's plan; nothing is written down.
  case rehearsal(Rehearsal)
  /// Who decided how much, at which level, over time.
  case automation
  case reviewQueue(offset: Int, limit: Int)
  /// KPIs, value beside its alternatives, segments, return on investment.
  case business
  case insights
  case iterations
  case report(Report)
  /// The text of `sextant.yaml` as it stands: `{text}`.
  case contract

  /// Rows of the current dataset version.
  public struct RowRequest: Sendable, Hashable, Codable {
    /// A filter of the expression language.
    public var filter: String?
    public var sort: String?
    public var isDescending: Bool
    public var offset: Int
    /// At most 1,000.
    public var limit: Int

    public init(
      filter: String? = nil, sort: String? = nil, isDescending: Bool = false, offset: Int = 0, limit: Int = 50
    ) {
      self.filter = filter
      self.sort = sort
      self.isDescending = isDescending
      self.offset = offset
      self.limit = limit
    }
  }

  public struct Rehearsal: Sendable, Hashable, Codable {
    /// Nil: the challenger.
    public var version: VersionID?
    /// Nil: the project's.
    public var strategy: DeploymentDefinition.Strategy?
    /// Nil: the newest.
    public var session: SessionID?

    public init(
      version: VersionID? = nil, strategy: DeploymentDefinition.Strategy? = nil, session: SessionID? = nil
    ) {
      self.version = version
      self.strategy = strategy
      self.session = session
    }
  }

  public struct Report: Sendable, Hashable, Codable {
    public var format: Format
    public var audience: Audience

    public enum Format: String, Sendable, Hashable, CaseIterable, Codable {
      case md, html
    }

    public enum Audience: String, Sendable, Hashable, CaseIterable, Codable {
      case decisionMaker = "decision-maker"
      case dataScientist = "data-scientist"
    }

    public init(format: Format = .md, audience: Audience = .decisionMaker) {
      self.format = format
      self.audience = audience
    }
  }
}

/// An answer: JSON in the shapes of the command line contract.
public struct Page: Sendable, Equatable {
  public var items: [JSON]

  public init(items: [JSON]) { self.items = items }
}

/// Why the engine did not do what was asked: what, why, and how to mend it.
public struct Refusal: Error, Sendable, Equatable, Codable, CustomStringConvertible {
  public var kind: Kind
  public var message: String
  public var mend: String = ""

  public enum Kind: String, Sendable, Equatable, Codable {
    /// The answer is no: a gate failed, nothing to roll back to.
    case no
    /// Wrong use or bad input.
    case wrongUse
    /// The project is damaged or the engine cannot be reached.
    case damaged
    case cancelled
  }

  public init(kind: Kind, message: String, mend: String = "") {
    self.kind = kind
    self.message = message
    self.mend = mend
  }

  public var description: String { mend.isEmpty ? message : "\(message); \(mend)" }
}

/// What a person or a policy asks for. The same commands are sent by keys, by the command line and over a wire.
public enum Command: Sendable, Equatable, Codable {
  case train(Training)
  case bless(VersionID, because: String?)
  case promote(Promotion)
  case rollback(because: String?)
  case play(Play)
  /// Opens the gateway.
  case serve(Serving)
  case stopServing(because: String?)
  /// Follows the log of a model that is served elsewhere.
  case watch(Watching)
  /// Joins a file of outcomes with the logged predictions.
  case joinOutcomes(OutcomeFile)
  case pause
  case resume
  case setSpeed(Speed)
  case stepBack(Stage, because: String)
  case acknowledge(AlarmID)
  case snooze(AlarmID, seconds: Double)
  case unacknowledge(AlarmID)
  case unsnooze(AlarmID)
  /// Writes a note beside an alarm; a blank one takes it away.
  case noteAlarm(AlarmID, text: String)
  /// Reads `sextant.yaml` again.
  case reload
  /// Replaces `sextant.yaml` by a text that was validated and looked at. With the text that it was made of, it is refused
  /// where the file says something else by now.
  case applyScope(text: String, because: String?, base: String? = nil)
  /// Makes a new dataset version.
  case data(DataChange, because: String?)
  /// Answers a row of the label queue.
  case label(row: Int, LabelAnswer, because: String?)
  /// Ships a version with another decision threshold, as a version of its own; nil is the champion.
  case setThreshold(VersionID?, threshold: Double, because: String?)
  /// Takes in a model that another program trained.
  case importModel(Import)
  /// What is to become of the rollout under way.
  case rollout(RolloutOrder, because: String?)
  case setAutomation(AutomationLevel, because: String?)
  /// Answers a request of the review queue.
  case review(session: SessionID, id: Int, answer: String)
  /// Answers what a policy suggested.
  case answerSuggestion(Int, accept: Bool)
  case decide(Decision, because: String)
  /// Takes back the last command that can be taken back.
  case undo

  public struct Training: Sendable, Equatable, Codable {
    /// Nil: the project's first recipe, or the champion's when there is one.
    public var recipe: String?
    public var split: SplitDefinition.Method?
    /// Rows of the source, from inclusive to exclusive, to train within.
    public var rows: Range<Int>?
    public var seed: UInt64?
    /// Hyperparameters that override the recipe's.
    public var overrides: [String: Double] = [:]
    /// Recipe options that override the recipe's, as `Recipe.Options.set` reads them.
    public var options: [String: String] = [:]
    /// Which rows of the pool it learns from; nil is what the project file says.
    public var data: DataChoice?

    public init(
      recipe: String? = nil, split: SplitDefinition.Method? = nil, rows: Range<Int>? = nil, seed: UInt64? = nil,
      overrides: [String: Double] = [:], options: [String: String] = [:], data: DataChoice? = nil
    ) {
      self.data = data
      self.options = options
      self.recipe = recipe
      self.split = split
      self.rows = rows
      self.seed = seed
      self.overrides = overrides
    }
  }

  public struct Promotion: Sendable, Equatable, Codable {
    /// Nil: the challenger.
    public var version: VersionID?
    public var now: Bool = false
    public var because: String?
    /// The typed reason that a version with a failed gate needs.
    public var override: String?

    public init(version: VersionID? = nil, now: Bool = false, because: String? = nil, override: String? = nil) {
      self.version = version
      self.now = now
      self.because = because
      self.override = override
    }
  }

  /// Where and how the gateway listens.
  public struct Serving: Sendable, Equatable, Codable {
    /// 0 lets the system choose.
    public var port: Int = 8080
    /// An address of this machine; anything but loopback needs a token file.
    public var bind: String = "127.0.0.1"
    public var tokenFile: String?
    /// PEM files for TLS; both or none.
    public var certificate: String?
    public var key: String?

    public init(
      port: Int = 8080, bind: String = "127.0.0.1", tokenFile: String? = nil, certificate: String? = nil,
      key: String? = nil
    ) {
      self.port = port
      self.bind = bind
      self.tokenFile = tokenFile
      self.certificate = certificate
      self.key = key
    }
  }

  public struct Play: Sendable, Equatable, Codable {
    /// Nil: the `live` part of the project's data.
    public var file: String?
    public var speed: Speed = .max
    public var until: Limit?
    /// Goes on after the last logged prediction of the newest session.
    public var resumes: Bool = false

    public enum Limit: Sendable, Equatable, Codable {
      case row(Int)
      case time(Double)
    }

    public init(file: String? = nil, speed: Speed = .max, until: Limit? = nil, resumes: Bool = false) {
      self.file = file
      self.speed = speed
      self.until = until
      self.resumes = resumes
    }
  }
}

/// How fast event time passes while traffic is played.
public enum Speed: Sendable, Equatable, Codable {
  /// Rows per second of wall time.
  case rowsPerSecond(Double)
  case max

  /// The steps that `<` and `>` walk.
  public static let ladder: [Speed] =
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]
    .map { .rowsPerSecond($0) } + [.max]

  /// The next step of the ladder up or down.
  public func stepped(by step: Int) -> Speed {
    let ladder = Speed.ladder
    let here: Int =
      switch self {
      case .max: ladder.count - 1
      case .rowsPerSecond(let rate):
        ladder.firstIndex { if case .rowsPerSecond(let other) = $0 { other >= rate } else { true } } ?? 0
      }
    return ladder[Swift.max(0, Swift.min(ladder.count - 1, here + step))]
  }
}

import Encoding
import Lifecycle
import Monitoring
import Storage
import Synchronization

/// What a log brought, and what was odd about it, by kind. Nothing of it ends the watching.
struct WatchCounts: Sendable, Equatable {
  /// Lines that said something.
  var read = 0
  var rows = 0
  var joined = 0
  var duplicate = 0
  /// Outcomes of predictions that never came, as far as is known.
  var unknown = 0
  var late = 0
  /// Outcomes that came before their prediction and were joined when it came.
  var early = 0
  /// Outcomes that wait for theirs.
  var waiting = 0
  /// Outcomes that are none of the target's.
  var invalid = 0
  /// Oddities by kind: `malformed`, `too_long`, `empty`, `duplicate_ids`, `clock_backwards`, `bad_times`, `future_times`,
  /// `rotations`, `outcomes_without_id`, `bad_scores`.
  var odd: [String: Int] = [:]
  /// The first malformed line's reason.
  var example: String?

  mutating func note(_ kind: String, _ count: Int = 1) { odd[kind, default: 0] += count }

  /// Additive to the shape of `outcomes`.
  var json: JSON {
    [
      "read": JSON(read), "rows": JSON(rows), "joined": JSON(joined), "duplicate": JSON(duplicate),
      "unknown": JSON(unknown), "late": JSON(late), "early": JSON(early), "waiting": JSON(waiting),
      "invalid": JSON(invalid),
      "odd": .object(
        Self.kinds.map { JSON.Member($0, JSON(odd[$0] ?? 0)) }), "example": JSON(example),
    ]
  }

  static let kinds = [
    "malformed", "too_long", "empty", "duplicate_ids", "clock_backwards", "bad_times", "future_times", "bad_scores",
    "outcomes_without_id", "rotations",
  ]
}

/// What a watching is at, for whoever asks.
final class WatchStatus: Sendable {
  struct State: Sendable {
    var counts = WatchCounts()
    var source: SourceState?
    /// Rows that the reference still needs; 0 once there is one.
    var referenceMissing = 0
    var schema: [SchemaBreak] = []
    var newColumns: [String] = []
    /// What drift is measured against; nil until there are enough rows for one.
    var reference: ReferenceProfile?
  }

  private let state = Mutex(State())

  var current: State { state.withLock { $0 } }

  func update(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
}

/// A source of rows as it is now.
struct SourceState: Sendable, Equatable {
  var name: String
  /// Monotonic seconds at which its last row came.
  var lastAt: Double?
  var lastEvent: Int64?
  /// Seconds between two rows, as they usually come; nil before there are enough.
  var expectedGap: Double?
}

/// A column that is not as the reference has it.
struct SchemaBreak: Sendable, Equatable {
  var column: String
  /// `missing` or `kind`.
  var manner: String
  /// Of the window's rows.
  var share: Double
  var expected: String
  var window: Int
}

/// What the last watching left, in a file of the engine's folder: how its outcomes are written, and what was counted.
struct WatchRecord {
  var session: Int
  var log: String
  var task: LearningTask
  var classes: [String]
  var counts: JSON

  init(session: Int, log: String, task: LearningTask, classes: [String], counts: JSON) {
    self.session = session
    self.log = log
    self.task = task
    self.classes = classes
    self.counts = counts
  }

  /// Nil where there is none, or none that can be read.
  init?(path: String) {
    guard let bytes = try? FileBytes.read(path), let json = try? JSON(parsing: bytes),
      let session = json["session"]?.int, let log = json["log"]?.string,
      let task = json["task"]?.string.flatMap(LearningTask.init(rawValue:))
    else { return nil }
    self.init(
      session: session, log: log, task: task, classes: (json["classes"]?.array ?? []).compactMap(\.string),
      counts: json["counts"] ?? .null)
  }

  var json: JSON {
    [
      "session": JSON(session), "log": JSON(log), "task": JSON(task.rawValue), "classes": JSON(classes),
      "counts": counts,
    ]
  }

  func write(to path: String) throws { try FileBytes.write(Array(json.text().utf8), to: path) }
}

extension ProjectFolder {
  /// What the last watching of a log left.
  public var watchRecord: String { engineFolder + "/watch.json" }
}

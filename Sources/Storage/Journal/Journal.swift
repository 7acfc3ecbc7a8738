import Encoding
import Lifecycle

/// The journal: every event of a project, in order, in one SQLite file.
///
/// An append that has returned survives `kill -9`; with `durability: full` it survives a power loss too. Not
/// thread-safe by itself: one actor owns it.
public final class Journal {
  public let path: String
  let database: Database
  private let insertion: Statement
  private let selection: Statement

  /// An event before the journal has given it its place.
  public struct Draft: Sendable, Equatable {
    /// Wall time.
    public var time: Timestamp
    public var eventTime: Timestamp?
    public var who: String
    public var command: String?
    public var payload: Event.Payload

    public init(
      time: Timestamp, eventTime: Timestamp? = nil, who: String, command: String? = nil, payload: Event.Payload
    ) {
      self.time = time
      self.eventTime = eventTime
      self.who = who
      self.command = command
      self.payload = payload
    }
  }

  /// Opens the journal, or makes an empty one, and brings its schema up to date.
  ///
  /// - Throws: `newerSchema` for a file of a newer program, which is left as it is; `corrupt`, `busy`, `io`.
  public init(path: String, durability: Durability = .process) throws(StorageError) {
    self.path = path
    database = try Database(path: path, durability: durability)
    try database.migrate(Journal.migrations)
    insertion = try database.prepare(
      "INSERT INTO event (sequence, time, event_time, who, command, kind, payload) VALUES (?, ?, ?, ?, ?, ?, ?)")
    selection = try database.prepare(
      """
      SELECT sequence, time, event_time, who, command, kind, payload FROM event
      WHERE sequence > ? ORDER BY sequence LIMIT ?
      """)
  }

  /// Schema of this program: step i leads from version i to i + 1.
  static let migrations = [
    // AUTOINCREMENT: the sequence of a pruned event must never be given again.
    """
    CREATE TABLE event (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      time INTEGER NOT NULL,
      event_time INTEGER,
      who TEXT NOT NULL,
      command TEXT,
      kind TEXT NOT NULL,
      payload TEXT NOT NULL
    );
    CREATE INDEX event_of_kind ON event (kind, sequence);
    CREATE TABLE checkpoint (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      sequence INTEGER NOT NULL,
      state BLOB NOT NULL
    );
    """
  ]

  /// Writes events, all of them or none, and gives them the next sequences.
  public func append(_ drafts: [Draft]) throws(StorageError) -> [Event] {
    guard !drafts.isEmpty else { return [] }
    return try database.transaction { () throws(StorageError) in
      var sequence = try last
      var events: [Event] = []
      events.reserveCapacity(drafts.count)
      for draft in drafts {
        sequence += 1
        let event = Event(
          sequence: sequence, time: draft.time, eventTime: draft.eventTime, who: draft.who, command: draft.command,
          payload: draft.payload)
        try insert(event)
        events.append(event)
      }
      return events
    }
  }

  private func insert(_ event: Event) throws(StorageError) {
    insertion.bind(1, event.sequence)
    insertion.bind(2, event.time.microseconds)
    insertion.bind(3, event.eventTime?.microseconds)
    insertion.bind(4, event.who)
    insertion.bind(5, event.command)
    insertion.bind(6, event.kind.rawValue)
    insertion.bind(7, event.payload.json.text())
    try insertion.run()
  }

  /// Sequence of the last event ever appended, pruned or not; 0 before the first.
  public var last: Int {
    get throws(StorageError) {
      try database.integer("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event'")
    }
  }

  /// Events that are there; fewer than `last` once pruned.
  public var count: Int {
    get throws(StorageError) { try database.integer("SELECT count(*) FROM event") }
  }

  /// Events after a sequence, oldest first.
  ///
  /// - Throws: `newerEvent` for an event that only a newer program can read, `corrupt` for one that none can.
  public func events(since sequence: Int = 0, limit: Int = .max) throws(StorageError) -> [Event] {
    var events: [Event] = []
    try forEachEvent(since: sequence, limit: limit) { events.append($0) }
    return events
  }

  /// As `events(since:limit:)`, one at a time: folding a journal needs no list of it.
  public func forEachEvent(
    since sequence: Int = 0, limit: Int = .max, _ body: (Event) -> Void
  ) throws(StorageError) {
    selection.bind(1, sequence)
    selection.bind(2, limit)
    defer { selection.reset() }
    while try selection.step() { body(try event(in: selection)) }
  }

  func event(in row: Statement) throws(StorageError) -> Event { try StoredEvent(row).decoded(path: path) }

  /// Looks through the whole file for damage, which takes time in proportion to its size.
  public func verify() throws(StorageError) {
    let check = try database.prepare("PRAGMA quick_check(1)")
    guard try check.step() else { return }
    let verdict = check.text(0)
    check.reset()
    guard verdict == "ok" else { throw StorageError(code: .corrupt, path: path, detail: verdict) }
  }
}

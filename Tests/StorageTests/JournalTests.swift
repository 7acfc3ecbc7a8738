import CSQLite
import Encoding
import Glibc
import Lifecycle
import Storage
import Testing

@Suite("Journal")
struct JournalTests {
  /// Runs SQL on a file behind the journal's back.
  private func run(_ sql: String, on path: String) {
    var handle: OpaquePointer?
    #expect(sqlite3_open(path, &handle) == SQLITE_OK)
    #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
    sqlite3_close(handle)
  }

  @Test("appended events come back, numbered from 1, also after reopening", arguments: Durability.allCases)
  func appendAndReopen(durability: Durability) throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    var written: [Event] = []
    do {
      let journal = try Journal(path: path, durability: durability)
      #expect(try journal.last == 0)
      #expect(try journal.events().isEmpty)
      written += try journal.append([.sample(.opened("a \u{0} ü")), .sample(.window(0), at: 7.25)])
      written += try journal.append([])
      written += try journal.append([
        Journal.Draft(time: Timestamp(microseconds: -5), who: "", payload: .alarm(1, .firing))
      ])
    }
    #expect(written.map(\.sequence) == [1, 2, 3])
    let journal = try Journal(path: path)
    #expect(try journal.last == 3)
    #expect(try journal.events() == written)
    #expect(try journal.events(since: 1, limit: 1) == [written[1]])
    #expect(try journal.events(since: 3).isEmpty)
    #expect(try journal.append([.sample(.opened())]).map(\.sequence) == [4])
    try journal.verify()
  }

  @Test("the fold of what was read equals the fold of what was written")
  func fold() throws {
    let scratch = try Scratch()
    let journal = try Journal(path: scratch.file("journal.db"))
    let written = try journal.append((0..<50).map { .sample($0 % 3 == 0 ? .alarm($0, .firing) : .window($0)) })
    var state = LifecycleState()
    try journal.forEachEvent { state.apply($0) }
    #expect(state == LifecycleState(folding: written))
  }

  @Test("opening leaves out old windows and folds to the same state", arguments: [0, 1, 359, 360, 361, 900])
  func folded(count: Int) throws {
    let scratch = try Scratch()
    let journal = try Journal(path: scratch.file("journal.db"))
    var drafts: [Journal.Draft] = [.sample(.opened()), .sample(.session(1), at: 0)]
    for index in 0..<count {
      drafts.append(.sample(.window(index), at: Double(index)))
      // The window before this one settles; every tenth never does.
      if index % 10 > 0 { drafts.append(.sample(.settled(index - 1), at: Double(index))) }
      if index % 100 == 50 { drafts.append(.sample(.alarm(index, .firing), at: Double(index))) }
    }
    let written = try journal.append(drafts)
    #expect(try journal.folded() == LifecycleState(folding: written))
    let more = try journal.append([.sample(.session(2), at: 0), .sample(.window(0, session: 2), at: 1)])
    #expect(try journal.folded() == LifecycleState(folding: written + more))
  }

  @Test("two journals on one file take turns")
  func twoWriters() throws {
    let scratch = try Scratch()
    let a = try Journal(path: scratch.file("journal.db"))
    let b = try Journal(path: scratch.file("journal.db"))
    _ = try a.append([.sample(.opened("a"))])
    #expect(try b.append([.sample(.opened("b"))]).map(\.sequence) == [2])
    #expect(try a.append([.sample(.opened("c"))]).map(\.sequence) == [3])
    #expect(try b.events() == a.events())
  }

  @Test("pruning keeps the newest of each kind, all decisions, and the alarms that are open")
  func pruning() throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    let journal = try Journal(path: path)
    _ = try journal.append([.sample(.opened()), .sample(.alarm(1, .pending)), .sample(.alarm(1, .firing))])
    _ = try journal.append([.sample(.alarm(2, .firing)), .sample(.alarm(2, .resolved))])
    for index in 0..<30 { _ = try journal.append([.sample(.window(index)), .sample(.alarm(100 + index, .resolved))]) }
    let before = try journal.events()
    #expect(try journal.prune(keepingNewest: 10) == 20 + 23)
    let after = try journal.events()
    #expect(after.filter { $0.kind == .windowClosed } == before.filter { $0.kind == .windowClosed }.suffix(10))
    #expect(
      after.filter { $0.kind == .alarmChanged }
        == [before[2]] + before.filter { $0.kind == .alarmChanged }.suffix(10))
    #expect(after.first == before.first)
    #expect(LifecycleState(folding: after).openAlarms == LifecycleState(folding: before).openAlarms)
    #expect(try journal.prune(keepingNewest: 10) == 0)
    #expect(try journal.count == after.count)
    #expect(try Journal(path: path).events() == after)
  }

  @Test("a pruned sequence is never given again, even when all that is left is older")
  func sequencesAfterPruning() throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    do {
      let journal = try Journal(path: path)
      _ = try journal.append([.sample(.opened()), .sample(.window(0)), .sample(.window(1))])
      try journal.prune(kinds: [.windowClosed], keepingNewest: 0)
      #expect(try journal.events().map(\.sequence) == [1])
      #expect(try journal.last == 3)
    }
    let journal = try Journal(path: path)
    #expect(try journal.append([.sample(.opened())]).map(\.sequence) == [4])
  }

  @Test("with pruning, the file stays bounded")
  func bounded() throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    let journal = try Journal(path: path)
    var sizes: [Int] = []
    for round in 0..<12 {
      _ = try journal.append((0..<200).map { .sample(.window(round * 200 + $0)) })
      try journal.prune(keepingNewest: 200)
      sizes.append(Scratch.read(path).count + Scratch.read(path + "-wal").count)
    }
    #expect(sizes.suffix(10).allSatisfy { $0 <= sizes[1] * 3 / 2 }, "\(sizes)")
  }

  @Test("a newer schema is refused and left as it is")
  func newerSchema() throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    _ = try Journal(path: path).append([.sample(.opened())])
    run("PRAGMA user_version = 99", on: path)
    let error = try #require(throws: StorageError.self) { try Journal(path: path) }
    #expect(error.code == .newerSchema(found: 99, known: 1))
    #expect(error.description.contains("upgrade"))
    run("PRAGMA user_version = 1", on: path)
    #expect(try Journal(path: path).events().count == 1)
  }

  @Test("an event of a newer program is refused; a mangled one is damage")
  func strangeEvents() throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    let journal = try Journal(path: path)
    _ = try journal.append([.sample(.opened())])
    for (change, isNewer) in [
      ("kind = 'model_sang'", true), (#"kind = 'promoted', payload = '{"v":2}'"#, true),
      (#"kind = 'promoted', payload = '{"v":1}'"#, false), ("payload = '{'", false),
    ] {
      run("UPDATE event SET \(change)", on: path)
      let error = try #require(throws: StorageError.self) { try journal.events() }
      #expect(error.code == (isNewer ? .newerEvent : .corrupt), "\(change)")
      #expect(error.description.contains("event 1"))
    }
  }

  @Test("a file that is no database is damage, not an empty journal")
  func notADatabase() throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    let bytes = [UInt8](repeating: 0x5A, count: 8192)
    Scratch.write(bytes, to: path)
    let error = try #require(throws: StorageError.self) { try Journal(path: path) }
    #expect(error.code == .corrupt)
    #expect(error.path == path)
    #expect(error.sqliteCode == SQLITE_NOTADB)
    #expect(Scratch.read(path) == bytes)
  }

  @Test("overwritten pages are found by verify")
  func verify() throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    do {
      let journal = try Journal(path: path)
      _ = try journal.append((0..<500).map { .sample(.window($0)) })
    }
    var bytes = Scratch.read(path)
    #expect(bytes.count > 40_000)
    for index in 20_000..<24_000 { bytes[index] = 0xFF }
    Scratch.write(bytes, to: path)
    let error = try #require(throws: StorageError.self) {
      let journal = try Journal(path: path)
      try journal.verify()
    }
    #expect(error.code == .corrupt)
  }

  @Test("a folder that cannot be entered is an error with its path")
  func noFolder() throws {
    let scratch = try Scratch()
    let path = scratch.file("nowhere/journal.db")
    let error = try #require(throws: StorageError.self) { try Journal(path: path) }
    #expect(error.path == path)
  }

  @Test("a checkpoint comes back; deleting it changes nothing; one ahead of the journal is not believed")
  func checkpoints() throws {
    let scratch = try Scratch()
    let journal = try Journal(path: scratch.file("journal.db"))
    let events = try journal.append([.sample(.opened()), .sample(.window(0))])
    #expect(try journal.checkpoint() == nil)
    let checkpoint = Journal.Checkpoint(sequence: 2, state: [0, 255, 7])
    try journal.save(Journal.Checkpoint(sequence: 1, state: []))
    try journal.save(checkpoint)
    #expect(try journal.checkpoint() == checkpoint)
    try journal.deleteCheckpoint()
    #expect(try journal.checkpoint() == nil)
    #expect(try journal.events() == events)
    try journal.save(Journal.Checkpoint(sequence: 3, state: [1]))
    #expect(try journal.checkpoint() == nil)
  }

  @Test("what was appended by a process that was killed at once is there")
  func killed() async throws {
    let scratch = try Scratch()
    let path = scratch.file("journal.db")
    _ = try Journal(path: path)
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let journal = try Journal(path: path)
      _ = try journal.append([.sample(.opened("one"))])
      _ = try journal.append([.sample(.opened("two"))])
      raise(SIGKILL)
    }
    let journal = try Journal(path: path)
    #expect(try journal.events().map(\.payload) == [.opened("one"), .opened("two")])
  }
}

import Gateway
import Lifecycle
import Serving
import Storage
import Traffic

/// Where a file's outcomes are joined.
protocol OutcomeSink {
  /// Takes outcomes, each named in one or more ways of which the first that is known holds.
  mutating func join(_ entries: [OutcomeFileReading.Entry]) throws -> OutcomeReceipt
}

/// The session that a gateway serves.
struct DeskSink: OutcomeSink {
  let desk: LiveDesk
  private static let attemptCount = 600

  mutating func join(_ entries: [OutcomeFileReading.Entry]) throws -> OutcomeReceipt {
    var receipt = OutcomeReceipt()
    var waiting = entries
    // What is not known by its first name is tried by the next.
    for turn in 0..<2 {
      let named = waiting.filter { $0.keys.count > turn }
      guard !named.isEmpty else { break }
      if turn == 0, !named.contains(where: { $0.keys.count > 1 }) {
        return try report(named.map { ReportedOutcome(key: $0.keys[0], value: $0.value, knownAt: $0.knownAt) })
      }
      var unknown: [OutcomeFileReading.Entry] = []
      for entry in named {
        let one = try report([ReportedOutcome(key: entry.keys[turn], value: entry.value, knownAt: entry.knownAt)])
        if one.unknown > 0, entry.keys.count > turn + 1 {
          unknown.append(entry)
        } else {
          receipt.add(one)
        }
      }
      waiting = unknown
    }
    return receipt
  }

  private func report(_ outcomes: [ReportedOutcome]) throws -> OutcomeReceipt {
    for _ in 0..<Self.attemptCount {
      let box = Condition<Result<OutcomeReceipt, PredictionFailure>?>(nil)
      desk.submit(outcomes) { result in box.update { $0 = result } }
      guard let result = box.wait(until: { $0 }) else { break }
      switch result {
      case .success(let receipt): return receipt
      case .failure(.busy): _ = box.wait(seconds: 0.05) { _ in nil as Void? }
      case .failure(let failure):
        throw Refusal(kind: .no, message: "the gateway takes no outcomes: \(failure)", mend: "run the command again")
      }
    }
    throw Refusal(kind: .no, message: "the gateway is too busy to take outcomes", mend: "run the command again later")
  }
}

extension OutcomeReceipt {
  mutating func add(_ other: OutcomeReceipt) {
    joined += other.joined
    duplicate += other.duplicate
    unknown += other.unknown
    invalid += other.invalid
    late += other.late
  }
}

/// The log alone: no session is under way.
///
/// Bounded: which outcomes are known is a bit for each of the newest sixteen million of a session.
struct LogSink: OutcomeSink {
  let log: SharedLog
  /// The newest session, whose number stands for a prediction that names none.
  let present: SessionID?
  /// Windows of the newest session.
  let windows: [Window]
  /// The newest session may be gone on with, and then settles its windows.
  let goesOn: Bool
  let units: UnitIndex?
  let task: LearningTask
  let classes: [String]
  let now: Int64
  private var marks: [SessionID: OutcomeMarks] = [:]
  private var ids: [SessionID: ClosedRange<Int64>?] = [:]

  init(
    log: SharedLog, present: SessionID?, windows: [Window], goesOn: Bool, units: UnitIndex?, task: LearningTask,
    classes: [String], now: Int64
  ) {
    self.log = log
    self.present = present
    self.windows = windows
    self.goesOn = goesOn
    self.units = units
    self.task = task
    self.classes = classes
    self.now = now
  }

  mutating func join(_ entries: [OutcomeFileReading.Entry]) throws -> OutcomeReceipt {
    var receipt = OutcomeReceipt()
    var known: [SessionID: Outcomes] = [:]
    for entry in entries {
      let value = OutcomeWords.value(of: entry.value, task: task, classes: classes)
      guard !value.isNaN else {
        receipt.invalid += 1
        continue
      }
      guard let place = try entry.keys.lazy.compactMap({ try place(of: $0) }).first else {
        receipt.unknown += 1
        continue
      }
      guard try mark(place) else {
        receipt.duplicate += 1
        continue
      }
      known[place.session, default: Outcomes()].append(place.id, value, knownAt: entry.knownAt ?? now)
      receipt.joined += 1
      if isLate(place) { receipt.late += 1 }
    }
    for (session, outcomes) in known.sorted(by: { $0.key.number < $1.key.number }) {
      try log.append(LoggedOutcomes(session: session, outcomes: outcomes))
    }
    return receipt
  }

  private typealias Place = (session: SessionID, id: Int64)

  private mutating func place(of key: ReportedOutcome.Key) throws -> Place? {
    switch key {
    case .unit(let unit): return units?.find(unit).map { ($0.session, $0.id) }
    case .prediction(let session, let id):
      guard let session = session ?? present else { return nil }
      let range: ClosedRange<Int64>?
      if let cached = ids[session] {
        range = cached
      } else {
        range = try log.counts(of: session).ids
        if ids.count < 4096 { ids[session] = .some(range) }
      }
      return range?.contains(id) == true ? (session, id) : nil
    }
  }

  /// - Returns: false where the log has an outcome of it.
  private mutating func mark(_ place: Place) throws -> Bool {
    if marks[place.session] == nil {
      if marks.count >= 16 { marks.removeAll() }
      var found = OutcomeMarks()
      try log.reader.forEachOutcomeBlock(session: place.session) { block in
        for id in block.ids { _ = found.insert(id) }
      }
      marks[place.session] = found
    }
    return marks[place.session]?.insert(place.id) ?? false
  }

  private func isLate(_ place: Place) -> Bool {
    guard goesOn, place.session == present else { return true }
    if let first = windows.first, place.id < Int64(first.closed.firstID) { return true }
    return windows.contains { window in
      window.settled != nil && place.id >= Int64(window.closed.firstID)
        && place.id < Int64(window.closed.firstID + window.closed.rows)
    }
  }
}

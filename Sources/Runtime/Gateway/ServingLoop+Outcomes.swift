import Gateway
import Lifecycle
import Serving
import Storage
import Traffic

// What turned out to be true, as clients report it.

extension ServingLoop {
  /// Outcomes of one log block: what they are of, and which report each belongs to.
  private struct Known {
    var outcomes = Outcomes()
    var reports: [Int] = []
  }

  /// Joins all reports; one write of the log for each session that they are of, which is mostly this one.
  func join(_ reports: [DeskQueue.Reports]) {
    guard !reports.isEmpty else { return }
    figures.groups += 1
    var receipts = [OutcomeReceipt](repeating: OutcomeReceipt(), count: reports.count)
    var failures = [PredictionFailure?](repeating: nil, count: reports.count)
    var known: [SessionID: Known] = [:]
    let now = eventNow
    for (index, report) in reports.enumerated() {
      for outcome in report.outcomes { sort(outcome, index, now, &known, &receipts[index]) }
    }
    for (session, known) in known.sorted(by: { $0.key.number < $1.key.number }) {
      do {
        try join(known, of: session, &receipts)
      } catch {
        let failure = PredictionFailure.unavailable("\(Refusal.describing(error))")
        for report in known.reports { failures[report] = failure }
        if session == self.session { for id in known.outcomes.ids { marks.remove(id) } }
      }
    }
    for (index, report) in reports.enumerated() {
      report.completion(failures[index].map { .failure($0) } ?? .success(receipts[index]))
      guard failures[index] == nil else { continue }
      figures.outcomes += receipts[index].joined
      figures.duplicates += receipts[index].duplicate
      figures.unknown += receipts[index].unknown
      figures.late += receipts[index].late
    }
    attempt { try player.tick(now: eventNow) }
    handFacts()
    lookAtRollout()
  }

  private func sort(
    _ outcome: ReportedOutcome, _ report: Int, _ now: Int64, _ known: inout [SessionID: Known],
    _ receipt: inout OutcomeReceipt
  ) {
    let value = OutcomeWords.value(of: outcome.value, task: task, classes: classes)
    guard !value.isNaN else {
      receipt.invalid += 1
      return
    }
    guard let place = place(of: outcome.key) else {
      receipt.unknown += 1
      return
    }
    if place.session == session, !marks.insert(place.id) {
      receipt.duplicate += 1
      return
    }
    known[place.session, default: Known()].outcomes.append(place.id, value, knownAt: outcome.knownAt ?? now)
    known[place.session, default: Known()].reports.append(report)
  }

  /// The prediction that a report is of; nil where there is none.
  private func place(of key: ReportedOutcome.Key) -> (session: SessionID, id: Int64)? {
    switch key {
    case .unit(let unit): return units.find(unit).map { ($0.session, $0.id) }
    case .prediction(let session, let id):
      let session = session ?? self.session
      if session == self.session { return id >= 0 && id < nextID ? (session, id) : nil }
      guard let ids = try? log.counts(of: session).ids, ids.contains(id) else { return nil }
      return (session, id)
    }
  }

  private func join(_ known: Known, of session: SessionID, _ receipts: inout [OutcomeReceipt]) throws {
    guard session == self.session else {
      // Windows of earlier sessions are over.
      try log.append(LoggedOutcomes(session: session, outcomes: known.outcomes))
      for report in known.reports {
        receipts[report].joined += 1
        receipts[report].late += 1
      }
      return
    }
    for (report, result) in zip(known.reports, try player.join(known.outcomes)) {
      switch result {
      case .joined: receipts[report].joined += 1
      case .duplicate: receipts[report].duplicate += 1
      case .late:
        receipts[report].joined += 1
        receipts[report].late += 1
      }
    }
  }
}

extension Outcomes {
  mutating func append(_ id: Int64, _ value: Double, knownAt time: Int64) {
    ids.append(id)
    values.append(value)
    knownAt.append(time)
  }
}

/// Outcomes as clients write them.
enum OutcomeWords {
  /// The number of a class, or the value; NaN for what is neither.
  ///
  /// - Parameter classes: by their numbers; negative and positive for two, none for a regression.
  static func value(of text: String, task: LearningTask, classes: [String]) -> Double {
    if let number = classes.firstIndex(of: text) { return Double(number) }
    switch task {
    case .regression: return Double(text).flatMap { $0.isFinite ? $0 : nil } ?? .nan
    case .binary:
      switch text.lowercased() {
      case "1", "true", "yes", "y", "1.0": return 1
      case "0", "false", "no", "n", "0.0": return 0
      default: return number(text, classes)
      }
    case .multiclass: return number(text, classes)
    }
  }

  /// A class that is a number and written in another way, else the class of that number.
  private static func number(_ text: String, _ classes: [String]) -> Double {
    guard let value = Double(text) else { return .nan }
    if let number = classes.firstIndex(where: { Double($0) == value }) { return Double(number) }
    guard let number = Int(exactly: value), classes.indices.contains(number),
      !classes.contains(where: { Double($0) != nil })
    else { return .nan }
    return Double(number)
  }
}

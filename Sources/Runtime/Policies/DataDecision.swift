import Encoding
import Lifecycle

/// Which rows a retrain learns from, and why.
struct DataDecision: Equatable {
  /// Rows before this event time are left out.
  var since: Timestamp?
  /// The newest rows alone, where so many are asked for.
  var newest: Int?
  /// One sentence, for the journal and the screen.
  var reason: String

  /// Fewer rows since a change are no ground for a model of their own.
  static let rowCountMin = 2000
  /// Windows without a trace of a change that end the talk of it.
  private static let quietWindowCountMax = 6

  /// - Parameters:
  ///   - choice: nil is what the project file says for all trainings.
  ///   - limit: `data.retrain_newest`.
  init(_ choice: DataChoice?, _ state: LifecycleState, limit: Int?) throws {
    let all = limit.map { "the newest \(NumberText.grouped($0)) rows, as data.retrain_newest says" } ?? "all rows"
    switch choice {
    case nil: self.init(reason: all)
    case .all?: self.init(reason: "all was asked for: \(all)")
    case .newest(let count)?:
      self.init(newest: count, reason: "the newest \(NumberText.grouped(count)) rows were asked for")
    case .recent(let seconds)?:
      guard let now = state.eventTime else {
        throw Refusal(
          kind: .no, message: "no traffic was played yet, so that nothing is recent", mend: "leave out `recent`")
      }
      let since = now.advanced(bySeconds: -seconds)
      self.init(since: since, reason: "the rows of the last \(Period.text(seconds)) were asked for: since \(since)")
    case .sinceChange?:
      guard let change = SuspectedChange(state) else {
        throw Refusal(
          kind: .no, message: "no change of the outcomes is suspected, so that there are no rows since one",
          mend: "use auto, which then takes all rows")
      }
      self.init(since: change.at, reason: "\(change.text): the \(NumberText.grouped(change.rows)) labelled rows since")
    case .auto?: self = Self.deciding(state, all: all)
    }
  }

  private init(since: Timestamp? = nil, newest: Int? = nil, reason: String) {
    self.since = since
    self.newest = newest
    self.reason = reason
  }

  private static func deciding(_ state: LifecycleState, all: String) -> DataDecision {
    if let change = SuspectedChange(state) {
      guard change.rows >= rowCountMin else {
        return DataDecision(
          reason: "\(change.text), but only \(NumberText.grouped(change.rows)) of \(NumberText.grouped(rowCountMin)) "
            + "labelled rows have come since: \(all)")
      }
      return DataDecision(
        since: change.at,
        reason: "\(change.text): the \(NumberText.grouped(change.rows)) labelled rows since the change")
    }
    if let shift = state.openAlarms.first(where: { $0.kind == .covariateShift && $0.state == .firing }) {
      return DataDecision(reason: "inputs moved (\(shift.rule)) and what follows from them did not: \(all)")
    }
    return DataDecision(reason: "no change of the outcomes is suspected: \(all)")
  }

  /// A change of what follows from the inputs, as settled windows tell it.
  struct SuspectedChange {
    /// Event time of the first window that shows it.
    var at: Timestamp
    /// Identity of its first row within the session.
    var row: Int
    /// Labelled rows since.
    var rows: Int

    var text: String { "concept drift is suspected since row \(NumberText.grouped(row)) (\(at))" }

    /// Nil where no window that the champion has not learnt from shows one, or the newest have been quiet for long.
    init?(_ state: LifecycleState) {
      let learnt = state.champion.flatMap { champion in state.runs.last { $0.id == champion.run } }?.newestRelease
      let settled = state.windows.filter { window in
        window.settled != nil && learnt.map { window.closed.to > $0 } ?? true
      }
      let isOpen = state.openAlarms.contains { $0.kind == .conceptChange }
      var first: (index: Int, row: Int)?
      var quiet = 0
      for index in settled.indices.reversed() {
        let changes = settled[index].settled?.errorChanges?.filter { $0.cause == .conceptChange } ?? []
        if let row = changes.map(\.row).min() {
          first = (index, row)
          quiet = 0
        } else {
          quiet += 1
          // While its alarm stands the change is not over, however long ago its first window was.
          if first != nil || !isOpen, quiet >= DataDecision.quietWindowCountMax { break }
        }
      }
      guard let first else { return nil }
      // A row that was noticed late lies in the window that noticed it, or before.
      let start = settled.last { $0.closed.firstID <= first.row } ?? settled[first.index]
      at = min(start.closed.from, settled[first.index].closed.from)
      row = min(first.row, settled[first.index].closed.firstID)
      let begin = at
      rows = settled.filter { $0.closed.from >= begin }.reduce(0) { $0 + ($1.settled?.settled ?? 0) }
    }
  }
}

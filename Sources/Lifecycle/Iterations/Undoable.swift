import Encoding

/// What one command did that can be taken back.
public struct Undoable: Sendable, Equatable, Codable {
  /// Commands that are remembered; older ones stay as they are.
  public static let countMax = 50

  /// Sequence of the command's last event.
  public var sequence: Int
  /// Wall time, which the events of one command share.
  public var time: Timestamp
  /// The command's line.
  public var what: String
  /// What brings each thing back, the last done first.
  public var inverses: [Inverse]

  /// Brings back one thing.
  public enum Inverse: Sendable, Equatable, Codable {
    /// The champion before, and the previous one of that time.
    case champion(VersionID, previous: VersionID?)
    /// The dataset version before, by its hash.
    case dataset(String)
    /// The level before; nil is what the project file says.
    case automation(AutomationLevel?)
    case alarm(Alarm)
    /// The scope before, by its digest.
    case scope(String)
    case iteration(Int)
    case decision
    /// A label that was reviewed, and whether its row had been before.
    case label(Event.LabelReviewed, wasReviewed: Bool)
  }

  public init(sequence: Int, time: Timestamp, what: String, inverses: [Inverse]) {
    self.sequence = sequence
    self.time = time
    self.what = what
    self.inverses = inverses
  }
}

extension LifecycleState {
  /// Remembers how an event that a command led to is taken back; called before the event is folded in.
  mutating func remember(_ event: Event) {
    guard let command = event.command, !command.hasPrefix("sextant undo"), let inverse = inverse(of: event.payload)
    else { return }
    if let last = undoables.last, last.time == event.time, last.what == command {
      undoables[undoables.count - 1].inverses.insert(inverse, at: 0)
      undoables[undoables.count - 1].sequence = event.sequence
      return
    }
    undoables.append(Undoable(sequence: event.sequence, time: event.time, what: command, inverses: [inverse]))
    if undoables.count > Undoable.countMax { undoables.removeFirst() }
  }

  private func inverse(of payload: Event.Payload) -> Undoable.Inverse? {
    switch payload {
    case .promoted, .rolledBack: return aliases.champion.map { .champion($0, previous: aliases.previous) }
    case .datasetAdded: return dataset.map { .dataset($0.sha256) }
    case .automationChanged: return .automation(automation)
    case .alarmChanged(let alarm): return alarms.last { $0.id == alarm.id }.map { .alarm($0) }
    case .scopeChanged: return scopeDigest.map { .scope($0) }
    case .steppedBack(let step): return .iteration(step.iteration)
    case .decided: return .decision
    case .labelReviewed(let review): return .label(review, wasReviewed: labelReview.rows.contains(review.row))
    case .projectOpened, .runStarted, .runEnded, .runFinished, .versionBlessed, .sessionStarted, .sessionEnded,
      .servingStarted, .servingEnded,
      .windowClosed, .windowSettled, .rolloutStarted, .rolloutStepped, .rolloutEnded, .requestReviewed, .policyActed,
      .suggestionAnswered, .undone:
      return nil
    }
  }

  /// Takes back what lives in the state alone; aliases, data, levels and alarms come back by events of their own.
  mutating func takeBack(_ event: Int) {
    undone.insert(event)
    guard let index = undoables.lastIndex(where: { $0.sequence == event }) else { return }
    for inverse in undoables.remove(at: index).inverses {
      switch inverse {
      case .iteration(let number):
        if iterations.count > 1, iterations.last?.number == number { iterations.removeLast() }
      case .decision: if !decisions.isEmpty { decisions.removeLast() }
      case .label(let review, let wasReviewed): forget(review, wasReviewed)
      case .champion, .dataset, .automation, .alarm, .scope: continue
      }
    }
  }

  private mutating func forget(_ review: Event.LabelReviewed, _ wasReviewed: Bool) {
    switch review.action {
    case .labelled: labelReview.labelled = max(0, labelReview.labelled - 1)
    case .confirmed: labelReview.confirmed = max(0, labelReview.confirmed - 1)
    case .skipped: labelReview.skipped = max(0, labelReview.skipped - 1)
    }
    if !wasReviewed { labelReview.rows.remove(review.row) }
  }
}

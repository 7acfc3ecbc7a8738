import CellCanvas
import Encoding
import Lifecycle

/// A look at how things were just after an event. The present goes on behind it.
struct TimeMachine: Sendable, Equatable {
  /// The event that is looked at, or waited for.
  var sequence: Int
  /// The question under way.
  var pending: RequestID?
  /// The engine's newest picture, so that coming back takes no time.
  var present: Snapshot
  /// Answers that the state of that time bears by itself; the engine answers for the present alone.
  var pages: [Query: JSON] = [:]
}

extension CockpitModel {
  /// Whether the past is shown, or waited for.
  public var isInPast: Bool { timeMachine != nil }

  /// The newest picture of the engine, whatever is shown.
  var present: Snapshot? { timeMachine?.present ?? snapshot }

  /// Takes in a new picture of the engine; while the past is shown it waits.
  mutating func takePresent(_ next: Snapshot) -> [Effect] {
    guard timeMachine != nil else { return take(next) }
    reconnect()
    timeMachine?.present = next
    return []
  }

  /// Goes to the next mark of the timeline before or after what is shown; past the last one lies the present.
  mutating func travel(toMark direction: Int) -> [Effect] {
    guard let state = present?.state else { return [] }
    let here = timeMachine?.sequence ?? state.sequence
    let marks = state.marks.compactMap(\.sequence)
    if direction < 0 {
      guard let target = marks.filter({ $0 < here }).max() else { return toast(.note, "no mark is earlier than this") }
      return travel(to: target)
    }
    guard let target = marks.filter({ $0 > here && $0 < state.sequence }).min() else {
      returnToPresent()
      return []
    }
    return travel(to: target)
  }

  /// Goes so many events on or back.
  mutating func travel(by step: Int) -> [Effect] {
    guard let state = present?.state else { return [] }
    let target = (timeMachine?.sequence ?? state.sequence) + step
    guard target >= 1 else { return toast(.note, "this is the first event") }
    guard target < state.sequence else {
      returnToPresent()
      return []
    }
    return travel(to: target)
  }

  private mutating func travel(to sequence: Int) -> [Effect] {
    guard let present else { return [] }
    travelCount += 1
    let id = RequestID(travelCount)
    if timeMachine == nil { timeMachine = TimeMachine(sequence: sequence, present: present) }
    timeMachine?.sequence = sequence
    timeMachine?.pending = id
    return [.past(sequence: sequence, id)]
  }

  /// Shows the past that was asked for last; earlier answers are out of date.
  mutating func takePast(_ result: Result<Snapshot, Refusal>, of id: RequestID) -> [Effect] {
    guard timeMachine?.pending == id else { return [] }
    timeMachine?.pending = nil
    switch result {
    case .success(let past):
      snapshot = past
      digest = Digest(past)
      windowCursor = nil
      timeMachine?.pages = [
        .business: BusinessSummary(past.state, past.definition).page,
        .insights: ["insights": .array(Insight.all(past.state, past.definition).map(\.json))],
        .iterations: IterationMap(past.state, past.definition).json,
      ]
      return []
    case .failure(let refusal):
      if let shown = snapshot?.past { timeMachine?.sequence = shown } else { returnToPresent() }
      return toast(.failed, refusal.description)
    }
  }

  mutating func returnToPresent() {
    guard let present = timeMachine?.present else { return }
    timeMachine = nil
    snapshot = present
    digest = Digest(present)
    windowCursor = nil
  }

  /// The answer to a question: in the past the one that the state of then bears.
  func entry(of query: Query) -> PageBook.Entry? {
    guard let timeMachine, snapshot?.past != nil else { return pages[query] }
    if let page = timeMachine.pages[query] { return PageBook.Entry(page: page, asked: 0) }
    // What is known of the present is no answer about the past.
    return isAnswered(query) ? pages[query] : nil
  }

  /// Whether a question can be asked of the engine now: of the past it knows what the journal bears.
  func isAnswered(_ query: Query) -> Bool {
    guard timeMachine != nil else { return true }
    switch query {
    case .business, .insights, .iterations, .rollout, .rolloutLint, .rehearsal, .automation, .gateway, .upstream,
      .policies, .series, .reviewQueue, .whatIf, .window, .labelQueue, .status, .alarms, .kpis:
      return false
    case .journal, .runs, .registry, .outcome, .log, .scope, .scopeChange, .datasets, .datasetDifference, .dataFindings,
      .rows, .analysis, .comparison, .report, .contract:
      return true
    }
  }

  /// Why a key of the time machine does nothing now; nil when it does.
  func travelReason(later: Bool) -> String? {
    guard let state = present?.state else { return "the engine is still opening the project" }
    if later { return timeMachine == nil ? "this is the present" : nil }
    return state.sequence < 2 ? "nothing has happened yet" : nil
  }

  /// "run finished by ana", once the journal has told; nil before.
  var eventInPast: String? {
    guard let sequence = snapshot?.past,
      let event = pages[.journal(since: sequence - 1, limit: 1)]?.page?[0], let kind = event["event"]?.string
    else { return nil }
    let words = kind.map { $0.isUppercase ? " " + $0.lowercased() : $0 == "_" ? " " : String($0) }.joined()
    return words + (event["who"]?.string.map { " by \($0)" } ?? "")
  }
}

extension BusinessSummary {
  /// As the engine answers it, without the courses of the KPIs.
  fileprivate var page: JSON {
    var page = json(series: [])
    page.set("unit", JSON(unit))
    return page
  }
}

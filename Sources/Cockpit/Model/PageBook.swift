import Encoding
import Lifecycle

/// Answers of the engine to the questions of the panes, newest kept.
///
/// A question is asked again when what it depends on has changed and its last answer has arrived: a slow engine is
/// never asked faster than it answers.
struct PageBook: Sendable, Equatable {
  /// Answers that are kept; the ones asked for longest ago go first.
  static let entryCountMax = 24

  struct Entry: Sendable, Equatable {
    var page: JSON?
    /// Why there is no newer answer.
    var refusal: Refusal?
    /// What the state of the project was when it was asked.
    var freshness: String?
    /// The question under way.
    var pending: RequestID?
    var asked: Int
  }

  private(set) var entries: [Query: Entry] = [:]
  private var askedCount = 0

  subscript(query: Query) -> Entry? { entries[query] }

  /// The question to ask now; nil when its answer is fresh or under way.
  mutating func ask(_ query: Query, freshness: String) -> RequestID? {
    if let entry = entries[query], entry.pending != nil || entry.freshness == freshness { return nil }
    askedCount += 1
    // Apart from the numbers of the commands.
    let id = RequestID(-askedCount)
    var entry = entries[query] ?? Entry(asked: askedCount)
    entry.pending = id
    entry.freshness = freshness
    entry.asked = askedCount
    entries[query] = entry
    if entries.count > PageBook.entryCountMax, let oldest = entries.min(by: { $0.value.asked < $1.value.asked })?.key {
      entries[oldest] = nil
    }
    return id
  }

  /// Whether a question for rows of the data is under way.
  var isAskingForRows: Bool { entries.contains { $0.key.isForRows && $0.value.pending != nil } }

  /// Whether a window is being read back: walking them fast must not read them all at once.
  var isReadingWindow: Bool {
    entries.contains { query, entry in if case .window = query { entry.pending != nil } else { false } }
  }

  /// Whether any question is under way.
  var isAsking: Bool { entries.contains { $0.value.pending != nil } }

  /// Asks again, when next it is wanted, what got no answer.
  mutating func forgetRefusals() {
    for query in entries.keys where entries[query]?.refusal != nil { entries[query]?.freshness = nil }
  }

  mutating func take(_ result: Result<JSON, Refusal>, of query: Query, for id: RequestID) {
    guard entries[query]?.pending == id else { return }
    entries[query]?.pending = nil
    switch result {
    case .success(let page):
      entries[query]?.page = page
      entries[query]?.refusal = nil
    case .failure(let refusal): entries[query]?.refusal = refusal
    }
  }
}

extension CockpitModel {
  /// Asks what the visible panes need and do not have.
  mutating func askForPages() -> [Effect] {
    guard snapshot != nil, disconnection == nil else { return [] }
    var effects: [Effect] = []
    for (query, freshness) in wantedPages {
      if query.isForRows, pages.isAskingForRows { continue }
      if case .window = query, pages.isReadingWindow { continue }
      if let id = pages.ask(query, freshness: freshness) { effects.append(.query(query, id)) }
    }
    return effects
  }

  /// What a pane asks the engine, and what the answer depends on: it is asked anew when that changes.
  func query(of pane: Pane) -> (query: Query, freshness: String)? {
    guard let snapshot else { return nil }
    if case .part(let part) = pane { return query(of: part, snapshot) }
    if pane == .outlay { return (.business, "\(settledCount(snapshot))") }
    return nil
  }
}

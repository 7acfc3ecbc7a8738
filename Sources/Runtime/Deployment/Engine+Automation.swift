import Encoding
import Learning
import Lifecycle
import Serving
import Storage
import Tabular
import Traffic

// Who decides, and the requests that wait for a person.

extension Engine {
  var automationLevel: AutomationLevel { state.automation ?? definition.deployment.automation }

  /// Tells the traffic who decides from the next request on.
  func routeAutomation() {
    let (level, band) = (automationLevel, definition.deployment.reviewBand)
    routing.update { routes in
      routes.automation.level = level
      routes.automation.reviewBand = band
    }
  }

  func setAutomation(_ level: AutomationLevel, because: String?) throws -> Receipt {
    let previous = automationLevel
    guard level != previous else {
      throw Refusal(
        kind: .no, message: "automation is at \(level.rawValue) already",
        mend: "name another level: \(AutomationLevel.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let change = Event.AutomationChanged(level: level, previous: previous, because: because)
    let events = try record([.automationChanged(change)], command: .setAutomation(level, because: because))
    routeAutomation()
    // A choice among candidates cannot be taken back once the page is shown: such requests do not wait.
    let note =
      if level == .partial, case .world = definition.data.source {
        "; requests that choose among candidates, as the world's do, cannot wait: the model decides them"
      } else {
        ""
      }
    return Receipt(
      event: events.last?.sequence, message: "automation goes from \(previous.rawValue) to \(level.rawValue)\(note)")
  }

  // MARK: Reviews

  /// Puts back what waited when the last engine stopped: logged without a decision, and not decided since.
  func restoreReviews() throws {
    guard !hasRestoredReviews else { return }
    hasRestoredReviews = true
    guard let session = state.session?.id, state.automationWasEverPartial(definition) else { return }
    let decided = Set(state.reviewed.filter { $0.session == session }.map { Int64($0.id) })
    var items: [ReviewQueue.Item] = []
    let band = definition.deployment.reviewBand
    try log.reader.forEachPredictionBlock(session: session, features: []) { block in
      let threshold = state.version(block.version)?.threshold ?? 0.5
      for row in 0..<block.count
      where block.decisions[row].isNaN && band.contains(block.scores[row]) && !decided.contains(block.id(at: row)) {
        items.append(
          ReviewQueue.Item(
            session: session, id: block.id(at: row), eventTime: block.eventTimes[row], score: block.scores[row],
            proposal: block.scores[row] >= threshold ? 1 : 0))
      }
      if items.count > 2 * ReviewQueue.capacity { items.removeFirst(items.count - ReviewQueue.capacity) }
    }
    reviews.restore(items)
  }

  func review(_ session: SessionID, _ id: Int, _ answer: String) throws -> Receipt {
    try restoreReviews()
    guard let item = reviews.item(session, Int64(id)) else {
      throw Refusal(
        kind: .no, message: "request \(session):\(id) does not wait for a person",
        mend: "`sextant review` lists those that do")
    }
    let decision = try decision(answer)
    let reviewed = Event.RequestReviewed(session: session, id: id, answer: answer)
    let events = try record([.requestReviewed(reviewed)], command: .review(session: session, id: id, answer: answer))
    reviews.answer(ReviewQueue.Answer(session: session, id: Int64(id), decision: decision, proposal: item.proposal))
    try logReview(item, decision)
    let waiting = reviews.waiting.count
    return Receipt(
      event: events.last?.sequence, message: "request \(session):\(id) is answered \(answer); \(waiting) wait")
  }

  /// A person's answer stands for the outcome until the truth is known: the last outcome of an identity holds.
  private func logReview(_ item: ReviewQueue.Item, _ decision: Double) throws {
    var isKnown = false
    try log.reader.forEachOutcomeBlock(session: item.session) { block in
      if !isKnown { isKnown = block.ids.contains(item.id) }
    }
    guard !isKnown else { return }
    let knownAt = max(item.eventTime, state.eventTime?.microseconds ?? item.eventTime)
    try log.append(
      LoggedOutcomes(session: item.session, outcomes: Outcomes(ids: [item.id], values: [decision], knownAt: [knownAt])))
  }

  /// What an answer means: a class in the words of the target, 1 or 0, yes or no; a number for a regression.
  private func decision(_ answer: String) throws -> Double {
    guard let champion = state.champion else {
      throw Refusal(kind: .no, message: "there is no champion", mend: "promote a version first")
    }
    let target = try ModelLoading.model(champion, from: artifacts).target
    let names = target.classNames
    let value = OutcomeWords.value(of: answer, task: Lifecycle.LearningTask(target.task), classes: names)
    guard value.isNaN else { return value }
    guard names.isEmpty else {
      throw Refusal(
        kind: .wrongUse, message: "`\(answer)` is not an answer", mend: "use one of: \(names.joined(separator: ", "))")
    }
    throw Refusal(kind: .wrongUse, message: "`\(answer)` is not a number", mend: "answer with a number")
  }

  static let reviewPageMax = 1000

  func reviewQueuePage(_ offset: Int, _ limit: Int) throws -> JSON {
    try restoreReviews()
    let waiting = reviews.waiting
    let shown = waiting.dropFirst(max(0, offset)).prefix(max(0, min(limit, Self.reviewPageMax)))
    let values = try loggedValues(shown.map { ($0.session, $0.id) })
    return [
      "level": JSON(automationLevel.rawValue), "waiting": JSON(waiting.count), "decided": JSON(state.reviewedCount),
      "overflow": JSON(reviews.overflowCount),
      "rows": .array(
        shown.map { item in
          [
            "session": JSON(item.session.number), "id": .integer(item.id),
            "event_time": JSON(Timestamp(microseconds: item.eventTime)), "score": JSON(item.score),
            "prediction": JSON(item.proposal), "values": values[item.id] ?? .object([]),
          ]
        }),
    ]
  }

  /// The raw columns of requests of one session, from the log.
  private func loggedValues(_ requests: [(session: SessionID, id: Int64)]) throws -> [Int64: JSON] {
    guard let session = requests.first?.session else { return [:] }
    let wanted = Set(requests.map(\.id))
    var values: [Int64: JSON] = [:]
    try log.reader.forEachPredictionBlock(session: session) { block in
      guard values.count < wanted.count else { return }
      for row in 0..<block.count where wanted.contains(block.id(at: row)) {
        values[block.id(at: row)] = .object(
          block.features.columns.map { JSON.Member($0.name, Self.cell($0.values, row)) })
      }
    }
    return values
  }
}

extension LifecycleState {
  /// Whether requests may ever have gone to the queue.
  func automationWasEverPartial(_ definition: ProjectDefinition) -> Bool {
    automation == .partial || definition.deployment.automation == .partial || reviewedCount > 0
  }
}

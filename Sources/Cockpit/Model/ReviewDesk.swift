import CellCanvas
import Encoding
import Lifecycle

/// The review queue as it is worked: answers count at once, before the engine has confirmed them.
struct ReviewDesk: Sendable, Equatable {
  static let query = Query.reviewQueue(offset: 0, limit: 200)

  /// Requests answered from here and not yet known to be refused, the newest last.
  private(set) var given: [(request: RequestID, name: String)] = []

  /// Answers that are remembered here; the engine remembers all.
  static let givenMax = 1000

  mutating func give(_ name: String, request: RequestID) {
    given.append((request, name))
    if given.count > ReviewDesk.givenMax { given.removeFirst(given.count - ReviewDesk.givenMax) }
  }

  /// A refused answer puts its request back.
  mutating func takeBack(_ request: RequestID) { given.removeAll { $0.request == request } }

  static func == (one: ReviewDesk, other: ReviewDesk) -> Bool {
    one.given.map(\.name) == other.given.map(\.name) && one.given.map(\.request) == other.given.map(\.request)
  }
}

/// A request that waits for a person.
struct ReviewRequest: Sendable, Equatable {
  let json: JSON

  init(_ json: JSON) { self.json = json }

  var session: SessionID { SessionID(json["session"]?.int ?? 0) }
  var id: Int { json["id"]?.int ?? -1 }
  /// As the command line names it: `4:1207`.
  var name: String { "\(session):\(id)" }
  var time: Timestamp? { json["event_time"]?.string.flatMap { Timestamp(parsing: $0) } }
  var score: Double? { json["score"]?.double }
  /// What the model would answer.
  var proposal: JSON { json["prediction"] ?? .null }
  var values: [JSON.Member] { json["values"]?.members ?? [] }
}

extension CockpitModel {
  /// Requests that wait, the oldest first.
  var openRequests: [ReviewRequest] {
    let done = Set(desk.reviews.given.map(\.name))
    return (page(of: .waiting)?["rows"]?.array ?? []).map { ReviewRequest($0) }.filter { !done.contains($0.name) }
  }

  var selectedRequest: ReviewRequest? {
    guard case .named(let name) = selectedItem(of: .part(.waiting)) else { return nil }
    return openRequests.first { $0.name == name }
  }

  /// The classes a request may be answered with, the positive one first; none for a number.
  var requestAnswers: [String] {
    guard let snapshot, snapshot.task != .regression else { return [] }
    let data = snapshot.definition.data
    let known = snapshot.data?.columns.first { $0.name == data.target }?.top.map(\.value) ?? []
    guard known.count >= 2 else { return ["yes", "no"] }
    guard let positive = data.positive else { return known }
    return [positive] + known.filter { $0 != positive }
  }

  /// The answer that the model proposes, in the words of the target.
  func proposal(of request: ReviewRequest) -> String {
    let answers = requestAnswers
    if snapshot?.task == .binary, answers.count >= 2, let number = request.proposal.double {
      return number >= 0.5 ? answers[0] : answers[1]
    }
    return CellText.plain(request.proposal)
  }

  mutating func focusRequest() {
    focuses[screen] = .part(.request)
    // Where the card has no room beside the queue, it takes the screen.
    if layout.content(of: .part(.request)) == nil { isZoomed = true }
  }

  /// Answers the chosen request and goes on to the next.
  mutating func answerRequest(_ answer: String, by deed: Action.Deed = .answerRequest) -> [Effect] {
    guard let request = selectedRequest, let place = selectedIndex(of: .part(.waiting)) else { return [] }
    let effects = send(
      .review(session: request.session, id: request.id, answer: answer), by: .act(deed))
    for case .send(_, let id) in effects { desk.reviews.give(request.name, request: id) }
    select(place, in: .part(.waiting))
    return effects
  }

  mutating func confirmRequest() -> [Effect] {
    guard let request = selectedRequest else { return [] }
    return answerRequest(proposal(of: request), by: .confirmRequest)
  }

  /// The first letter of one class alone answers with that class; a digit begins a number where numbers are asked for.
  /// Nil for other keys.
  mutating func chooseAnswer(_ key: KeyPress) -> [Effect]? {
    guard let request = selectedRequest, disabledReason(.act(.answerRequest)) == nil,
      case .character(let character) = key.key, key.modifiers.isEmpty
    else { return nil }
    let answers = requestAnswers
    if answers.isEmpty {
      guard ("0"..."9").contains(character) || character == "-" else { return nil }
      layer = .prompt(Prompt(.requestAnswer(request.session, request.id), field: TextField(String(character))))
      return []
    }
    let named = answers.filter { $0.lowercased().first == character }
    guard keymap.meaning(of: [key], in: .reviewing) == nil, named.count == 1 else { return nil }
    return answerRequest(named[0])
  }

  /// Answers with the class of a number, the first 1.
  mutating func answerRequest(numbered number: Int) -> [Effect] {
    let answers = requestAnswers
    guard number <= answers.count else { return toast(.note, "there are \(answers.count) classes") }
    return answerRequest(answers[number - 1])
  }
}

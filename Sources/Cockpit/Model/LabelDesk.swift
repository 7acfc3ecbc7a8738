import CellCanvas
import Encoding
import Lifecycle

/// The label queue as it is worked: answers count at once, before the engine has confirmed them.
struct LabelDesk: Sendable, Equatable {
  static let query = Query.labelQueue(offset: 0, limit: 200)

  /// Answers given from here, in order; refused ones and those taken back are out again.
  private(set) var given: [Given] = []
  /// The reason that goes with every answer until another is typed.
  var reason = ""

  struct Given: Sendable, Equatable {
    var row: Int
    var answer: Command.LabelAnswer
    var request: RequestID
  }

  /// Answers that are remembered here; the engine remembers all.
  static let givenMax = 1000

  mutating func give(_ answer: Command.LabelAnswer, row: Int, request: RequestID) {
    given.append(Given(row: row, answer: answer, request: request))
    if given.count > LabelDesk.givenMax { given.removeFirst(given.count - LabelDesk.givenMax) }
  }

  mutating func takeBackLast() -> Given? { given.popLast() }

  mutating func takeBack(_ request: RequestID) -> Given? {
    guard let place = given.lastIndex(where: { $0.request == request }) else { return nil }
    return given.remove(at: place)
  }
}

/// A row of the label queue.
struct LabelRow: Sendable, Equatable {
  let json: JSON

  init(_ json: JSON) { self.json = json }

  var row: Int { json["row"]?.int ?? -1 }
  var label: String { CellText.plain(json["label"] ?? .null) }
  var guess: String { CellText.plain(json["guess"] ?? .null) }
  /// How doubtful the label is, 0…1.
  var score: Double? { json["score"]?.double }
  var values: [JSON.Member] { json["values"]?.members ?? [] }

  /// The likeliest first.
  var probabilities: [(name: String, share: Double)] {
    (json["probabilities"]?.members ?? []).compactMap { member in
      member.value.double.map { (name: member.name, share: $0) }
    }
    .sorted { $0.share > $1.share }
  }

  func probability(of name: String) -> Double? { json["probabilities"]?[name]?.double }

  /// Why it is in the queue.
  var suspicion: String {
    if let reason = json["reason"]?.string { return reason }
    if label.isEmpty { return "it has no label, and the model is unsure" }
    if guess != label, !guess.isEmpty {
      let share = probability(of: guess).map { " with \(CellText.percent($0))" } ?? ""
      let own = probability(of: label).map { "; it gives \(label) \(CellText.percent($0))" } ?? ""
      return "models that never saw this row say \(guess)\(share)\(own)"
    }
    return "the models agree with the label, but hardly"
  }
}

extension CockpitModel {
  private var labelPage: JSON? { page(of: .labelQueue) }

  /// Rows that wait for an answer, the most doubtful first.
  var openLabels: [LabelRow] {
    let done = Set(desk.labels.given.map(\.row))
    return (labelPage?["rows"]?.array ?? []).map { LabelRow($0) }.filter { !done.contains($0.row) }
  }

  var labelClasses: [String] {
    (labelPage?["classes"]?.array ?? []).map { CellText.plain($0) }
  }

  var selectedLabel: LabelRow? {
    guard case .tableRow(let row) = selectedItem(of: .part(.labelQueue)) else { return nil }
    return openLabels.first { $0.row == row }
  }

  /// While the engine works on the queue, every picture of its progress asks anew.
  func labelFreshness(_ snapshot: Snapshot) -> String {
    let isWorking = pages[LabelDesk.query]?.page?["state"]?.string == "working"
    return "\(datasetHash(snapshot)) \(snapshot.state.champion?.id.number ?? 0) "
      + "\(snapshot.state.labelReview.rows.count) \(isWorking ? "\(snapshot.revision)" : "")"
  }

  mutating func focusLabel() {
    focuses[screen] = .part(.label)
    // Where the card has no room beside the queue, it takes the screen.
    if layout.content(of: .part(.label)) == nil { isZoomed = true }
  }

  // MARK: Answering

  /// Answers the chosen row and goes on to the next.
  mutating func answerLabel(_ answer: Command.LabelAnswer) -> [Effect] {
    guard let row = selectedLabel, let place = selectedIndex(of: .part(.labelQueue)) else { return [] }
    let action: Action.Deed =
      switch answer {
      case .confirm: .confirmLabel
      case .skip: .skipLabel
      case .label: .chooseLabel
      }
    let reason = desk.labels.reason.isEmpty ? nil : desk.labels.reason
    let effects = send(.label(row: row.row, answer, because: reason), by: .act(action))
    for case .send(_, let id) in effects { desk.labels.give(answer, row: row.row, request: id) }
    select(place, in: .part(.labelQueue))
    return effects
  }

  mutating func flipLabel() -> [Effect] {
    guard let row = selectedLabel, let other = labelClasses.first(where: { $0 != row.label }) else { return [] }
    return answerLabel(.label(other))
  }

  /// The first letter of one class alone answers with that class; nil for other keys.
  mutating func chooseLabel(_ key: KeyPress) -> [Effect]? {
    guard let row = selectedLabel, case .character(let character) = key.key, key.modifiers.isEmpty else { return nil }
    let named = labelClasses.filter { $0.lowercased().first == character }
    guard keymap.meaning(of: [key], in: .labelling) == nil, named.count == 1 else { return nil }
    return answerLabel(named[0] == row.label ? .confirm : .label(named[0]))
  }

  /// Answers with the class of a number, the first 1.
  mutating func chooseLabel(numbered number: Int) -> [Effect] {
    guard let row = selectedLabel else { return [] }
    let classes = labelClasses
    guard number <= classes.count else { return toast(.note, "there are \(classes.count) classes") }
    let chosen = classes[number - 1]
    return answerLabel(chosen == row.label ? .confirm : .label(chosen))
  }

  /// Brings the last answered row back and has the engine take its answer back.
  mutating func undoLabel() -> [Effect] {
    guard let last = desk.labels.takeBackLast() else {
      return toast(.note, "nothing was answered here since the cockpit was opened")
    }
    selections[.part(.labelQueue)] = .tableRow(last.row)
    return send(.undo, by: .act(.undo))
  }

  /// A refused answer puts its row back.
  mutating func takeBackLabel(_ request: RequestID) {
    _ = desk.labels.takeBack(request)
  }
}

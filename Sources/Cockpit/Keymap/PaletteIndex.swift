/// Everything the palette can find, prepared when it opens: a key that is pressed compares letters and nothing else.
struct PaletteIndex: Sendable, Equatable {
  private(set) var targets: [PaletteEntry.Target] = []
  private(set) var titles: [String] = []
  /// Places are offered once something is typed.
  private(set) var actionCount = 0
  private var letters: ContiguousArray<UInt32> = []
  private var spans: [Span] = []
  /// What cannot be done now comes after what can.
  private var isBarred: [Bool] = []

  private struct Span: Sendable, Equatable {
    var title: Range<Int>
    /// The id and the command line, which find it too.
    var elsewhere: Range<Int>
    var mask: UInt64
  }

  struct Match: Sendable, Equatable {
    /// Into the targets.
    var index: Int
    var score: Int
  }

  /// Letters of a title that are looked at.
  private static let titleLengthMax = 160

  init() {}

  init(_ model: CockpitModel) {
    for binding in model.keymap.bindings where binding.isOffered {
      add(
        .action(binding.action), binding.title, elsewhere: "\(binding.action.id) \(binding.twin.text)",
        isBarred: model.barrier(of: .action(binding.action)) != nil)
    }
    actionCount = targets.count
    for name in model.themes.names { add(.theme(name), "Theme \(name)", elsewhere: "sextant --theme \(name)") }
    for (jump, title) in Jump.all(model) { add(.jump(jump), title) }
  }

  private mutating func add(
    _ target: PaletteEntry.Target, _ title: String, elsewhere: String = "", isBarred: Bool = false
  ) {
    targets.append(target)
    titles.append(title)
    self.isBarred.append(isBarred)
    let start = letters.count
    letters.append(contentsOf: FuzzyPattern.small(title.prefix(Self.titleLengthMax)))
    let middle = letters.count
    letters.append(contentsOf: FuzzyPattern.small(elsewhere))
    spans.append(
      Span(
        title: start..<middle, elsewhere: middle..<letters.count, mask: FuzzyPattern.mask(letters[start...])))
  }

  /// What has every letter of a pattern, in order of the targets.
  ///
  /// - Parameter candidates: where to look; nil for everywhere. What fits a pattern fits its beginning too.
  func candidates(_ pattern: FuzzyPattern, among candidates: [Match]?) -> [Match] {
    var found: [Match] = []
    func look(at index: Int) {
      let span = spans[index]
      guard span.mask & pattern.mask == pattern.mask else { return }
      let title = pattern.score(letters, span.title)
      // The title is what people read.
      let other = span.elsewhere.isEmpty ? nil : pattern.score(letters, span.elsewhere).map { $0 / 2 }
      guard let score = [title, other].compactMap({ $0 }).max() else { return }
      found.append(Match(index: index, score: score))
    }
    if let candidates { for match in candidates { look(at: match.index) } } else { targets.indices.forEach(look) }
    return found
  }

  /// The best first; what cannot be done now counts for less, and what was chosen lately comes before its equals.
  ///
  /// - Parameter lately: how long ago targets were chosen, the last one 0.
  func ranked(_ candidates: [Match], lately: [PaletteEntry.Target: Int]) -> [Match] {
    // Letters strewn over a text match almost anything: only what comes near the best match is worth a line.
    let best = candidates.map(\.score).max() ?? 0
    let chosen = lately.isEmpty ? [] : candidates.filter { lately[targets[$0.index]] != nil }
    let times = Dictionary(
      chosen.compactMap { match in lately[targets[match.index]].map { (match.index, $0) } }, uniquingKeysWith: min)
    return candidates.filter { $0.score * 5 >= best * 2 }.sorted { one, other in
      let scores = (weight(one), weight(other))
      if scores.0 != scores.1 { return scores.0 > scores.1 }
      if isBarred[one.index] != isBarred[other.index] { return isBarred[other.index] }
      let ages = (times[one.index] ?? .max, times[other.index] ?? .max)
      return ages.0 != ages.1 ? ages.0 < ages.1 : one.index < other.index
    }
  }

  private func weight(_ match: Match) -> Int { isBarred[match.index] ? match.score * 9 / 10 : match.score }

  /// What is offered before anything is typed: what was chosen lately, then every action.
  func unasked(lately: [PaletteEntry.Target: Int]) -> [Match] {
    let places = lately.isEmpty ? [] : targets.indices.dropFirst(actionCount).filter { lately[targets[$0]] != nil }
    return ranked(
      (0..<actionCount).map { Match(index: $0, score: 0) } + places.map { Match(index: $0, score: 0) }, lately: lately)
  }
}

extension Binding {
  /// Whether the palette lists it: what answers or edits belongs to what lies over the screen.
  fileprivate var isOffered: Bool {
    switch action {
    case .show, .move, .act, .tool: true
    case .answer, .type: false
    }
  }
}

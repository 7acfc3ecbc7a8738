import Statistics

/// The events of one cycle of the script, each at its place.
struct Act: Sendable {
  private let number: Int
  /// When the audience and the tastes change; `Int.max` when they do not.
  private let shift: Int
  private let concept: Int
  private let shiftsPerCycle: Int
  private let conceptsPerCycle: Int
  /// Requests whose features arrive broken, and how.
  let breakage: Range<Int>
  let fault: Fault
  /// Requests during which one annotator strikes clicks.
  let mislabelling: Range<Int>
  let culprit: Int
  /// In the order in which they happen.
  let events: [Script.Event]

  /// Requests before the first event: three days to know what calm looks like.
  private static let lead = 9000
  /// Requests in which all events happen.
  private static let length = 60_000
  /// Calm between the end of one event's stretch and the next event: a day.
  private static let gap = 2880
  /// Keeps the events apart from everything else that is drawn from the seed. Chosen so that the demo's own seed tells
  /// its story in a good order: another audience, other tastes, a break, a careless annotator.
  private static let salt: UInt64 = 0x5363_7269_7105

  /// Nothing happens, and nothing has happened yet.
  static let calm = Act()

  private init() {
    number = 0
    (shift, concept) = (.max, .max)
    (shiftsPerCycle, conceptsPerCycle) = (0, 0)
    (breakage, mislabelling) = (0..<0, 0..<0)
    fault = Fault(column: .age, manner: .missing)
    culprit = 0
    events = []
  }

  init(number: Int, script: Script) {
    var generator = SeededGenerator(seed: script.seed ^ Act.salt, stream: UInt64(number))
    let stretches = Act.stretches(startingAt: number * Script.cycleLength, &generator)
    let fault = Fault(&generator)
    let culprit = generator.integer(below: Market.annotators.count)
    self.number = number
    self.fault = fault
    self.culprit = culprit
    /// Drawn all the same when it may not happen: the others stay where they are.
    func stretch(_ kind: Script.Event.Kind) -> Range<Int>? { script.kinds.contains(kind) ? stretches[kind] : nil }
    shift = stretch(.covariateShift)?.lowerBound ?? .max
    concept = stretch(.conceptChange)?.lowerBound ?? .max
    shiftsPerCycle = script.kinds.contains(.covariateShift) ? 1 : 0
    conceptsPerCycle = script.kinds.contains(.conceptChange) ? 1 : 0
    breakage = stretch(.upstreamBreak) ?? 0..<0
    mislabelling = stretch(.mislabelling) ?? 0..<0
    events = Script.Event.Kind.allCases.compactMap { kind in
      stretch(kind).map { Act.event(kind, $0, fault: fault, culprit: culprit) }
    }.sorted { $0.request < $1.request }
  }

  /// A stretch for each kind: order, lengths and distances are drawn, and all of them fit.
  private static func stretches(
    startingAt first: Int, _ generator: inout SeededGenerator
  ) -> [Script.Event.Kind: Range<Int>] {
    let kinds = generator.permutation(of: Script.Event.Kind.allCases.count).map { Script.Event.Kind.allCases[$0] }
    let lengths = kinds.map { length(of: $0, &generator) }
    let slack = length - lead - lengths.reduce(0, +) - (kinds.count - 1) * gap
    // Sorted draws share the slack out: before the first, between each two, and behind the last.
    let shares = kinds.map { _ in generator.integer(below: slack + 1) }.sorted()
    var stretches: [Script.Event.Kind: Range<Int>] = [:]
    var position = first + lead
    for (index, kind) in kinds.enumerated() {
      let start = position + shares[index]
      stretches[kind] = start..<start + lengths[index]
      position += lengths[index] + gap
    }
    return stretches
  }

  /// How long an event holds, or for one that stays, how long nothing else happens after it: time to notice.
  private static func length(of kind: Script.Event.Kind, _ generator: inout SeededGenerator) -> Int {
    switch kind {
    case .upstreamBreak: 6000 + generator.integer(below: 4001)
    case .covariateShift: 7000
    case .conceptChange: 9000
    case .mislabelling: 9000 + generator.integer(below: 2001)
    }
  }

  private static func event(
    _ kind: Script.Event.Kind, _ stretch: Range<Int>, fault: Fault, culprit: Int
  ) -> Script.Event {
    switch kind {
    case .upstreamBreak:
      Script.Event(
        kind: kind, request: stretch.lowerBound, until: stretch.upperBound, column: fault.column.rawValue,
        detail: fault.description)
    case .covariateShift:
      Script.Event(kind: kind, request: stretch.lowerBound, column: "device", detail: "another audience arrives")
    case .conceptChange:
      Script.Event(kind: kind, request: stretch.lowerBound, detail: "tastes change")
    case .mislabelling:
      Script.Event(
        kind: kind, request: stretch.lowerBound, until: stretch.upperBound, column: "annotator",
        detail: "\(Market.annotators[culprit]) records most clicks as none")
    }
  }

  // MARK: What holds at a request

  /// Which of two mixes of people comes.
  func audience(at request: Int) -> Int { (number + (request >= shift ? 1 : 0)) * shiftsPerCycle % 2 }

  func regime(at request: Int) -> Regime { .numbered((number + (request >= concept ? 1 : 0)) * conceptsPerCycle) }
}

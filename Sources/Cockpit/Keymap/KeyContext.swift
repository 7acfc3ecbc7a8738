import Lifecycle

/// Where a key is pressed: one of the screens, or something that lies over it.
public enum KeyContext: Sendable, Hashable, CaseIterable {
  case overview, scoping, data, development, deployment, monitoring, business
  // The further views of the stages.
  case contract, iterations, findings, rows, labels, datasets, evaluation, errors, comparison, rollout, rehearsal,
    gateway, registry, automation, review, alarms, drift, figures, estimates, upstream, policies, segments,
    insights
  /// Answering the label queue: its digits choose classes.
  case labelling
  /// Answering the review queue: its digits choose classes.
  case reviewing
  /// A question that waits for yes or no.
  case question
  /// Choosing the stage to step back to.
  case stageChoice
  /// Choosing one of a few answers.
  case choice
  /// Typing one line.
  case prompt
  /// Typing in the command palette.
  case palette
  /// Reading the help or the log of commands.
  case reader

  /// The contexts of the screens.
  public static let screens: Set<KeyContext> = [
    .overview, .scoping, .data, .development, .deployment, .monitoring, .business, .contract, .iterations, .findings,
    .rows, .labels, .datasets, .evaluation, .errors, .comparison, .rollout, .rehearsal, .gateway, .registry,
    .automation,
    .review, .alarms, .drift, .figures, .estimates, .upstream, .policies, .segments,
    .insights,
  ]

  /// Where a key is pressed with nothing lying over the screen.
  public static let onScreens = screens.union([.labelling, .reviewing])

  public static let everywhere = Set(allCases)

  /// Whether characters are typed in it, so that none of them can be a key.
  public var isTyped: Bool { self == .prompt || self == .palette }

  /// Its name in documents: `stage-choice`.
  public var id: String {
    "\(self)".reduce(into: "") { text, character in
      text += character.isUppercase ? "-" + character.lowercased() : String(character)
    }
  }

  init(_ screen: Screen) {
    switch screen {
    case .overview: self = .overview
    case .stage(.scoping): self = .scoping
    case .stage(.data): self = .data
    case .stage(.development): self = .development
    case .stage(.deployment): self = .deployment
    case .stage(.monitoring): self = .monitoring
    case .stage(.business): self = .business
    case .sheet(let sheet): self.init(sheet)
    }
  }

  private init(_ sheet: Sheet) {
    switch sheet {
    case .contract: self = .contract
    case .iterations: self = .iterations
    case .findings: self = .findings
    case .rows: self = .rows
    case .labels: self = .labels
    case .datasets: self = .datasets
    case .evaluation: self = .evaluation
    case .errors: self = .errors
    case .comparison: self = .comparison
    case .rollout: self = .rollout
    case .rehearsal: self = .rehearsal
    case .gateway: self = .gateway
    case .registry: self = .registry
    case .automation: self = .automation
    case .review: self = .review
    case .alarms: self = .alarms
    case .drift: self = .drift
    case .figures: self = .figures
    case .estimates: self = .estimates
    case .upstream: self = .upstream
    case .policies: self = .policies
    case .segments: self = .segments
    case .insights: self = .insights
    }
  }
}

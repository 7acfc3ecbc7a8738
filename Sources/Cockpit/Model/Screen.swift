import Lifecycle

/// What fills the middle of the cockpit: all six stages at a glance, or one of them.
public enum Screen: Sendable, Hashable {
  case overview
  case stage(Stage)
  /// A further view of a stage.
  case sheet(Sheet)

  /// The overview and the six stages, in the order of their keys `0`–`6`.
  public static let all: [Screen] = [.overview] + Stage.allCases.map { .stage($0) }

  /// The word on the screen.
  public var title: String {
    switch self {
    case .overview: "Overview"
    case .stage(let stage): stage.title
    case .sheet(let sheet): "\(sheet.stage.title): \(sheet.title)"
    }
  }

  /// Its panes, in the order `Tab` walks them.
  public var panes: [Pane] {
    switch self {
    case .overview: Stage.allCases.map { .tile($0) }
    case .stage(.scoping): [.gates, .problem, .risks, .course]
    case .stage(.data): [.columns, .column, .source]
    case .stage(.development): [.runs, .curve, .metrics, .runGates]
    case .stage(.deployment): [.aliases, .traffic, .versions, .history]
    case .stage(.monitoring): [.drift, .metric, .alarms, .histogram, .service]
    case .stage(.business): [.value, .difference, .indicators, .outlay]
    case .sheet(let sheet): SheetPart.panes(of: sheet)
    }
  }
}

/// One framed part of a screen.
public enum Pane: Sendable, Hashable {
  case tile(Stage)
  case gates, problem, risks, course
  case columns, column, source
  case runs, curve, metrics, runGates
  case aliases, traffic, versions, history
  case drift, metric, alarms, histogram, service
  case value, difference, indicators, outlay
  /// A pane of a further view.
  case part(SheetPart)
}

extension Pane {
  /// How the arrow keys work inside it.
  enum Motion: Sendable, Hashable {
    /// Up and down choose a row, of this list or of the one it details.
    case list
    /// Left and right walk the windows of traffic, up and down choose a row.
    case windowsAndList
    /// Left and right walk the windows of traffic.
    case windows
    /// Up and down scroll.
    case text
    /// Up and down walk the rows of a table, left and right its columns.
    case grid
    /// Left and right move a value, up and down go to the neighbouring panes.
    case slider
    /// Arrows go to the neighbouring panes.
    case none
  }

  var motion: Motion {
    switch self {
    case .gates, .course, .columns, .column, .runs, .metrics, .runGates, .versions, .history, .alarms, .histogram,
      .indicators:
      .list
    case .drift: .windowsAndList
    case .metric, .value, .difference, .service: .windows
    case .problem, .risks, .source: .text
    case .tile, .curve, .aliases, .traffic, .outlay: .none
    case .part(let part): part.motion
    }
  }

  /// The screen it belongs to.
  public var screen: Screen {
    switch self {
    case .tile: .overview
    case .gates, .problem, .risks, .course: .stage(.scoping)
    case .columns, .column, .source: .stage(.data)
    case .runs, .curve, .metrics, .runGates: .stage(.development)
    case .aliases, .traffic, .versions, .history: .stage(.deployment)
    case .drift, .metric, .alarms, .histogram, .service: .stage(.monitoring)
    case .value, .difference, .indicators, .outlay: .stage(.business)
    case .part(let part): .sheet(part.sheet)
    }
  }
}

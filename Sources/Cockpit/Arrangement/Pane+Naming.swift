import Lifecycle

extension Pane {
  /// A name that stays the same from one version of the program to the next.
  var id: String {
    switch self {
    case .tile(let stage): "tile.\(stage.id)"
    case .part(let part): "\(part.sheet.rawValue).\(part.rawValue)"
    case .gates, .problem, .risks, .course, .columns, .column, .source, .runs, .curve, .metrics, .runGates, .aliases,
      .traffic, .versions, .history, .drift, .metric, .alarms, .histogram, .service, .value, .difference, .indicators,
      .outlay:
      "\(self)"
    }
  }

  /// What it is called in a list of panes.
  var name: String {
    switch self {
    case .tile(let stage): stage.title
    case .indicators: "KPIs"
    case .metric: "Live metric"
    case .value: "Value per window"
    case .difference: "Over the baseline"
    case .outlay: "Return"
    case .history: "Champions"
    case .aliases: "Champion and challenger"
    case .part(.alarmList): "All alarms"
    case .runGates: "Gates of the run"
    case .part(.rocCurves): "ROC curves"
    case .part(.whatIf): "What if"
    case .part(let part): Pane.words(part.rawValue)
    case .gates, .problem, .risks, .course, .columns, .column, .source, .runs, .curve, .metrics, .traffic, .versions,
      .drift, .alarms, .histogram, .service:
      Pane.words(id)
    }
  }

  /// "labelQueue" as "Label queue".
  private static func words(_ name: String) -> String {
    let spaced = name.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
    return spaced.prefix(1).uppercased() + spaced.dropFirst()
  }
}

extension Screen {
  /// Every screen there is.
  static let everyOne: [Screen] = Screen.all + Sheet.allCases.map { .sheet($0) }

  /// A name that stays the same from one version of the program to the next.
  var id: String { Action.show(self).id }
}

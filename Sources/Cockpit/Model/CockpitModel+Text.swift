import CellCanvas
import Lifecycle

extension CockpitModel {
  /// The lines of a pane that scrolls, at its present width; empty for the other panes.
  func textLines(of pane: Pane) -> [TextLine] {
    guard let snapshot, let width = layout.content(of: pane)?.width else { return [] }
    switch pane {
    case .problem: return ProblemPane.lines(snapshot, keymap: keymap, width: width)
    case .risks: return RisksPane.lines(snapshot.definition.scope, width: width)
    case .source: return SourcePane.lines(snapshot, keymap: keymap, width: width)
    case .part(let part): return part.lines(self, width: width)
    case .tile, .gates, .course, .columns, .column, .runs, .curve, .metrics, .runGates, .aliases, .traffic, .versions,
      .history,
      .drift, .metric, .alarms, .histogram, .service, .value, .difference, .indicators, .outlay:
      return []
    }
  }
}

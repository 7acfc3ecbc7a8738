import CellCanvas
import Lifecycle

extension CockpitModel {
  /// Learns how many rows the panes of the screen can fill, where there are so many that some cannot fill theirs.
  mutating func refreshHeights() {
    var heights: [Pane: Int] = [:]
    if size.rows >= 32 {
      for pane in screen.panes {
        if let height = wantedHeight(of: pane) { heights[pane] = height }
      }
    }
    if heights != self.heights { self.heights = heights }
  }

  /// Rows, with its frame, beyond which a pane has nothing more to show; nil for pictures, which take any room.
  private func wantedHeight(of pane: Pane) -> Int? {
    switch pane {
    case .aliases: 14
    case .traffic: 18
    // A row for each column, the time below, and what the methods say of the chosen one.
    case .drift: max(8, items(of: .drift).count + 7)
    case .part(.noise): 8
    case .part(.row): max(8, desk.grid.columns.count + 4)
    // A line and a blank one for each version, and the time below.
    case .part(.reigns): (snapshot?.state.versions.count ?? 0) * 2 + 4
    case .gates, .columns, .runs, .part(.findings), .part(.datasets), .part(.errors), .part(.fields),
      .part(.segmentColumns), .part(.passages), .part(.moves), .part(.waiting), .part(.insights), .part(.policies),
      .part(.endpoints), .part(.decisions), .part(.alarmList):
      listHeight(of: pane)
    case .tile, .problem, .risks, .course, .column, .source, .curve, .metrics, .runGates, .versions, .history,
      .metric, .alarms, .histogram, .service, .value, .difference, .indicators, .outlay, .part:
      nil
    }
  }

  private func listHeight(of pane: Pane) -> Int {
    // In steps, so that a row more does not move everything else.
    let rows = (items(of: pane.list ?? pane).count + max(1, pane.headerHeight) + 3) / 4 * 4
    return max(8, rows + 2)
  }
}

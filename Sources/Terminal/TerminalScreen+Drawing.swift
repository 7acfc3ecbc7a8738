import CNCurses
import CellCanvas

extension TerminalScreen {
  public func draw(_ canvas: Canvas) {
    guard changes(in: canvas) else { return }
    let frame = capture.map { thrift.thinned($0.bytes { wrefresh(nc_stdscr()) }) }
    let linking = links?.takeSequence() ?? ""
    if let frame {
      guard !frame.isEmpty || !linking.isEmpty else { return }
      send(Array(modes.updateBegin.utf8) + frame + Array((linking + modes.updateEnd).utf8))
    } else {
      send(modes.updateBegin)
      wrefresh(nc_stdscr())
      send(linking + modes.updateEnd)
    }
  }

  /// Hands the rows that differ from the last canvas to ncurses, which finds the cells that do.
  private func changes(in canvas: Canvas) -> Bool {
    var hasChanges = false
    if shown == nil { writer.clear(to: canvas.theme.screenStyle) }
    for row in 0..<min(canvas.size.rows, size.rows) {
      if let shown, canvas.row(row, equals: shown) { continue }
      canvas.withRow(row) { cells in
        let cells = UnsafeBufferPointer(rebasing: cells.prefix(size.columns))
        writer.write(cells, row: row)
        links?.take(cells, row: row) { writer.graphic($0) }
      }
      hasChanges = true
    }
    shown = canvas
    return hasChanges
  }
}

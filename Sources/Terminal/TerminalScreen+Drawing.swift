import CNCurses
import CellCanvas

extension TerminalScreen {
  public func draw(_ canvas: Canvas) {
    guard changes(in: canvas) else { return }
    send(modes.updateBegin)
    wrefresh(nc_stdscr())
    send((links?.takeSequence() ?? "") + modes.updateEnd)
  }

  /// Hands the rows that differ from the last canvas to ncurses, which finds the cells that do.
  private func changes(in canvas: Canvas) -> Bool {
    var hasChanges = false
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

import CellCanvas
import Testing

@Suite struct PaneLayoutTests {
  private let layout = PaneLayout<String>(
    .columns([
      .init(
        .rows([
          .init(.pane("chart", minimum: Size(columns: 40, rows: 8), importance: 9), weight: 3),
          .init(.pane("heat", minimum: Size(columns: 30, rows: 5), importance: 5), weight: 2),
        ]), weight: 2),
      .init(
        .rows([
          .init(.pane("table", minimum: Size(columns: 24, rows: 6), importance: 8)),
          .init(.pane("histogram", minimum: Size(columns: 20, rows: 8), importance: 3)),
          .init(.pane("log", minimum: Size(columns: 30, rows: 4), importance: 3)),
        ])),
    ]))

  @Test("At every size from 1×1 to 300×120 the panes tile the room: no overlap, no gap, none outside")
  func sweep() {
    for columns in 1...300 {
      for rows in stride(from: 1, through: 120, by: columns % 7 == 0 ? 1 : 7) {
        let room = Rect(x: 1, y: 2, width: columns, height: rows)
        let result = layout.solve(in: room)
        #expect(result.panes.count + result.dropped.count == 5)
        expectTiling(Array(result.panes.values), room)
        guard result.panes.count > 1 else { continue }
        #expect(result.panes["chart"].map { $0.width >= 40 && $0.height >= 8 } ?? false, "\(room)")
      }
    }
  }

  /// Inside, pairwise apart, and together as large as the room.
  private func expectTiling(_ panes: [Rect], _ room: Rect) {
    #expect(panes.allSatisfy { room.contains($0) }, "\(panes) in \(room)")
    #expect(panes.reduce(0) { $0 + $1.width * $1.height } == room.width * room.height, "\(panes) in \(room)")
    for (index, pane) in panes.enumerated() {
      #expect(panes.dropFirst(index + 1).allSatisfy { $0.intersection(pane).isEmpty }, "\(panes) in \(room)")
    }
  }

  @Test("The least important pane goes first, of equals the later one")
  func order() {
    let room = { Rect(Size(columns: $0, rows: $1)) }
    #expect(layout.solve(in: room(80, 24)).dropped.isEmpty)
    #expect(layout.solve(in: room(80, 17)).dropped == ["log"])
    #expect(layout.solve(in: room(80, 13)).dropped == ["log", "histogram"])
    #expect(layout.solve(in: room(60, 24)).dropped == ["log", "histogram", "heat", "table"])
    #expect(layout.solve(in: room(10, 3)).panes == ["chart": room(10, 3)])
    #expect(layout.solve(in: room(0, 3)).panes.isEmpty)
  }
}

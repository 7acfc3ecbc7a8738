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

  // MARK: Shares and heights

  @Test("Whatever shares and heights are given, the panes tile the room and keep their least sizes")
  func shared() {
    var generator = SeededGenerator(seed: 7)
    let names = ["chart", "heat", "table", "histogram", "log"]
    for round in 0..<2000 {
      let room = Rect(
        x: 0, y: 0, width: Int.random(in: 1...300, using: &generator),
        height: Int.random(in: 1...120, using: &generator))
      var shares: [PaneLayout<String>.Lead: Int] = [:]
      var heights: [String: Int] = [:]
      for name in names where Bool.random(using: &generator) {
        shares[.init(name, isAcross: Bool.random(using: &generator))] = Int.random(in: 1...5000, using: &generator)
        if Bool.random(using: &generator) { heights[name] = Int.random(in: 0...60, using: &generator) }
      }
      let result = layout.solve(in: room, shares: shares, heights: round.isMultiple(of: 2) ? heights : [:])
      expectTiling(Array(result.panes.values), room)
      guard result.panes.count > 1 else { continue }
      #expect(result.panes["chart"].map { $0.width >= 40 && $0.height >= 8 } ?? false, "\(room) \(shares)")
      #expect(result.panes["table"].map { $0.width >= 24 && $0.height >= 6 } ?? true, "\(room) \(shares)")
      for division in result.divisions {
        #expect(division.parts.allSatisfy { (division.isAcross ? $0.area.width : $0.area.height) >= $0.least })
      }
    }
  }

  @Test("Shares are kept in proportion as the room grows, and cells are given as they are")
  func proportion() {
    let two = PaneLayout<String>(
      .columns([
        .init(.pane("a", minimum: Size(columns: 10, rows: 1), importance: 1)),
        .init(.pane("b", minimum: Size(columns: 10, rows: 1), importance: 1)),
      ]))
    let shares: [PaneLayout<String>.Lead: Int] = [.init("a", isAcross: true): 70, .init("b", isAcross: true): 30]
    func widths(_ columns: Int) -> [Int] {
      let panes = two.solve(in: Rect(Size(columns: columns, rows: 4)), shares: shares).panes
      return ["a", "b"].map { panes[$0]?.width ?? 0 }
    }
    #expect(widths(100) == [70, 30])
    #expect(widths(200) == [140, 60])
    // b keeps its least.
    #expect(widths(24) == [14, 10])
    // A share of one part alone is against the other's weight.
    let one = two.solve(in: Rect(Size(columns: 90, rows: 4)), shares: [.init("a", isAcross: true): 5]).panes
    #expect(one["a"]?.width == 45)
  }

  @Test("What has no more to show leaves its rows to what has, and all grow where all have enough")
  func heights() {
    let three = PaneLayout<String>(
      .rows(["a", "b", "c"].map { .init(.pane($0, minimum: Size(columns: 1, rows: 3), importance: 1)) }))
    func rows(_ heights: [String: Int]) -> [Int] {
      let panes = three.solve(in: Rect(Size(columns: 10, rows: 30)), heights: heights).panes
      return ["a", "b", "c"].map { panes[$0]?.height ?? 0 }
    }
    #expect(rows([:]) == [10, 10, 10])
    #expect(rows(["a": 4]) == [4, 13, 13])
    #expect(rows(["a": 4, "b": 11]) == [4, 11, 15])
    #expect(rows(["a": 1, "b": 40]) == [3, 14, 13] || rows(["a": 1, "b": 40]) == [3, 13, 14])
    #expect(rows(["a": 6, "b": 6, "c": 6]) == [10, 10, 10])
  }
}

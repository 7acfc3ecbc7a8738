import CellCanvas
import Testing

@Suite struct RectTests {
  @Test("Parts get what they ask for, and the rest by weight")
  func splitting() {
    let parts = Rect(x: 2, y: 1, width: 30, height: 10).columns([
      .fixed(4), .atLeast(5, weight: 1), .rest, .fraction(0.2),
    ])
    // 30 − 4 − 5 − 6 = 15 left over, half each: 7.5 rounds to 8 and 7.
    #expect(parts.map(\.width) == [4, 13, 7, 6])
    #expect(parts.map(\.x) == [2, 6, 19, 26])
    #expect(parts.allSatisfy { $0.y == 1 && $0.height == 10 })
  }

  @Test("Where the space is short the later parts shrink first")
  func short() {
    let parts = Rect(x: 0, y: 0, width: 9, height: 7).rows([.fixed(1), .atLeast(4, weight: 1), .fixed(3), .fixed(1)])
    #expect(parts.map(\.height) == [1, 4, 2, 0])
    #expect(parts[3].y == 7)
  }

  @Test("No split, at any size, overlaps or leaves its room")
  func sweep() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let room = Rect(
        x: Int.random(in: -3...3, using: &generator), y: 0, width: Int.random(in: 0...40, using: &generator), height: 3)
      let gap = Int.random(in: 0...2, using: &generator)
      let lengths = (0..<Int.random(in: 1...5, using: &generator)).map { _ in randomLength(&generator) }
      let parts = room.columns(lengths, gap: gap)
      var free = room.x
      for part in parts {
        #expect(room.contains(part) && (part.isEmpty || part.x >= free), "\(lengths) in \(room)")
        if !part.isEmpty { free = part.endX }
      }
    }
  }

  private func randomLength(_ generator: inout SeededGenerator) -> Length {
    switch Int.random(in: 0...2, using: &generator) {
    case 0: .fixed(Int.random(in: -1...20, using: &generator))
    case 1: .fraction(Double.random(in: -0.2...1.2, using: &generator))
    default: .atLeast(Int.random(in: 0...12, using: &generator), weight: Double.random(in: 0...3, using: &generator))
    }
  }

  @Test("Insets and intersections end empty, never negative")
  func edges() {
    let rect = Rect(x: 5, y: 5, width: 3, height: 2)
    #expect(rect.inset(by: 1) == Rect(x: 6, y: 6, width: 1, height: 0))
    #expect(rect.inset(by: 9).isEmpty)
    #expect(rect.intersection(Rect(x: 7, y: 6, width: 9, height: 9)) == Rect(x: 7, y: 6, width: 1, height: 1))
    #expect(rect.intersection(Rect(x: 50, y: 6, width: 9, height: 9)).isEmpty)
    #expect(rect.centered(Size(columns: 1, rows: 9)) == Rect(x: 6, y: 5, width: 1, height: 2))
  }
}

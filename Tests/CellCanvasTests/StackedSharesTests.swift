import CellCanvas
import TestSupport
import Testing

/// Parts of a whole, at one time and over time, and shares that grow by steps.
@Suite struct StackedSharesTests {
  private func lines(_ view: some View, _ columns: Int, _ rows: Int, glyphs: GlyphSet = .braille) -> [String] {
    Canvas(drawing: view, size: Size(columns: columns, rows: rows), glyphs: glyphs).text
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("Each part has its share of the columns, a filling of its own and its name below")
  func bar() {
    let bar = StackedBar([
      .init("a", 2, role: .line(1)), .init("b", 1, role: .line(2)), .init("c", 1, role: .line(3)),
    ])
    // Sixteen columns for a sum of four.
    #expect(lines(bar, 16, 2) == ["████████▒▒▒▒▓▓▓▓", "█ a  ▒ b  ▓ c"])
    #expect(bar.height(in: 16) == 2)
    #expect(bar.height(in: 8) == 3)
    #expect(lines(bar, 16, 1, glyphs: .ascii) == ["########++++****"])
  }

  @Test("A part that is there is seen however small; one that is not has no column")
  func small() {
    let bar = StackedBar([
      .init("a", 0.999, role: .line(1)), .init("b", 0.001, role: .line(2)), .init("c", 0, role: .line(3)),
    ])
    #expect(lines(bar, 10, 1) == ["█████████▒"])
    #expect(lines(StackedBar([.init("a", .nan, role: .line(1))]), 4, 1) == [""])
  }

  @Test("Shares stand on one another in each column, the first at the bottom, the oldest left")
  func shares() {
    let chart = StackedShares(
      [.init("a", [1, 0.5, 0], role: .line(1)), .init("b", [0, 0.5, 1], role: .line(2))], from: "then", to: "now")
    // Four rows for the shares between the legend and the axis: half of them is two.
    #expect(
      lines(chart, 12, 6) == [
        "█ a  ▒ b", "████▒▒▒▒▒▒▒▒", "████▒▒▒▒▒▒▒▒", "████████▒▒▒▒", "████████▒▒▒▒", "then     now",
      ])
  }

  @Test("A step is as high as its share, walked as far as its progress, with its label on top")
  func stairs() {
    let stairs = Staircase([
      .init(0.25, label: "25 %", words: ["ok"], progress: 1, role: .ok),
      .init(0.5, label: "50 %", words: ["here"], progress: 0.5, role: .gauge),
      .init(1, label: "all", words: ["later"], progress: 0, role: .dim),
    ])
    // Three parts of six columns with a gap of one, four rows for the whole.
    #expect(
      lines(stairs, 20, 6) == [
        "              all", "              ······", "       50 %   ······", "25 %   ███··· ······",
        "██████ ███··· ······",
        "ok     here   later",
      ])
  }

  @Test("What has no room draws nothing, and numbers that are none are no shares")
  func nothing() {
    #expect(lines(Staircase([.init(.nan, label: "", words: [], progress: .nan, role: .ok)]), 3, 4).joined().isEmpty)
    #expect(lines(StackedShares([.init("a", [], role: .line(1))], from: "", to: ""), 12, 6).joined().isEmpty)
  }
}

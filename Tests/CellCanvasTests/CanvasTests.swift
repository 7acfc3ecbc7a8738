import CellCanvas
import TestSupport
import Testing

@Suite struct CanvasTests {
  private func canvas(_ columns: Int, _ rows: Int, _ glyphs: GlyphSet = .braille) -> Canvas {
    Canvas(size: Size(columns: columns, rows: rows), theme: .probe, glyphs: glyphs)
  }

  @Test("Text is cut at all four edges")
  func clipping() {
    var canvas = canvas(4, 2)
    canvas.put("abcdef", at: Point(x: -2, y: 0))
    canvas.put("xyz", at: Point(x: 2, y: 1))
    canvas.put("no", at: Point(x: 0, y: -1))
    canvas.put("no", at: Point(x: 0, y: 2))
    #expect(canvas.text == "cdef\n  xy")
  }

  @Test("A wide character without room for its half becomes a space")
  func wideAtTheEdge() {
    var canvas = canvas(3, 1)
    canvas.put("日本", at: Point(x: 0, y: 0))
    #expect(canvas.text == "日")
    canvas.put("日", at: Point(x: -1, y: 0))
    #expect(canvas[Point(x: 0, y: 0)]?.glyph.isContinuation == false)
  }

  @Test("Writing over half of a wide character leaves no other half behind")
  func wideOverwritten() {
    var canvas = canvas(4, 1)
    canvas.put("日本", at: Point(x: 0, y: 0))
    canvas.put("x", at: Point(x: 1, y: 0))
    #expect(canvas.text == " x本")
    canvas.put("y", at: Point(x: 2, y: 0))
    #expect(canvas.text == " xy")
    canvas.put("日本", at: Point(x: 0, y: 0))
    canvas.put("語", at: Point(x: 1, y: 0))
    #expect(canvas.text == " 語")
  }

  @Test("No drawing, however wild, leaves half a wide character or touches a row it should not")
  func wildDrawing() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var canvas = canvas(Int.random(in: 0...9, using: &generator), 3)
      for _ in 0..<20 {
        let text = ["日", "a", "한글", "e\u{301}", "👩\u{200D}🔬x", "🇩🇪"].randomElement(using: &generator) ?? ""
        let x = Int.random(in: -3...10, using: &generator)
        canvas.put(text, at: Point(x: x, y: 1))
      }
      expectWholeWideCharacters(canvas)
      #expect(canvas.rowText(0).isEmpty && canvas.rowText(2).isEmpty)
    }
  }

  private func expectWholeWideCharacters(_ canvas: Canvas) {
    for x in 0..<canvas.size.columns {
      let cell = canvas[Point(x: x, y: 1)]
      let next = canvas[Point(x: x + 1, y: 1)]
      #expect((cell?.glyph.width == 2) == (next?.glyph.isContinuation == true))
    }
  }

  @Test("Canvases of 0×0 and 1×1 take everything", arguments: [Size.zero, Size(columns: 1, rows: 1)])
  func tiny(size: Size) {
    var canvas = Canvas(size: size)
    canvas.put("日本語", at: Point(x: 0, y: 0))
    canvas.fill(Rect(x: -5, y: -5, width: 100, height: 100), .selection)
    canvas.restyle(Rect(x: 0, y: 0, width: 9, height: 9), .toast)
    canvas.frame(canvas.area, .border)
    #expect(canvas.styleMap.rows.count == size.rows)
    #expect(canvas.text.isEmpty)
  }

  @Test("A line too long for its room ends in …, on whichever span it breaks")
  func truncation() {
    let line = TextLine([.init("abc", .strong), .init("defg", .dim)])
    #expect(line.truncated(to: 7).text == "abcdefg")
    #expect(line.truncated(to: 6).text == "abcde…")
    #expect(line.truncated(to: 3).text == "ab…")
    #expect(line.truncated(to: 1).text == "…")
    #expect(line.truncated(to: 0).text == "")
    #expect(TextLine("日本語").truncated(to: 4).text == "日…")
    #expect(TextLine("日本語").truncated(to: 5).text == "日本…")
  }

  @Test("Text without a background takes the one beneath, and a selection tints what it covers")
  func layering() {
    var canvas = canvas(3, 1)
    canvas.fill(canvas.area, .toast)
    canvas.put("ab", at: Point(x: 0, y: 0), .ok)
    let toast = canvas.style(.toast)
    #expect(canvas[Point(x: 0, y: 0)]?.style.background == toast.background)
    #expect(canvas[Point(x: 0, y: 0)]?.style.foreground == canvas.style(.ok).foreground)
    canvas.restyle(canvas.area, .selectionFaint)
    #expect(canvas[Point(x: 0, y: 0)]?.style.background == canvas.style(.selectionFaint).background)
    #expect(canvas.text == "ab")
  }

  @Test("Canvases are equal when their cells are, row by row")
  func equality() {
    var one = canvas(4, 3)
    var other = canvas(4, 3)
    one.put("x", at: Point(x: 1, y: 1))
    #expect(one != other)
    #expect(one.row(0, equals: other) && !one.row(1, equals: other) && one.row(2, equals: other))
    other.put("x", at: Point(x: 1, y: 1))
    #expect(one == other)
    other.put("x", at: Point(x: 1, y: 1), .ok)
    #expect(one != other)
    #expect(!one.row(0, equals: canvas(5, 3)))
  }

  @Test("In ASCII our own signs are replaced and people's words are not")
  func ascii() {
    var canvas = canvas(30, 1, .ascii)
    canvas.put("✓ 3 → 4 … ≥ 0.5 Müller", at: Point(x: 0, y: 0))
    #expect(canvas.text == "v 3 > 4 ~ > 0.5 Müller")
  }
}

extension LineChart {
  /// Whether the legend tells what is under a cursor or held against a pin.
  private var isReading: Bool { cursor != nil || pin != nil }

  /// Rows that the legend has: a second one where the moments and the values read there do not fit beside one another.
  func legendRows(in area: Rect, range: ClosedRange<Double>) -> Int {
    guard hasLegend, area.height >= 4 else { return 0 }
    guard isReading, area.height >= 12 else { return 1 }
    let span = range.upperBound - range.lowerBound
    let mark = { (_: Int) in "━" }
    return places(span).width + entries(gap: 3, names: .max, isLogarithmic, mark).width > area.width ? 2 : 1
  }

  func drawLegend(_ layout: Layout, on canvas: inout Canvas) {
    guard !layout.legend.isEmpty else { return }
    let mark = { [glyphs = canvas.glyphs, theme = canvas.theme] in legendMark($0, glyphs, theme) }
    let saysScale = layout.y.isLogarithmic && !saysLogarithmic(layout)
    let places = places(layout.x.upper - layout.x.lower)
    let isSplit = layout.legend.height > 1
    if isSplit { canvas.put(places.truncated(to: layout.legend.width), in: layout.legend, role: .text) }
    let room = isSplit ? layout.legend.width : layout.legend.width - places.width
    var line = entries(gap: 3, names: .max, saysScale, mark)
    // What is read matters more than air between it, and values under a cursor more than names.
    for count in isReading ? [Int.max, 8, 4] : [.max] where line.width > room {
      line = entries(gap: 1, names: count, saysScale, mark)
    }
    if !isSplit { line = places + line }
    canvas.put(line.truncated(to: layout.legend.width), in: layout.legend, row: isSplit ? 1 : 0, role: .text)
  }

  /// Where values are read and what they are held against.
  private func places(_ span: Double) -> TextLine {
    // Before the series: where there is no room for all, those are cut that are meant least.
    let places = [cursor.map { "at \(label($0, span))  " }, pin.map { "beside \(label($0, span))  " }]
    return TextLine(places.compactMap { $0 }.map { .init($0, .cursor) })
  }

  /// The series with their values.
  ///
  /// - Parameters:
  ///   - gap: blanks between two.
  ///   - names: the columns that a name has at most.
  private func entries(gap: Int, names: Int, _ saysScale: Bool, _ mark: (Int) -> String) -> TextLine {
    var line = TextLine([])
    for (index, entry) in series.enumerated() {
      line.spans.append(.init(mark(index) + " " + LineChart.shortened(entry.name, to: names), role(of: index)))
      if showsValues, let value = value(of: entry) {
        line.spans.append(.init(" " + NumberLabel.value(value) + (value.isFinite ? unit : ""), .strong))
        if let difference = difference(of: entry, value) { line.spans.append(.init(" " + difference, .dim)) }
      }
      if index < series.count - 1 { line.spans.append(.init(String(repeating: " ", count: gap))) }
    }
    if saysScale { line.spans.append(.init(" log", .dim)) }
    return line
  }

  private static func shortened(_ name: String, to columns: Int) -> String {
    TextLine(name).truncated(to: columns).spans.map(\.text).joined()
  }

  /// Looks like the line itself, where lines are told apart by more than colour.
  private func legendMark(_ index: Int, _ glyphs: GlyphSet, _ theme: Theme) -> String {
    if glyphs == .ascii { return DotGrid.marks[index % DotGrid.marks.count].text }
    switch stroke(index, theme) {
    case .solid: return "━"
    case .dashed: return "╍"
    case .dotted: return "┅"
    }
  }

  /// The value under the cursor, or the newest; no number where the line has not begun or has ended.
  private func value(of entry: Series) -> Double? {
    if let cursor {
      guard let place = entry.index(at: cursor) else { return nil }
      return entry.x(at: place) <= cursor && cursor <= entry.x(at: entry.count - 1) ? entry.y[place] : .nan
    }
    return entry.y.prefix(entry.count).last
  }

  /// How far a value is from the pinned one, with its sign; nil where nothing is pinned.
  private func difference(of entry: Series, _ value: Double) -> String? {
    guard let pin, let place = entry.index(at: pin), entry.x(at: place) <= pin, pin <= entry.x(at: entry.count - 1)
    else {
      return nil
    }
    let difference = value - entry.y[place]
    guard difference.isFinite else { return nil }
    return (difference < 0 ? "−" : "+") + NumberLabel.value(abs(difference))
  }

  private func label(_ cursor: Double, _ span: Double) -> String {
    switch xAxis {
    case .time: TimeScale.label(cursor, range: span)
    case .number, .hidden: NumberLabel.trimmed(cursor)
    case .ticks(let ticks):
      ticks.last { $0.value <= cursor }?.label ?? NumberLabel.trimmed(cursor)
    }
  }
}

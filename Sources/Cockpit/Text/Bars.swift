import CellCanvas

/// Bars as text, for the cells of tables.
enum Bars {
  /// The newest values as bars from the lowest to the highest, at most `width` of them; values that are not accepted
  /// stand out. Gaps are "·"; those after the newest value are left out.
  ///
  /// - Parameter marked: the place of a value that is shown whatever is left out for it, and stands out.
  static func line(
    _ values: [Double], width: Int, accepted: ((Double) -> Bool)? = nil, role: Role = .spark, marked: Int? = nil
  ) -> TextLine {
    let known = values.prefix((values.lastIndex(where: \.isFinite) ?? -1) + 1)
    let first = min(max(0, known.count - width), max(0, marked ?? .max))
    let shown = known.dropFirst(first).prefix(max(0, width))
    var low = Double.infinity
    var high = -Double.infinity
    for value in shown where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    var spans: [TextLine.Span] = []
    for (place, value) in zip(shown.indices, shown) {
      let look: Role = place == marked ? .cursor : !value.isFinite ? .dim : accepted?(value) ?? true ? role : .failing
      let glyph = value.isFinite ? steps[step(value, low, high)] : "·"
      if spans.last?.role == look {
        spans[spans.count - 1].text.append(glyph)
      } else {
        spans.append(.init(String(glyph), look))
      }
    }
    return TextLine(spans)
  }

  /// Counts as bars from zero, as wide as fit; neighbours are added up where there are more than `width`.
  static func histogram(_ counts: [Int], width: Int, role: Role = .spark) -> TextLine {
    guard width > 0, !counts.isEmpty else { return TextLine("") }
    let merged = (counts.count + width - 1) / width
    let sums = stride(from: 0, to: counts.count, by: merged).map { start in
      counts[start..<min(counts.count, start + merged)].reduce(0) { $0 + max(0, $1) }
    }
    let most = max(1, sums.max() ?? 1)
    let pitch = max(1, min(3, width / sums.count))
    let bars = sums.map { $0 == 0 ? " " : steps[min(7, max(0, ($0 * 8 + most - 1) / most - 1))] }
    return TextLine(bars.map { String(repeating: $0, count: pitch) }.joined(), role)
  }

  private static func step(_ value: Double, _ low: Double, _ high: Double) -> Int {
    high > low ? min(7, max(0, Int((value - low) / (high - low) * 7.999))) : 3
  }

  private static let steps = Array("▁▂▃▄▅▆▇█")
}

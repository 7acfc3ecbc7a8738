/// A course in the size of a word.
struct Course {
  let values: [Double?]

  static let countMax = 60

  /// More than `countMax` values are thinned evenly, the last one kept.
  init(_ values: [Double?]) {
    let finite = values.map { $0?.isFinite == true ? $0 : nil }
    guard finite.count > Self.countMax else {
      self.values = finite
      return
    }
    let step = Double(finite.count - 1) / Double(Self.countMax - 1)
    self.values = (0..<Self.countMax).map { finite[Int((Double($0) * step).rounded())] }
  }

  private var known: [Double] { values.compactMap { $0 } }

  /// Eight heights of blocks; a gap is a space.
  var blocks: String {
    guard let low = known.min(), let high = known.max() else { return "" }
    let glyphs = Array("▁▂▃▄▅▆▇█")
    return String(
      values.map { value -> Character in
        guard let value else { return " " }
        return high > low ? glyphs[Int(((value - low) / (high - low) * 7).rounded())] : "▄"
      })
  }

  /// A line of 110 × 24 pixels; said in words beside it, so hidden from readers aloud.
  var svg: String {
    guard let low = known.min(), let high = known.max() else { return "–" }
    let x = LinearScale(domain: 0...Double(max(1, values.count - 1)), range: (2, 108))
    let y = LinearScale(domain: low < high ? low...high : low - 1...low + 1, range: (21, 3))
    var drawing = Drawing(width: 110, height: 24)
    for stretch in values.enumerated().split(whereSeparator: { $0.element == nil }) {
      let points = stretch.map { (x: x(Double($0.offset)), y: y($0.element ?? 0)) }
      if points.count == 1 { drawing.circle(points[0].x, points[0].y, 1.5, "dot main") }
      drawing.path(points, "line main")
    }
    if let last = values.indices.last(where: { values[$0] != nil }), let value = values[last] {
      drawing.circle(x(Double(last)), y(value), 2.2, "dot main")
    }
    return drawing.ornament
  }
}

import Encoding

/// An SVG picture under construction; coordinates in pixels of its view box, y downwards.
///
/// Looks are classes of the page's style sheet, so that a chart follows the page into the dark and onto paper.
struct Drawing {
  let width: Double
  let height: Double
  private var body = Markup()

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  enum Anchor: String {
    case start, middle, end
  }

  /// A coordinate with one decimal at most.
  static func number(_ value: Double) -> String {
    let text = NumberText.fixed(value.isFinite ? value : 0, 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ look: String) {
    let n = Drawing.number
    body.raw("<line class=\"\(look)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>")
  }

  /// - Parameter hint: shown by a pointer that rests on it.
  mutating func rectangle(_ x: Double, _ y: Double, _ w: Double, _ h: Double, _ look: String, hint: String = "") {
    let n = Drawing.number
    let start =
      "<rect class=\"\(look)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, w)))\" height=\"\(n(max(0, h)))\""
    body.raw(hint.isEmpty ? start + "/>" : start + "><title>\(Markup.escaped(hint))</title></rect>")
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ look: String, hint: String = "") {
    let n = Drawing.number
    let start = "<circle class=\"\(look)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\""
    body.raw(hint.isEmpty ? start + "/>" : start + "><title>\(Markup.escaped(hint))</title></circle>")
  }

  mutating func text(_ x: Double, _ y: Double, _ text: String, _ look: String = "t", _ anchor: Anchor = .start) {
    let n = Drawing.number
    body.element(
      "text", "class=\"\(look)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\"", text)
  }

  /// Joined points; closed makes a surface.
  mutating func path(_ points: [(x: Double, y: Double)], _ look: String, isClosed: Bool = false) {
    guard let first = points.first else { return }
    let n = Drawing.number
    var d = "M\(n(first.x)) \(n(first.y))"
    for point in points.dropFirst() { d += "L\(n(point.x)) \(n(point.y))" }
    body.raw("<path class=\"\(look)\" d=\"\(d)\(isClosed ? "Z" : "")\"/>")
  }

  /// The whole picture with its name and its words.
  func svg(id: String, title: String, summary: String) -> String {
    var svg = Markup()
    svg.raw(
      "<svg viewBox=\"0 0 \(Drawing.number(width)) \(Drawing.number(height))\" role=\"img\" "
        + "aria-labelledby=\"\(id)-t \(id)-d\" xmlns=\"http://www.w3.org/2000/svg\">")
    svg.element("title", "id=\"\(id)-t\"", title)
    svg.element("desc", "id=\"\(id)-d\"", summary)
    svg.raw(body.text)
    svg.raw("</svg>")
    return svg.text
  }

  /// The picture for readers who see it alone.
  var ornament: String {
    let (w, h) = (Drawing.number(width), Drawing.number(height))
    return "<svg viewBox=\"0 0 \(w) \(h)\" width=\"\(w)\" height=\"\(h)\" aria-hidden=\"true\" "
      + "xmlns=\"http://www.w3.org/2000/svg\">\(body.text)</svg>"
  }

  /// About how wide a text is in the charts' letters.
  static func width(of text: String) -> Double { Double(text.count) * 7.2 }
}

/// A straight map of values to pixels.
struct LinearScale {
  let domain: ClosedRange<Double>
  let range: (from: Double, to: Double)

  func callAsFunction(_ value: Double) -> Double {
    let span = domain.upperBound - domain.lowerBound
    let share = span > 0 ? (value - domain.lowerBound) / span : 0.5
    return range.from + share * (range.to - range.from)
  }

  /// As above, held to the edges.
  func clamped(_ value: Double) -> Double {
    self(min(max(value, domain.lowerBound), domain.upperBound))
  }
}

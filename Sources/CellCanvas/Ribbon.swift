/// Steps in a row, one of them current, each with a mark of how it is: tabs, or the stages of a cycle.
///
///      1 Scoping ✓ ─ 2 Data ! ─ 3 Development ✓ ─ ↺
///
/// As room gets short the short titles are used, then the titles go but for the current one's, then its too.
public struct Ribbon: View, Sendable, Hashable {
  public struct Step: Sendable, Hashable {
    /// The key that goes there.
    public var key: String
    public var title: String
    public var shortTitle: String
    /// A glyph and its look, such as "✓" in `status.ok`.
    public var mark: TextLine

    public init(key: String, title: String, shortTitle: String? = nil, mark: TextLine = "") {
      self.key = key
      self.title = title
      self.shortTitle = shortTitle ?? title
      self.mark = mark
    }
  }

  public var steps: [Step]
  public var current: Int?
  /// Drawn after the last step, such as "↺" for a cycle.
  public var tail: String

  public init(_ steps: [Step], current: Int? = nil, tail: String = "") {
    self.steps = steps
    self.current = current
    self.tail = tail
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let track = canvas.glyphs.track.text
    let (places, form) = arrange(in: area.width)
    for (index, place) in places.enumerated() {
      guard place.start < area.width else { break }
      let origin = Point(x: area.x + place.start, y: area.y)
      let room = Rect(x: origin.x, y: origin.y, width: min(place.width, area.width - place.start), height: 1)
      let isCurrent = index == current
      canvas.put(line(steps[index], form, isCurrent), in: room, role: isCurrent ? .tabActive : .tab)
      let next = place.start + place.width
      if index < steps.count - 1, next < area.width {
        canvas.put(track, at: Point(x: area.x + next, y: area.y), .border)
      }
    }
    let end = places.last.map { $0.start + $0.width } ?? 0
    let closing = track + " " + tail
    if !tail.isEmpty, end + CharacterWidth.columns(closing) <= area.width {
      canvas.put(closing, at: Point(x: area.x + end, y: area.y), .border)
    }
  }

  /// The step at a point of the screen, for clicks.
  public func step(at point: Point, in area: Rect) -> Int? {
    guard area.row(0).contains(point) else { return nil }
    let x = point.x - area.x
    return arrange(in: area.width).places.firstIndex { x >= $0.start && x < $0.start + $0.width }
  }

  private enum Form: CaseIterable {
    case full
    case short
    case currentTitle
    case keys
  }

  private func arrange(in width: Int) -> (places: [(start: Int, width: Int)], form: Form) {
    for form in Form.allCases {
      var start = 0
      let places = steps.enumerated().map { index, step in
        let columns = line(step, form, index == current).width
        defer { start += columns + 1 }
        return (start, columns)
      }
      if start - 1 <= width || form == .keys { return (places, form) }
    }
    return ([], .keys)
  }

  private func line(_ step: Step, _ form: Form, _ isCurrent: Bool) -> TextLine {
    let title: String
    switch form {
    case .full: title = step.title
    case .short: title = step.shortTitle
    case .currentTitle: title = isCurrent ? step.shortTitle : ""
    case .keys: title = ""
    }
    let words = [step.key, title].filter { !$0.isEmpty }.joined(separator: " ")
    var line = TextLine(" " + words)
    if step.mark.width > 0 {
      // On the current step's own background the mark's colour might not be legible.
      let mark = isCurrent ? TextLine(step.mark.text) : step.mark
      line = line + " " + mark
    }
    return line + " "
  }
}

/// Shares that grow step by step, each as high as it is large, with its label on top and a word below.
///
///                            100 %
///                  ▸ 50 %  ┈┈┈┈┈┈┈┈
///         25 %    ███▌┈┈┈  ┈┈┈┈┈┈┈┈
///     5 %████████ ███▌┈┈┈  ┈┈┈┈┈┈┈┈
///     ✓ passed     here     to come
public struct Staircase: View, Sendable, Hashable {
  public struct Step: Sendable, Hashable {
    /// 0…1; 0 keeps a thin tread.
    public var share: Double
    public var label: TextLine
    /// Lines below the tread, the most important first.
    public var words: [TextLine]
    /// How much of it is walked, 0…1: the rest is drawn faint.
    public var progress: Double
    public var role: Role

    public init(_ share: Double, label: TextLine, words: [TextLine], progress: Double, role: Role) {
      self.share = share
      self.label = label
      self.words = words
      self.progress = progress
      self.role = role
    }
  }

  public var steps: [Step]

  public init(_ steps: [Step]) { self.steps = steps }

  /// Rows below which it is not told from a row of bars.
  public static let heightMin = 5

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !steps.isEmpty, area.width >= steps.count * 4, area.height >= 3 else { return }
    let words = min(steps.map(\.words.count).max() ?? 0, max(0, area.height - 3))
    let stairs = area.prefixRows(area.height - words)
    let parts = area.columns(steps.map { _ in .atLeast(4, weight: 1) }, gap: 1)
    for (step, part) in zip(steps, parts) {
      let room = stairs.height - 1
      let share = step.share.isFinite ? min(1, max(0, step.share)) : 0
      let height = max(1, Int((share * Double(room)).rounded()))
      let tread = Rect(x: part.x, y: stairs.endY - height, width: part.width, height: height)
      canvas.fill(tread, canvas.glyphs.shades[0], .gaugeTrack)
      let walked = step.progress.isFinite ? min(1, max(0, step.progress)) : 0
      for row in 0..<tread.height {
        canvas.bar(walked * Double(tread.width), in: tread.row(row), role: step.role)
      }
      canvas.put(step.label, in: Rect(x: part.x, y: tread.y - 1, width: part.width, height: 1))
      for (row, line) in step.words.prefix(words).enumerated() {
        canvas.put(line, in: Rect(x: part.x, y: stairs.endY + row, width: part.width, height: 1))
      }
    }
  }
}

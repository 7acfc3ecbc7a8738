/// One number on a track: `████████▌─────┊──  62 %`, with a mark where it should be.
public struct Gauge: View, Sendable, Hashable {
  /// 0…1; outside is taken to the nearest, NaN draws an empty track.
  public var share: Double
  /// What stands right of the track.
  public var text: TextLine
  /// A place on the track, 0…1, drawn in the look of thresholds.
  public var mark: Double?
  public var role: Role

  public init(_ share: Double, text: TextLine = "", mark: Double? = nil, role: Role = .gauge) {
    self.share = share
    self.text = text
    self.mark = mark
    self.role = role
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let width = text.width
    let showsText = width > 0 && area.width >= width + 5
    let track = showsText ? area.row(0).prefixColumns(area.width - width - 1) : area.row(0)
    canvas.fill(track, canvas.glyphs.track, .gaugeTrack)
    canvas.bar(min(1, max(0, share)) * Double(track.width), in: track, role: role)
    if let mark, mark.isFinite {
      let column = Int((min(1, max(0, mark)) * Double(track.width - 1)).rounded())
      canvas.put(canvas.glyphs.dashVertical, at: Point(x: track.x + column, y: track.y), .threshold)
    }
    if showsText { canvas.put(text, in: area.row(0), alignment: .trailing) }
  }
}

/// How far a long piece of work is: `Training  ██████▍─────────  62 %  12 s left`.
///
/// Without a share the track stays empty and the text alone tells. Nothing moves but the work.
public struct ProgressBar: View, Sendable, Hashable {
  public var label: TextLine
  /// 0…1; nil where the end is not known.
  public var share: Double?
  /// Such as the time left.
  public var detail: String

  public init(_ label: TextLine, share: Double?, detail: String = "") {
    self.label = label
    self.share = share
    self.detail = detail
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let row = area.row(0)
    let percent = share.map { NumberLabel.fixed(min(1, max(0, $0)) * 100, 0) + " %" } ?? ""
    let after = [percent, detail].filter { !$0.isEmpty }.joined(separator: "  ")
    let afterWidth = min(CharacterWidth.columns(after), row.width)
    let labelWidth = min(label.width, max(0, row.width - afterWidth - 1))
    let parts = row.columns([.fixed(labelWidth), .atLeast(0, weight: 1), .fixed(afterWidth)], gap: 1)
    canvas.put(label, in: parts[0])
    if parts[1].width >= 4 {
      canvas.fill(parts[1], canvas.glyphs.track, .progressTrack)
      canvas.bar(min(1, max(0, share ?? 0)) * Double(parts[1].width), in: parts[1], role: .progress)
    }
    canvas.put(TextLine(after), in: parts[2], alignment: .trailing, role: .dim)
  }
}

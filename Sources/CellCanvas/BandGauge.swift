/// A share on the line from 0 to 1, with a band of it shaded: `────░░░░●░░░────`.
public struct BandGauge: View, Sendable, Hashable {
  /// 0…1; not finite draws the band alone.
  public var share: Double
  public var band: ClosedRange<Double>

  public init(_ share: Double, band: ClosedRange<Double>) {
    self.share = share
    self.band = band
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let track = area.row(0)
    guard !track.isEmpty else { return }
    canvas.fill(track, canvas.glyphs.track, .gaugeTrack)
    let from = column(band.lowerBound, in: track)
    let shaded = Rect(x: track.x + from, y: track.y, width: column(band.upperBound, in: track) - from + 1, height: 1)
    canvas.fill(shaded, canvas.glyphs.shades[1], .window)
    guard share.isFinite else { return }
    canvas.put(
      Glyph(canvas.glyphs == .ascii ? "O" : "●"), at: Point(x: track.x + column(share, in: track), y: track.y), .accent)
  }

  private func column(_ share: Double, in track: Rect) -> Int {
    Int((min(1, max(0, share)) * Double(track.width - 1)).rounded())
  }
}

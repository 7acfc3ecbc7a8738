import CellCanvas
import Lifecycle

/// A step of a rollout as it is drawn.
struct Stair: Sendable, Equatable {
  var share: Double
  var standing: WalkStep.Standing
  /// How much of it is walked, 0…1.
  var progress: Double
  var role: Role
  /// The most important first.
  var words: [TextLine]
  /// What stands for no share at all.
  var unseen = "shadow"
}

/// Steps as a staircase, as high as their share of the traffic; on few rows, as bars side by side.
struct StairsPicture: View {
  private let stairs: [Stair]

  init(_ stairs: [Stair]) { self.stairs = stairs }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !stairs.isEmpty, area.width >= stairs.count * 4 else { return }
    guard area.height >= Staircase.heightMin else { return drawBars(in: area, on: &canvas) }
    Staircase(
      stairs.map { stair in
        Staircase.Step(
          stair.share, label: label(stair), words: stair.words, progress: stair.progress, role: stair.role)
      }
    ).draw(in: room(area), on: &canvas)
  }

  /// One step needs no height; a step wider than its words tells nothing more.
  private func room(_ area: Rect) -> Rect {
    area.prefixRows(stairs.count == 1 ? 6 : 12).prefixColumns(stairs.count * 36)
  }

  private func drawBars(in area: Rect, on canvas: inout Canvas) {
    let parts = area.columns(stairs.map { _ in .atLeast(4, weight: 1) }, gap: 1)
    for (stair, part) in zip(stairs, parts) {
      canvas.put(label(stair), in: part.row(0))
      if part.height > 1 {
        Gauge(stair.progress * max(0.02, stair.share), role: stair.role).draw(in: part.row(1), on: &canvas)
      }
      if part.height > 2, let word = stair.words.first { canvas.put(word, in: part.row(2)) }
    }
  }

  private func label(_ stair: Stair) -> TextLine {
    let isAhead = stair.standing == .coming || stair.standing == .unreached
    return TextLine(stair.standing == .present ? "▸ " : "", .accent)
      + TextLine(stair.share > 0 ? ShareText.of(stair.share) : stair.unseen, isAhead ? .dim : .strong)
  }
}

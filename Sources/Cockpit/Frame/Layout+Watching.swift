import CellCanvas
import Lifecycle

// The further views of monitoring.

extension Layout {
  /// One column in one window.
  static var drift: Node {
    .rows([
      .init(
        .columns([
          .init(part(.shape, 36, 8, importance: 4), weight: 1), .init(part(.readings, 38, 8, importance: 3), weight: 1),
        ]), weight: 1),
      .init(
        .columns([
          .init(part(.trend, 36, 7, importance: 1), weight: 1), .init(part(.worst, 38, 7, importance: 2), weight: 1),
        ]), weight: 1),
    ])
  }

  static var estimates: Node {
    .rows([
      .init(part(.estimate, 40, 8, importance: 4), weight: 4),
      .init(part(.gap, 40, 6, importance: 1), weight: 2),
      .init(
        .columns([
          .init(part(.reconciliation, 38, 7, importance: 3), weight: 1),
          .init(part(.whatIf, 38, 7, importance: 2), weight: 1),
        ]), weight: 3),
    ])
  }

  static var upstream: Node {
    .rows([
      .init(
        .columns([
          .init(part(.sources, 38, 6, importance: 3), weight: 3),
          .init(part(.schemaBreaks, 30, 6, importance: 1), weight: 2),
        ]), weight: 2),
      .init(part(.halfLives, 40, 6, importance: 2), weight: 4),
    ])
  }
}

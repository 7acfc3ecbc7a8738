import CellCanvas
import Lifecycle

// The further views of deployment, monitoring and business, and the map of the iterations.

extension Layout {
  static var iterations: Node {
    .rows([
      .init(part(.turns, 40, 6, importance: 3), weight: 3),
      .init(
        .columns([
          .init(part(.turn, 36, 7, importance: 2), weight: 1), .init(part(.decisions, 36, 7, importance: 1), weight: 1),
        ]), weight: 2),
    ])
  }

  static var rollout: Node {
    .rows([
      .init(part(.walk, 40, 11, importance: 5), weight: 2),
      .init(
        .columns([
          .init(part(.arms, 40, 7, importance: 4), weight: 1),
          .init(part(.trialGates, 36, 7, importance: 3), weight: 1),
        ]), weight: 3),
      .init(
        .columns([
          .init(part(.advantage, 44, 6, importance: 2), weight: 3),
          .init(part(.shadow, 34, 8, importance: 1), weight: 2),
        ]), weight: 3),
    ])
  }

  static func rehearsal(_ room: Rect) -> Node {
    .rows([
      .init(part(.rehearsal, 40, 8, importance: 4), weight: 3),
      .init(
        .columns([
          .init(part(.rehearsalSteps, 44, 5, importance: 3), weight: 1),
          .init(part(.rehearsalChecks, 44, 5, importance: 1), weight: 1),
        ]), weight: 2),
      .init(part(.forecast, 40, 6, importance: 2), weight: 2),
    ])
  }

  static var gateway: Node {
    .rows([
      .init(part(.door, 40, 8, importance: 4), weight: 2),
      .init(part(.endpoints, 40, 5, importance: 3), weight: 2),
      .init(
        .columns([
          .init(part(.latency, 44, 8, importance: 2), weight: 3),
          .init(part(.statuses, 30, 8, importance: 1), weight: 2),
        ]), weight: 2),
    ])
  }

  static var registry: Node {
    .rows([
      .init(part(.reigns, 40, 6, importance: 1), weight: 1), .init(part(.passages, 40, 6, importance: 2), weight: 2),
    ])
  }

  static var automation: Node {
    .rows([
      .init(part(.levels, 40, 8, importance: 4), weight: 3),
      .init(
        .columns([
          .init(part(.deciders, 36, 8, importance: 1), weight: 1),
          .init(part(.moves, 36, 8, importance: 3), weight: 1),
          .init(part(.agreement, 36, 8, importance: 2), weight: 1),
        ]), weight: 2),
    ])
  }

  static func review(_ room: Rect) -> Node {
    let parts: [PaneLayout<Pane>.Part] = [
      .init(part(.waiting, 28, 5, importance: 1), weight: 2), .init(part(.request, 36, 9, importance: 2), weight: 3),
    ]
    return room.width >= 70 ? .columns(parts) : .rows(parts)
  }

  static func figures(_ room: Rect) -> Node {
    let parts: [PaneLayout<Pane>.Part] = [
      .init(part(.inputs, 34, 5, importance: 3)), .init(part(.outputs, 34, 5, importance: 2)),
      .init(part(.software, 34, 5, importance: 1)),
    ]
    if room.width >= 150 { return .columns(parts) }
    guard room.width >= 108 else {
      return .rows([parts[0], parts[1], .init(part(.software, 34, 5, importance: 1), weight: 2)])
    }
    // Two beside each other and the software, which has the most figures, below: each course keeps its room.
    return .rows([.init(.columns(Array(parts.prefix(2)))), .init(part(.software, 34, 5, importance: 1))])
  }

  static var segments: Node {
    .rows([
      .init(
        .columns([
          .init(part(.segmentColumns, 28, 7, importance: 2), weight: 2),
          .init(part(.segmentLevels, 40, 7, importance: 3), weight: 3),
        ]), weight: 3),
      .init(part(.worth, 40, 7, importance: 1), weight: 1),
    ])
  }
}

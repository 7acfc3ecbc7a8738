import CellCanvas
import Lifecycle

extension Layout {
  /// The panes of a further view; the answer as it is where it has no picture of its own.
  static func sheetNode(_ sheet: Sheet, _ room: Rect, _ facts: Facts) -> Node {
    switch sheet {
    case .contract: listAndDetail(.fields, .field, room, facts)
    case .findings: listAndDetail(.findings, .finding, room, facts)
    case .rows: grid(room)
    case .labels: labels(room)
    case .datasets: listAndDetail(.datasets, .difference, room, facts)
    case .evaluation: facts.isRegression ? regression : evaluation
    case .errors: listAndDetail(.errors, .contributions, room, facts)
    case .comparison: comparison(facts)
    case .iterations: iterations
    case .rollout: rollout
    case .rehearsal: rehearsal(room)
    case .gateway: gateway
    case .registry: registry
    case .automation: automation
    case .review: review(room)
    case .alarms: listAndDetail(.alarmList, .alarm, room, facts)
    case .drift: drift
    case .figures: figures(room)
    case .estimates: estimates
    case .upstream: upstream
    case .policies: listAndDetail(.policies, .policy, room, facts)
    case .segments: segments
    case .insights: listAndDetail(.insights, .insight, room, facts)
    }
  }

  static func part(_ part: SheetPart, _ columns: Int, _ rows: Int, importance: Int) -> Node {
    pane(.part(part), columns, rows, importance: importance)
  }

  /// What is chosen stands below its list. On wide screens it stands beside it, unless they are so high that the whole
  /// list has room above it: then no column of it need be cut.
  private static func listAndDetail(_ list: SheetPart, _ detail: SheetPart, _ room: Rect, _ facts: Facts) -> Node {
    let parts: [PaneLayout<Pane>.Part] = [
      .init(part(list, 40, 7, importance: 2), weight: 3), .init(part(detail, 36, 7, importance: 1), weight: 2),
    ]
    let isShort = facts.size.rows >= 45 && facts.heights[.part(list)].map { $0 <= room.height / 2 } ?? false
    return room.width >= 150 && !isShort ? .columns(parts) : .rows(parts)
  }

  private static func grid(_ room: Rect) -> Node {
    guard room.width >= 150 else { return part(.rows, 40, 4, importance: 2) }
    return .columns([
      .init(part(.rows, 40, 4, importance: 2), weight: 4), .init(part(.row, 36, 4, importance: 1), weight: 1),
    ])
  }

  private static func labels(_ room: Rect) -> Node {
    let queue = part(.labelQueue, 30, 5, importance: 2)
    let card = part(.label, 36, 10, importance: 3)
    let noise = part(.noise, 30, 6, importance: 1)
    guard room.width >= 76 else { return .rows([.init(card, weight: 2), .init(queue), .init(noise)]) }
    return .columns([.init(.rows([.init(queue, weight: 3), .init(noise, weight: 1)])), .init(card, weight: 3)])
  }

  private static var evaluation: Node {
    .rows([
      .init(part(.summary, 40, 5, importance: 8), weight: 1),
      .init(
        .columns([
          .init(part(.threshold, 40, 10, importance: 9), weight: 3),
          .init(part(.confusion, 30, 10, importance: 7), weight: 2),
        ]), weight: 3),
      .init(
        .columns([
          .init(part(.separation, 28, 9, importance: 5), weight: 1),
          .init(part(.precision, 28, 9, importance: 3), weight: 1),
          .init(part(.calibration, 28, 9, importance: 2), weight: 1),
          .init(part(.scores, 28, 9, importance: 4), weight: 1),
        ]), weight: 3),
      .init(
        .columns([
          .init(part(.slices, 50, 7, importance: 6), weight: 3),
          .init(part(.importances, 34, 7, importance: 1), weight: 2),
        ]), weight: 2),
    ])
  }

  private static var regression: Node {
    .rows([
      .init(part(.summary, 40, 5, importance: 5), weight: 1),
      .init(
        .columns([
          .init(part(.separation, 38, 9, importance: 6), weight: 3),
          .init(part(.scores, 34, 9, importance: 4), weight: 2),
          .init(part(.confusion, 34, 9, importance: 3), weight: 2),
        ]), weight: 3),
      .init(
        .columns([
          .init(part(.slices, 50, 7, importance: 2), weight: 3),
          .init(part(.importances, 34, 7, importance: 1), weight: 2),
        ]), weight: 2),
    ])
  }

  private static func comparison(_ facts: Facts) -> Node {
    var curves: [PaneLayout<Pane>.Part] = [.init(part(.roundCurves, 36, 9, importance: 4))]
    if !facts.isRegression {
      curves += [.init(part(.rocCurves, 36, 9, importance: 3)), .init(part(.precisionCurves, 36, 9, importance: 2))]
    }
    return .rows([
      .init(
        .columns([
          .init(part(.forest, 44, 8, importance: 6), weight: 3),
          .init(part(.recipes, 30, 8, importance: 5), weight: 2),
        ]), weight: 2),
      .init(.columns(curves), weight: 2),
      .init(part(.disagreements, 40, 6, importance: 1), weight: 1),
    ])
  }
}

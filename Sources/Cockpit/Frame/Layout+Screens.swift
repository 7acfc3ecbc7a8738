import CellCanvas
import Lifecycle

extension Layout {
  typealias Node = PaneLayout<Pane>.Node

  /// Where a screen's panes are to be, in a room that is large enough for them.
  static func node(_ screen: Screen, _ room: Rect, _ facts: Facts) -> Node {
    switch screen {
    case .overview: overview(room)
    case .stage(.scoping): scoping(facts.gateCount)
    case .stage(.data): data
    case .stage(.development): development
    case .stage(.deployment): deployment
    case .stage(.monitoring): room.width >= 180 && room.height >= 50 ? largeMonitoring : monitoring
    case .stage(.business): business
    case .sheet(let sheet): sheetNode(sheet, room, facts)
    }
  }

  static func pane(_ pane: Pane, _ columns: Int, _ rows: Int, importance: Int) -> Node {
    .pane(pane, minimum: Size(columns: columns, rows: rows), importance: importance)
  }

  /// Tiles in threes, in pairs or one below the other.
  private static func overview(_ room: Rect) -> Node {
    let across = room.width >= 72 ? 3 : room.width >= 40 ? 2 : 1
    let tiles = Stage.allCases.map { pane(.tile($0), 20, 3, importance: 7 - $0.rawValue) }
    let rows = stride(from: 0, to: tiles.count, by: across).map { start in
      Node.columns(tiles[start..<min(tiles.count, start + across)].map { .init($0) })
    }
    return .rows(rows.map { .init($0) })
  }

  /// The gates take the rows they need; the rest of the contract shares what is left.
  private static func scoping(_ gateCount: Int) -> Node {
    .rows([
      .init(pane(.gates, 40, min(12, max(1, gateCount) + 3), importance: 4), weight: 0),
      .init(
        .columns([
          .init(pane(.problem, 34, 6, importance: 3), weight: 3), .init(pane(.risks, 30, 6, importance: 2), weight: 2),
        ]), weight: 2),
      .init(pane(.course, 60, 13, importance: 1), weight: 3),
    ])
  }

  private static var data: Node {
    .rows([
      .init(pane(.source, 40, 5, importance: 1), weight: 0.12),
      .init(
        .columns([
          .init(pane(.columns, 40, 7, importance: 3), weight: 3), .init(pane(.column, 28, 7, importance: 2), weight: 1),
        ])),
    ])
  }

  private static var development: Node {
    .rows([
      .init(pane(.runs, 40, 6, importance: 4), weight: 2),
      .init(
        .columns([
          .init(pane(.curve, 36, 8, importance: 2), weight: 3), .init(pane(.metrics, 36, 8, importance: 3), weight: 3),
          .init(pane(.runGates, 40, 8, importance: 1), weight: 3),
        ]), weight: 3),
    ])
  }

  private static var deployment: Node {
    .rows([
      .init(
        .columns([
          .init(pane(.aliases, 36, 8, importance: 3), weight: 1),
          .init(pane(.traffic, 36, 8, importance: 4), weight: 1),
        ]), weight: 2),
      .init(
        .columns([
          .init(pane(.versions, 40, 6, importance: 2), weight: 3),
          .init(pane(.history, 34, 6, importance: 1), weight: 2),
        ]), weight: 3),
    ])
  }

  private static var monitoring: Node {
    .rows([
      .init(
        .columns([
          .init(pane(.drift, 40, 8, importance: 3), weight: 1), .init(pane(.metric, 38, 8, importance: 4), weight: 1),
        ]), weight: 3),
      .init(
        .columns([
          .init(pane(.alarms, 40, 6, importance: 5), weight: 4),
          .init(pane(.histogram, 34, 6, importance: 2), weight: 3),
          .init(pane(.service, 38, 6, importance: 1), weight: 3),
        ]), weight: 2),
    ])
  }

  /// The two lists below one another: the alarms have the rows that the columns leave, and room for their words.
  private static var largeMonitoring: Node {
    .columns([
      .init(.rows([.init(pane(.drift, 40, 8, importance: 3)), .init(pane(.alarms, 40, 8, importance: 5))]), weight: 2),
      .init(
        .rows([
          .init(pane(.metric, 38, 8, importance: 4), weight: 3),
          .init(
            .columns([
              .init(pane(.histogram, 34, 8, importance: 2)), .init(pane(.service, 38, 8, importance: 1)),
            ]), weight: 2),
        ])),
    ])
  }

  private static var business: Node {
    .rows([
      .init(
        .columns([
          .init(pane(.value, 40, 8, importance: 2), weight: 1),
          .init(pane(.difference, 36, 8, importance: 1), weight: 1),
        ]), weight: 3),
      .init(
        .columns([
          .init(pane(.indicators, 40, 5, importance: 3), weight: 3),
          .init(pane(.outlay, 44, 5, importance: 0), weight: 2),
        ]), weight: 1),
    ])
  }
}

extension Pane {
  /// Rows above the first row of a list.
  var headerHeight: Int {
    switch self {
    case .gates, .columns, .runs, .versions, .history, .alarms, .indicators: 1
    case .drift, .tile, .problem, .risks, .course, .column, .source, .curve, .metrics, .runGates, .aliases, .traffic,
      .metric,
      .histogram, .service, .value, .difference, .outlay:
      0
    case .part(let part): part.headerHeight
    }
  }

  /// Rows of the list that are seen in a pane's content.
  func listHeight(in content: Rect) -> Int {
    let footer = self == .drift ? (content.height >= 3 ? 1 : 0) + DriftPane.methodRows(in: content) : 0
    return max(0, content.height - headerHeight - footer)
  }
}

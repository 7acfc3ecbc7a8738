import CellCanvas
import Lifecycle

/// Where everything on the screen is: a pure function of its size and of which screen is shown.
struct Layout: Sendable, Equatable {
  var title: Rect
  var ribbon: Rect
  var body: Rect
  var timeline: Rect
  var footer: Rect
  /// The visible panes in the order `Tab` walks them.
  var panes: [Placed]

  struct Placed: Sendable, Equatable {
    var pane: Pane
    var area: Rect
  }

  /// Below this there is no room for panes: a message says so.
  static let smallest = Size(columns: 40, rows: 12)

  init(size: Size, screen: Screen, focus: Pane, isZoomed: Bool, gateCount: Int) {
    let rows = Rect(size).rows([
      .fixed(1), .fixed(1), .rest, .fixed(Layout.timelineHeight(size)), .fixed(1),
    ])
    (title, ribbon, body, timeline, footer) = (rows[0], rows[1], rows[2], rows[3], rows[4])
    if isZoomed, screen.panes.contains(focus) {
      panes = [Placed(pane: focus, area: body)]
    } else {
      panes = Layout.panes(of: screen, in: body, gateCount: gateCount)
    }
  }

  /// The room for panes on a screen of a size.
  static func body(of size: Size) -> Rect {
    let taken = 3 + timelineHeight(size)
    return Rect(x: 0, y: 2, width: size.columns, height: size.rows - taken)
  }

  /// High screens have room for the labels of the timeline.
  private static func timelineHeight(_ size: Size) -> Int { size.rows >= 30 ? 2 : 1 }

  /// Inside a pane's frame; nil when it is not shown.
  func content(of pane: Pane) -> Rect? {
    panes.first { $0.pane == pane }.map { Panel.content(of: $0.area) }
  }

  /// The visible pane in a direction: the nearest one that shares most of the side.
  func neighbour(of pane: Pane, _ direction: Direction) -> Pane? {
    guard let here = panes.first(where: { $0.pane == pane })?.area else { return nil }
    var best: (pane: Pane, overlap: Int, distance: Int)?
    for other in panes where other.pane != pane {
      guard let (distance, overlap) = Layout.step(from: here, to: other.area, direction), overlap > 0 else { continue }
      if let best, (best.distance, -best.overlap) <= (distance, -overlap) { continue }
      best = (other.pane, overlap, distance)
    }
    return best?.pane
  }

  /// How far a rectangle lies in a direction and how much of the side it shares; nil when it lies elsewhere.
  private static func step(from here: Rect, to there: Rect, _ direction: Direction) -> (distance: Int, overlap: Int)? {
    let sideways = min(here.endX, there.endX) - max(here.x, there.x)
    let upright = min(here.endY, there.endY) - max(here.y, there.y)
    switch direction {
    case .up: return there.endY <= here.y ? (here.y - there.endY, sideways) : nil
    case .down: return there.y >= here.endY ? (there.y - here.endY, sideways) : nil
    case .left: return there.endX <= here.x ? (here.x - there.endX, upright) : nil
    case .right: return there.x >= here.endX ? (there.x - here.endX, upright) : nil
    }
  }

  /// The box of the help and the log, and the room inside it.
  static func reader(in size: Size) -> (box: Rect, content: Rect) {
    let screen = Rect(size)
    let box = screen.centered(
      Size(columns: min(size.columns, 112), rows: size.rows >= 20 ? size.rows - 4 : size.rows))
    return (box, Panel.content(of: box))
  }
}

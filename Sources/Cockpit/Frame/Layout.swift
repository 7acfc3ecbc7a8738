import CellCanvas
import Lifecycle

/// Where everything on the screen is: a pure function of its size and of which screen is shown.
struct Layout: Sendable {
  var title: Rect
  var ribbon: Rect
  /// The views of the stage; empty on the overview and where rows are dear.
  var tabs: Rect
  /// A row for what needs a person; empty when nothing does.
  var banner: Rect
  var body: Rect
  var timeline: Rect
  var footer: Rect
  var mode: Mode
  /// The visible panes in the order `Tab` walks them.
  var panes: [Placed]
  /// What has no room and is shown when it gets the focus.
  var hidden: [Pane]
  /// The borders between panes, which can be moved.
  var divisions: [PaneLayout<Pane>.Division]

  struct Placed: Sendable, Equatable {
    var pane: Pane
    var area: Rect
  }

  /// Below this there is no room for panes: a message says so.
  static let smallest = Size(columns: 40, rows: 12)

  /// What of the model the places depend on.
  struct Facts: Sendable, Equatable {
    var size: Size
    var hasBanner: Bool
    var gateCount: Int
    var isRegression = false
    /// What stands beside what on the screen, where a person split it.
    var split: Split?
    var shares: Arrangement.Shares = [:]
    /// Rows, with its frame, beyond which a pane has nothing more to show.
    var heights: [Pane: Int] = [:]

    /// The panes of a screen that mean something for the project's task.
    func panes(of screen: Screen) -> [Pane] {
      guard isRegression else { return screen.panes }
      return screen.panes.filter { pane in
        if case .part(let part) = pane { part.applies(to: .regression) } else { true }
      }
    }
  }

  /// - Parameter wanted: the pane that is to have the focus.
  init(_ facts: Facts, screen: Screen, wanted: Pane?, isZoomed: Bool) {
    let rows = Layout.rows(facts, screen)
    (title, ribbon, tabs, banner) = (rows[0], rows[1], rows[2], rows[3])
    (body, timeline, footer) = (rows[4], rows[5], rows[6])
    let arranged = Layout.arrange(screen, in: body, facts, wanted: wanted, isZoomed: isZoomed)
    (mode, panes, hidden, divisions) = (arranged.mode, arranged.panes, arranged.hidden, arranged.divisions)
  }

  /// Title, ribbon, banner, panes, timeline and footer. High screens have room for the labels of the timeline, low ones
  /// none for the timeline.
  private static func rows(_ facts: Facts, _ screen: Screen) -> [Rect] {
    let timeline = facts.size.rows >= 30 ? 2 : facts.size.rows >= 16 ? 1 : 0
    let tabs = screen.stage != nil && facts.size.rows >= 20 ? 1 : 0
    return Rect(facts.size).rows([
      .fixed(1), .fixed(1), .fixed(tabs), .fixed(facts.hasBanner ? 1 : 0), .rest, .fixed(timeline), .fixed(1),
    ])
  }

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

import CellCanvas
import Lifecycle

/// All that the cockpit knows: what the engine last said, and where the person is in it.
///
/// Plain data. `update` is the only way it changes; `CockpitView` draws it.
public struct CockpitModel: Sendable, Equatable {
  /// nil until the engine has spoken.
  public internal(set) var snapshot: Snapshot?
  /// Worked out from the snapshot's windows; nil with it.
  var digest: Digest?
  /// The terminal's, needed to know which pane lies under the mouse and what a page is.
  public internal(set) var size: Size
  public internal(set) var screen: Screen = .overview
  public internal(set) var isZoomed = false
  public internal(set) var layer: Layer?
  /// What `sextant.yaml` said when the copy of it that is being edited was made.
  var contractBase: String?
  public internal(set) var toasts: [Notice] = []
  public internal(set) var log = CommandLog()
  /// Why the engine cannot be reached; nil while it can.
  public internal(set) var disconnection: String?
  /// Seconds for which what is shown has not been renewed, where the link goes on trying; nil while it is up to date.
  public internal(set) var staleSeconds: Int?
  /// Where the copy of the contract lies that the editor opened.
  let contractCopy: String
  /// The engine lives in this process: quitting ends what it does.
  let endsEngine: Bool
  public internal(set) var keymap: Keymap
  /// The themes there are to choose from.
  public internal(set) var themes: ThemeShelf
  /// The focused pane of each screen that has been visited.
  var focuses: [Screen: Pane] = [:]
  /// What is chosen in each list; what is not there stands for the first row.
  var selections: [Pane: Item] = [:]
  /// The first visible row of lists and texts.
  var offsets: [Pane: Int] = [:]
  /// The window under the cursor, by its index in the session; nil follows the newest.
  var windowCursor: Int?
  /// What of the windows the charts show.
  var chartSpan = ChartSpan()
  /// The speed asked for and not yet confirmed, so that keys pressed in quick succession add up.
  var wantedSpeed: WantedSpeed?
  /// What the engine answered to the questions of the panes.
  var pages = PageBook()
  /// What is typed to narrow each list.
  var filters: [Pane: TextField] = [:]
  /// What narrows each list: of what was typed the last that is a filter.
  var applied: [Pane: AppliedFilter] = [:]
  /// Where the person is in the further views.
  var desk = Desk()
  /// Where the time machine stands; nil in the present.
  var timeMachine: TimeMachine?
  /// Numbers the questions of the time machine.
  var travelCount = 0
  /// What a person made of the layouts.
  var arrangement = Arrangement()
  /// Rows that the panes of the present screen can fill.
  var heights: [Pane: Int] = [:]
  /// The border that the mouse holds.
  var grip: Grip?
  /// What was kept the last time, until the first snapshot says whether it still applies.
  var layoutToRestore: LayoutMemory?
  private let layouts = LayoutMemo()
  /// Keys that wait for more to follow.
  var keyWait: KeyWait?
  /// What the palette went to last, the newest first.
  var recent: [RecentChoice] = []

  /// The hint of the tour that is shown; nil without one.
  public internal(set) var tour: Int?
  /// Nothing is to look as if it moved.
  let reducesMotion: Bool

  struct WantedSpeed: Sendable, Equatable {
    var speed: Speed
    var request: RequestID
  }

  public init(
    size: Size, keymap: Keymap = .standard, themes: ThemeShelf = ThemeShelf(),
    contractCopy: String = ".sextant/sextant.yaml.edit", endsEngine: Bool = false, recent: [RecentChoice] = [],
    tour: Int? = nil, reducesMotion: Bool = false, layout: LayoutMemory? = nil
  ) {
    layoutToRestore = layout
    self.tour = tour
    self.reducesMotion = reducesMotion
    self.endsEngine = endsEngine
    self.contractCopy = contractCopy
    self.size = size
    self.keymap = keymap
    self.themes = themes
    self.recent = Array(recent.prefix(RecentChoice.countMax))
  }

  /// The theme to draw with: while one is being chosen the marked one, to see what it is like.
  public var themeName: String {
    guard case .choice(let choice) = layer, choice.purpose == .theme else { return themes.name(of: themes.wish) }
    return themes.name(of: themes.wishes[min(max(0, choice.index), themes.wishes.count - 1)])
  }

  /// Which keys work now.
  public var context: KeyContext {
    layer?.context ?? screenContext
  }

  /// Which keys work where nothing lies over the screen.
  var screenContext: KeyContext {
    if screen == .sheet(.labels), focus == .part(.label), selectedLabel != nil { return .labelling }
    if screen == .sheet(.review), focus == .part(.request), selectedRequest != nil { return .reviewing }
    return KeyContext(screen)
  }

  /// Where everything is at the present size.
  var layout: Layout { layouts.layout(layoutFacts, screen: screen, wanted: wantedFocus, isZoomed: isZoomed) }

  var layoutFacts: Layout.Facts {
    Layout.Facts(
      size: size, hasBanner: snapshot?.notices.isEmpty == false || suggestion != nil || tour != nil,
      gateCount: snapshot?.definition.scope.gates.count ?? 0, isRegression: snapshot?.task == .regression,
      split: arrangement.splits[screen], shares: arrangement.shares[screen] ?? [:], heights: heights)
  }

  private var wantedFocus: Pane { focuses[screen] ?? screen.panes[0] }

  /// The pane that takes the arrow keys. A pane that is not shown does not keep the focus.
  var focus: Pane {
    let wanted = wantedFocus
    if isZoomed { return wanted }
    let visible = layout.panes
    return visible.contains { $0.pane == wanted } ? wanted : visible.first?.pane ?? wanted
  }
}

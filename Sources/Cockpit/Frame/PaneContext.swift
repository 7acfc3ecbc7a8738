import CellCanvas
import Encoding
import Expressions
import Lifecycle

/// What every pane is drawn from.
struct PaneContext {
  let model: CockpitModel
  let snapshot: Snapshot
  let digest: Digest

  var state: LifecycleState { snapshot.state }
  var scope: Scope { snapshot.definition.scope }
  var unit: String { snapshot.definition.business.unit }

  /// A gate's metric per window as bars; windows beyond the bound stand out.
  func course(of gate: Gate, width: Int) -> TextLine {
    let bound = bound(of: gate)
    return bars(
      digest.metrics[gate.metric] ?? [], width: width,
      accepted: bound.map { bound in { gate.comparison.holds($0, bound) } })
  }

  /// What a gate's metric is held against: as last judged, or as written when that is a plain number.
  func bound(of gate: Gate) -> Double? {
    let judged = (snapshot.liveGates + snapshot.gates).first { $0.gate == gate && $0.bound != nil }
    return judged?.bound ?? gate.bound.number { _ in nil }
  }

  /// What brings traffic: a key, or the clients of the gateway.
  var trafficRemedy: String {
    if let gateway = snapshot.gateway { return "clients ask at \(gateway.address)" }
    switch snapshot.traffic.state {
    case .playing, .watching: return "the traffic plays: it comes with the next windows"
    case .idle, .paused, .ended: break
    }
    if watchesOnly { return "\(key(.traffic)) begins to watch the log" }
    // A key that can do nothing yet is no remedy.
    if state.champion != nil || snapshot.definition.monitoring.watch != nil {
      return "\(key(.traffic)) plays the traffic"
    }
    let first =
      state.challenger == nil
      ? "\(key(.retrain)) trains a model, \(key(.promote)) promotes it" : "\(key(.promote)) promotes the challenger"
    return "\(first), then \(key(.traffic)) plays the traffic"
  }

  /// A log alone is watched: the model is made and served by others.
  var watchesOnly: Bool { snapshot.definition.watchesOnly(state) }

  /// How a project that watches a log comes to a model of its own.
  var modelRemedy: String {
    "`sextant import FILE` brings its model here; \(key(.retrain)) trains one on the rows of the log"
  }

  /// Why the table cannot be read and what mends it; nil where nothing is known to keep it from being read.
  var dataTrouble: (why: String, mend: String)? {
    guard snapshot.data == nil,
      let notice = snapshot.notices.first(where: { $0.hasPrefix(StageSummary.dataTrouble) })
    else { return nil }
    let edit = "\(key(.edit)) opens sextant.yaml"
    // What the command line would be told is no help here.
    guard let place = notice.firstRange(of: "; or leave such rows out with --skip-bad-rows") else {
      return (notice, edit)
    }
    return (String(notice[..<place.lowerBound]), "\(edit): `skip_bad_rows: true` under `data:` leaves such rows out")
  }

  /// The name of a key, for sentences that say which one helps.
  func key(_ deed: Action.Deed) -> String { model.keymap.key(.act(deed)) }
}

/// The inside of a pane and what its frame says.
protocol PaneContent {
  /// Names the pane and carries the one number that matters.
  var title: TextLine { get }
  /// Right in the frame.
  var note: TextLine? { get }
  func draw(in area: Rect, on canvas: inout Canvas)
}

extension PaneContent {
  var note: TextLine? { nil }
}

extension PaneContext {
  /// Draws a pane with its frame.
  func draw(_ pane: Pane, in area: Rect, on canvas: inout Canvas) {
    let content = content(of: pane, width: area.width)
    let isFocused = model.layer == nil && model.focus == pane
    let hint = spanHint(content) ?? wayBack(from: pane)
    let inner = canvas.panel(
      Panel(
        place(of: pane) + content.title + filterTitle(pane), isFocused: isFocused, note: content.note,
        hint: hint), in: area)
    guard !inner.isEmpty else { return }
    content.draw(in: inner, on: &canvas)
  }

  /// "2/5" before the title of a pane that is shown alone.
  private func place(of pane: Pane) -> TextLine {
    let layout = model.layout
    guard layout.mode == .single || layout.mode == .zoomed else { return "" }
    let panes = model.walkedPanes
    guard panes.count > 1, let place = panes.firstIndex(of: pane) else { return "" }
    return TextLine("\(place + 1)/\(panes.count) ", .dim)
  }

  /// How to leave what a person made of the screen.
  private func wayBack(from pane: Pane) -> TextLine? {
    if model.isZoomed { return TextLine("\(model.keymap.key(.move(.back))) back", .keyHint) }
    guard model.split != nil, model.focus == pane else { return nil }
    let keymap = model.keymap
    return TextLine(keymap.key(.tool(.split)), .key) + TextLine(" ends the split  ", .keyHint)
      + TextLine(keymap.key(.tool(.turnSplit)), .key) + TextLine(" turns it  ", .keyHint)
      + TextLine("\(keymap.key(.tool(.shrinkPane))) \(keymap.key(.tool(.growPane)))", .key)
      + TextLine(" share", .keyHint)
  }

  func content(of pane: Pane, width: Int) -> any PaneContent {
    switch pane {
    case .tile(let stage): TilePane(context: self, stage: stage, width: width)
    case .gates: GatesPane(context: self)
    case .problem: ProblemPane(context: self)
    case .risks: RisksPane(context: self)
    case .course: CoursePane(context: self)
    case .source: SourcePane(context: self)
    case .columns: ColumnsPane(context: self)
    case .column: ColumnPane(context: self)
    case .runs: RunsPane(context: self)
    case .curve: CurvePane(context: self)
    case .metrics: MetricsPane(context: self)
    case .runGates: RunGatesPane(context: self)
    case .aliases: AliasesPane(context: self)
    case .traffic: TrafficPane(context: self)
    case .versions: VersionsPane(context: self)
    case .history: HistoryPane(context: self)
    case .drift: DriftPane(context: self)
    case .metric: MetricPane(context: self)
    case .alarms: AlarmsPane(context: self)
    case .histogram: HistogramPane(context: self)
    case .service: ServicePane(context: self)
    case .value: ValuePane(context: self)
    case .difference: DifferencePane(context: self)
    case .indicators: IndicatorsPane(context: self)
    case .outlay: OutlayPane(context: self)
    case .part(let part): part.content(self, width: width)
    }
  }

  /// A table of one of the lists, with its choice and scroll; rows are made for the visible part alone.
  func table(
    _ pane: Pane, columns: [DataTable.Column], height: Int, row: (Item) -> [TextLine]
  ) -> DataTable {
    let items = model.items(of: pane)
    let selection = model.selectedIndex(of: pane)
    let body = max(0, height - 1)
    let first = DataTable.offset(model.offsets[pane] ?? 0, showing: selection, of: items.count, height: body)
    return DataTable(
      columns: columns, rows: items.dropFirst(first).prefix(body).map(row), selection: selection, offset: first,
      isFocused: model.layer == nil && model.focus.list == pane, firstRow: first, totalRows: items.count,
      emptyText: "")
  }
}

extension Rect {
  /// Room for a list and, under its last row, for `count` lines about it.
  ///
  /// - Parameters:
  ///   - rows: the rows the list would like.
  ///   - least: the rows it must keep; where they are not left, the lines go.
  func withFoot(_ count: Int, below rows: Int, least: Int) -> [Rect] {
    guard count > 0, height >= count + least else { return [self, Rect(x: x, y: endY, width: width, height: 0)] }
    let gap = height > rows + count ? 1 : 0
    let listed = min(rows, height - count - gap)
    let parts = self.rows([.fixed(listed), .fixed(gap), .fixed(count)])
    return [parts[0], parts[2]]
  }
}

extension Canvas {
  /// What is missing and which key fills it, in the middle of a pane.
  mutating func putEmpty(_ missing: String, _ remedy: String = "", in area: Rect) {
    let missingLines = missing.wrapped(to: max(1, area.width - 2))
    let remedyLines = remedy.isEmpty ? [] : remedy.wrapped(to: max(1, area.width - 2))
    let top = max(0, (area.height - missingLines.count - remedyLines.count) / 2)
    for (row, line) in missingLines.enumerated() {
      put(TextLine(line), in: area, row: top + row, alignment: .center, role: .dim)
    }
    for (row, line) in remedyLines.enumerated() {
      put(TextLine(line), in: area, row: top + missingLines.count + row, alignment: .center, role: .accent)
    }
  }

  /// Lines of text from an offset on.
  mutating func put(_ lines: [TextLine], in area: Rect, offset: Int = 0) {
    for (row, line) in lines.dropFirst(max(0, min(offset, lines.count - area.height))).prefix(area.height).enumerated()
    {
      put(line, in: area, row: row)
    }
  }
}

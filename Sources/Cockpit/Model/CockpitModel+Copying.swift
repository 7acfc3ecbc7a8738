import CellCanvas
import Encoding
import Lifecycle

// Three things can be copied: the value that is selected, the whole row that it belongs to, and the command line that
// does or shows the same elsewhere.

extension CockpitModel {
  mutating func copy() -> [Effect] { copyText.map { copying($0, as: "") } ?? [] }

  mutating func copyRow() -> [Effect] { rowDocument.map { copying($0.text(), as: "the row ") } ?? [] }

  mutating func copyCommand() -> [Effect] { commandToCopy.map { copying($0, as: "") } ?? [] }

  /// Tells what was copied, and when a part of it had to stay behind.
  private mutating func copying(_ text: String, as what: String) -> [Effect] {
    let fitting = ClipboardText(text)
    let notice =
      fitting.isCut
      ? toast(
        .note,
        "copied only the first \(NumberText.grouped(fitting.text.utf8.count)) of "
          + "\(NumberText.grouped(fitting.wantedByteCount)) bytes: terminals take no more")
      : toast(.done, "copied: \(what)\(text)")
    return [.copy(fitting.text)] + notice
  }

  // MARK: What is selected

  /// What `y` copies: the newest command line in the log, else what is selected.
  var copyText: String? {
    if case .log = layer { return log.entries.last?.line }
    if focus == .part(.rows), let value = gridRow(desk.grid.row)?["values"]?[desk.grid.column] {
      return CellText.plain(value)
    }
    if focus.list == .part(.datasets), let version = selectedDataset?.version { return version }
    if let pane = focus.list, let item = selectedItem(of: pane) {
      if case .part(let part) = pane, let text = circleCopyText(of: item, in: part) { return text }
      return copyText(of: item)
    }
    return log.entries.last?.line
  }

  private func copyText(of item: Item) -> String? {
    switch item {
    case .gate(let index): snapshot?.definition.scope.gates[index].text
    case .column(let name): name
    case .run(let id): "run \(id)"
    case .version(let id): snapshot?.state.version(id)?.model.path
    case .aliasChange(let index): snapshot?.state.aliasHistory[index].why
    case .alarm(let id): snapshot?.state.alarms.first { $0.id == id }?.advice
    case .indicator(let name): name
    case .numbered(let index): "\(index)"
    case .named(let name): name
    case .tableRow(let row): "row \(row)"
    }
  }

  // MARK: Its row

  /// All that is known of the selected row; nil where no row is selected or nothing more is known of it.
  var rowDocument: JSON? {
    if focus == .part(.rows) { return gridDocument }
    guard let pane = focus.list, let item = selectedItem(of: pane) else { return nil }
    switch item {
    case .numbered, .named, .tableRow:
      guard case .part(let part) = pane else { return nil }
      return part == .decisions ? decisionDocument(item) : element(of: item, in: part)
    case .gate, .column, .run, .version, .aliasChange, .alarm, .indicator:
      return snapshot.flatMap { $0.document(of: item) }
    }
  }

  /// A row of the data by the names of its columns.
  private var gridDocument: JSON? {
    guard let row = gridRow(desk.grid.row), let values = row["values"]?.array else { return nil }
    return .object(zip(desk.grid.columns, values).map { JSON.Member($0.name, $1) })
  }

  private func decisionDocument(_ item: Item) -> JSON? {
    guard case .numbered(let index) = item, let decisions = snapshot?.state.decisions, decisions.indices.contains(index)
    else { return nil }
    let fact = decisions[index].fact
    return ["decision": JSON(fact.decision.rawValue), "because": JSON(fact.because)]
  }

  /// The row as the engine told it.
  private func element(of item: Item, in part: SheetPart) -> JSON? {
    if part == .waiting { return openRequests.first { .named($0.name) == item }.map { ["name": JSON($0.name)] } }
    let lists = (page(of: part)?.members ?? []).compactMap(\.value.array).filter { $0.first?.members != nil }
    switch item {
    case .numbered(let index):
      // With one list in the answer there is no doubt which row it is.
      guard lists.count == 1, lists[0].indices.contains(index) else { return nil }
      return lists[0][index]
    case .named(let name):
      return lists.joined().first { row in
        ["path", "id", "name", "column"].contains { row[$0]?.string == name }
      }
    case .tableRow(let number): return lists.joined().first { $0["row"]?.int == number }
    case .gate, .column, .run, .version, .aliasChange, .alarm, .indicator: return nil
    }
  }

  // MARK: Its command

  /// The command line of the palette's marked entry; else of what was done last; else what shows what is selected.
  var commandToCopy: String? {
    if case .palette(let palette) = layer {
      guard palette.matches.indices.contains(palette.choice) else { return nil }
      let entry = palette.entry(palette.choice, self)
      if case .action(let action) = entry.target, case .screenOnly = keymap.binding(of: action)?.twin { return nil }
      return entry.twin.isEmpty ? nil : entry.twin
    }
    if let line = log.entries.last?.line { return line }
    guard let pane = focus.list, let item = selectedItem(of: pane) else { return nil }
    switch item {
    case .run: return "sextant runs"
    case .version: return "sextant registry"
    case .column: return "sextant profile"
    case .alarm: return "sextant alarms"
    case .indicator: return "sextant kpis"
    case .gate: return "sextant check"
    case .aliasChange: return "sextant journal"
    case .numbered, .named, .tableRow: return nil
    }
  }
}

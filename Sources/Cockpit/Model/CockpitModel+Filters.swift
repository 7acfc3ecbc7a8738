import CellCanvas
import Encoding
import Expressions
import Lifecycle

extension CockpitModel {
  /// The list that `/` narrows here: the focused one or the one it details, else the first of the screen.
  var filteredPane: Pane? {
    if focus == .part(.rows) || focus == .part(.row) { return .part(.rows) }
    if let list = focus.list { return list }
    return screen.panes.first { $0.list == $0 || $0 == .part(.rows) }
  }

  mutating func beginFilter() {
    guard let pane = filteredPane else { return }
    layer = .prompt(Prompt(.filter(pane), field: filters[pane] ?? TextField()))
  }

  mutating func setFilter(_ field: TextField?, of pane: Pane) {
    filters[pane] = field
    if field == nil, pane == .part(.rows) { desk.grid.apply(filter: nil) }
  }

  /// Narrows a list to what is typed so far.
  ///
  /// - Returns: why it cannot be; the list then stays as it was.
  mutating func narrow(_ pane: Pane, to field: TextField) -> String? {
    filters[pane] = field.isBlank ? nil : field
    guard pane == .part(.rows) else { return nil }
    if field.isBlank {
      desk.grid.apply(filter: nil)
      return nil
    }
    switch RowFilter.check(field.trimmed, columns: desk.grid.columns.map(\.name)) {
    case .success:
      desk.grid.apply(filter: field.trimmed)
      return nil
    case .failure(let complaint): return complaint.text
    }
  }

  /// The rows of a list that its filter lets through.
  func filtered(_ items: [Item], of pane: Pane) -> [Item] {
    guard let field = filters[pane], !field.isBlank else { return items }
    let text = field.trimmed
    if pane == .runs, let expression = RunFilter(text, runs: snapshot?.state.runs ?? []) {
      return items.filter { item in
        guard case .run(let id) = item, let run = snapshot?.state.runs.last(where: { $0.id == id }) else {
          return false
        }
        return expression.accepts(run)
      }
    }
    let words = text.lowercased().split(separator: " ")
    return items.filter { item in
      let row = filterText(of: item, in: pane).lowercased()
      return words.allSatisfy { row.contains($0) }
    }
  }

  /// What a filter reads of a row: the words that its list shows.
  private func filterText(of item: Item, in pane: Pane) -> String {
    switch item {
    case .gate(let index): return snapshot?.definition.scope.gates[index].text ?? ""
    case .column(let name):
      let column = snapshot?.data?.columns.first { $0.name == name }
      return "\(name) \(column?.kind ?? "") \(column?.role ?? "")"
    case .run(let id):
      guard let run = snapshot?.state.runs.last(where: { $0.id == id }) else { return "" }
      let version = run.version.map { "v\($0) \(snapshot?.state.aliases.name(of: $0) ?? "")" } ?? ""
      return "run \(id) \(version) \(run.recipe.name) \(run.recipe.algorithm.rawValue) \(run.status.rawValue) "
        + run.verdict.word
    case .version(let id):
      guard let version = snapshot?.state.version(id) else { return "" }
      return "v\(id) \(version.recipe) \(version.verdict.word) \(snapshot?.state.aliases.name(of: id) ?? "")"
    case .aliasChange(let index):
      guard let change = snapshot?.state.aliasHistory[index] else { return "" }
      return "\(change.alias) v\(change.version?.number ?? 0) \(change.who) \(change.why ?? "")"
    case .alarm(let id): return snapshot?.state.alarms.first { $0.id == id }.map { AlarmText.sentence($0) } ?? ""
    case .indicator(let name): return name
    case .named(let name): return filterText(named: name, in: pane)
    case .numbered(let index): return filterText(numbered: index, in: pane)
    case .tableRow(let row):
      return openLabels.first { $0.row == row }.map { "\(row) \($0.label) \($0.guess)" } ?? "\(row)"
    }
  }

  private func filterText(named name: String, in pane: Pane) -> String {
    switch pane {
    case .part(.fields):
      let field = page(of: .fields)?["fields"]?.array?.first { $0["path"]?.string == name }
      return CellText.plain(field ?? .null)
    case .part(.findings):
      return findings.first { $0.id == name }.map { "\($0.severity) \($0.check) \($0.column) \($0.message)" } ?? name
    case .part(.waiting):
      return openRequests.first { $0.name == name }.map { CellText.plain($0.json) } ?? name
    case .part(.segmentColumns):
      return segments.first { $0["column"]?.string == name }.map { CellText.plain($0) } ?? name
    case .part(.insights): return insights.first { $0.id == name }.map { CellText.plain($0.json) } ?? name
    case .part(.inputs), .part(.outputs), .part(.software): return "\(name) \(FigureText.title(name))"
    case .part, .tile, .gates, .problem, .risks, .course, .columns, .column, .source, .runs, .curve, .metrics,
      .runGates, .aliases, .traffic, .versions, .history, .drift, .metric, .alarms, .histogram, .service, .value,
      .difference, .indicators, .outlay:
      return name
    }
  }

  private func filterText(numbered index: Int, in pane: Pane) -> String {
    guard case .part(let part) = pane else { return "" }
    if part == .passages || part == .moves || part == .rehearsalSteps { return deploymentFilterText(index, in: part) }
    if part == .turns || part == .decisions || part == .reconciliation {
      return circleCopyText(of: .numbered(index), in: part) ?? ""
    }
    let key = part == .slices ? "slices" : part == .datasets ? "versions" : "errors"
    return CellText.plain(page(of: part)?[key]?[index] ?? .null)
  }

  /// "12 of 40" while a filter is typed; nil before that is known.
  func filterCount(of pane: Pane) -> String? {
    if pane == .part(.rows) {
      let entry = pages[desk.grid.query(page: 0)]
      if entry?.page == nil, entry?.pending != nil { return "⠹ counting" }
      guard let total = desk.grid.total, let matching = desk.grid.matching else { return nil }
      return "\(NumberText.grouped(matching)) of \(NumberText.grouped(total)) rows"
    }
    return "\(NumberText.grouped(items(of: pane).count)) of \(NumberText.grouped(allItems(of: pane).count))"
  }
}

/// Checks a filter of the rows before the engine is asked.
enum RowFilter {
  struct Complaint: Error, Sendable, Equatable {
    var text: String
  }

  static func check(_ text: String, columns: [String]) -> Result<Void, Complaint> {
    let expression: Expression
    do { expression = try Expression(parsing: text) } catch {
      return .failure(Complaint(text: "column \(error.column): \(error.reason); \(error.mend)"))
    }
    guard !columns.isEmpty else { return .success(()) }
    let known = Vocabulary(numbers: columns)
    for mention in expression.mentions where !columns.contains(mention.name) {
      return .failure(
        Complaint(text: "column \(mention.column): no column `\(mention.name)`; \(known.mend(for: mention.name))"))
    }
    return .success(())
  }
}

/// A filter of the runs that is an expression over their numbers: `auc > 0.7 and run >= 3`.
struct RunFilter {
  private let expression: Expression

  /// Nil for what is no expression over the runs' numbers: then its words are looked for.
  init?(_ text: String, runs: [Run]) {
    guard let expression = try? Expression(parsing: text), !expression.names.isEmpty else { return nil }
    let names = Set(runs.flatMap { $0.metrics["test"]?.keys.map { $0 } ?? [] }).union(["run", "version", "seconds"])
    guard expression.names.allSatisfy({ names.contains($0) }),
      expression.isCondition(in: Vocabulary(numbers: expression.names))
    else { return nil }
    self.expression = expression
  }

  func accepts(_ run: Run) -> Bool {
    let value = expression.number { name in
      switch name {
      case "run": Double(run.id.number)
      case "version": run.version.map { Double($0.number) }
      case "seconds": run.seconds
      default: run.metrics["test"]?[name]
      }
    }
    return (value ?? 0) != 0
  }
}

extension Prompt {
  var isFilter: Bool { if case .filter = purpose { true } else { false } }
}

extension PaneContext {
  /// What narrows a list, in its title.
  func filterTitle(_ pane: Pane) -> TextLine {
    guard let field = model.filters[pane], !field.isBlank else { return "" }
    return TextLine(" · ") + TextLine("/\(field.trimmed)", .accent)
  }
}

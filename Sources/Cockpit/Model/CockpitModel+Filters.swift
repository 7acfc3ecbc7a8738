import CellCanvas
import Encoding
import Expressions
import Lifecycle

/// What narrows a list, and what it left of it last: rows are looked through once, not for every frame.
struct AppliedFilter: Sendable, Equatable {
  /// As typed, without spaces at its ends.
  var text: String
  var source: [Item] = []
  var items: [Item] = []
  /// The state's; what a row shows may have changed with it.
  var sequence = -1
}

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
    applied[pane] = field.map { AppliedFilter(text: $0.trimmed) }
    if field == nil, pane == .part(.rows) { desk.grid.apply(filter: nil) }
  }

  /// Narrows a list to what is typed so far.
  ///
  /// - Parameter isFinal: whether it has been taken; until then the beginning of a name is not looked for as a word
  ///   that no row has.
  /// - Returns: why it cannot be; the list then stays as the last filter left it.
  mutating func narrow(_ pane: Pane, to field: TextField, isFinal: Bool = false) -> String? {
    filters[pane] = field.isBlank ? nil : field
    if field.isBlank {
      setFilter(nil, of: pane)
      return nil
    }
    if pane == .part(.rows) { return narrowRows(field.trimmed, isFinal: isFinal) }
    let items = allItems(of: pane)
    let records = DocumentRecords(items.map { record(of: $0, in: pane) }, example: pane.filterExample)
    let filter: ListFilter
    do { filter = try ListFilter(parsing: field.trimmed, vocabulary: records.vocabulary) } catch {
      return "column \(error.column): \(error.reason); \(error.mend)"
    }
    let left = (try? records.indices(filter) { filterText(of: items[$0], in: pane) }) ?? []
    let isName = filter.words.map { words in
      words.count == 1 && records.vocabulary.names.contains { $0.lowercased().hasPrefix(words[0]) }
    }
    if left.isEmpty, isName == true, !isFinal { return nil }
    applied[pane] = AppliedFilter(
      text: field.trimmed, source: items, items: left.map { items[$0] }, sequence: snapshot?.state.sequence ?? -1)
    return nil
  }

  /// Words may have to be looked for in millions of rows: that waits until they are taken.
  private mutating func narrowRows(_ text: String, isFinal: Bool) -> String? {
    if !isFinal, RowFilter.isWords(text) { return nil }
    switch RowFilter.check(text, columns: desk.grid.columns.map(\.name)) {
    case .success:
      desk.grid.apply(filter: text)
      return nil
    case .failure(let complaint): return complaint.text
    }
  }

  /// The rows of a list that its filter lets through.
  func filtered(_ items: [Item], of pane: Pane) -> [Item] {
    guard let filter = applied[pane], pane != .part(.rows) else { return items }
    if filter.sequence == snapshot?.state.sequence, filter.source == items { return filter.items }
    return filtered(items, of: pane, filter.text)
  }

  private func filtered(_ items: [Item], of pane: Pane, _ text: String) -> [Item] {
    let records = DocumentRecords(items.map { record(of: $0, in: pane) }, example: pane.filterExample)
    // A name may have gone with the rows that had it: then no row is let through.
    guard let filter = try? ListFilter(parsing: text, vocabulary: records.vocabulary),
      let left = try? records.indices(filter, words: { filterText(of: items[$0], in: pane) })
    else { return [] }
    return left.map { items[$0] }
  }

  /// Looks through the lists of the screen anew where what they show has changed.
  mutating func refreshFilters() {
    guard !applied.isEmpty, let sequence = snapshot?.state.sequence else { return }
    for pane in screen.panes where pane != .part(.rows) {
      guard var filter = applied[pane] else { continue }
      let items = allItems(of: pane)
      guard filter.sequence != sequence || filter.source != items else { continue }
      filter.items = filtered(items, of: pane, filter.text)
      (filter.source, filter.sequence) = (items, sequence)
      applied[pane] = filter
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
      if case .prompt(let prompt) = layer, prompt.isFilter, !prompt.field.isBlank,
        desk.grid.filter != prompt.field.trimmed, RowFilter.isWords(prompt.field.trimmed)
      {
        return "\(keymap.key(.type(.submit))) looks for it"
      }
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

  static func isWords(_ text: String) -> Bool { ListFilter.words(text, Vocabulary()) != nil }

  static func check(_ text: String, columns: [String]) -> Result<Void, Complaint> {
    // Words are looked for in the texts of each row.
    if isWords(text) { return .success(()) }
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

extension Prompt {
  var isFilter: Bool { if case .filter = purpose { true } else { false } }
}

extension PaneContext {
  /// What narrows a list, in its title.
  func filterTitle(_ pane: Pane) -> TextLine {
    guard let filter = model.applied[pane] ?? model.filters[pane].map({ AppliedFilter(text: $0.trimmed) }),
      !filter.text.isEmpty
    else { return "" }
    return TextLine(" · ") + TextLine("/\(filter.text)", .accent)
  }
}

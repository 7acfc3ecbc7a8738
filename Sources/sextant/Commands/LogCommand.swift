import CommandLine
import Encoding
import Expressions
import Lifecycle
import Runtime
import Tabular

/// `log`: predictions with their outcomes, one a line, filtered by an expression over them and their features.
struct LogCommand {
  private let limit: Int
  private let filter: String?
  private let asCSV: Bool
  private let performer: Performer

  /// Rows that are asked for and held at once.
  private static let pageRowCount = 5000

  init(limit: Int, filter: String?, asCSV: Bool, _ performer: Performer) {
    self.asCSV = asCSV
    self.limit = limit
    self.filter = filter
    self.performer = performer
  }

  func run() throws -> ExitStatus {
    return try performer.withConnection { connection in
      var (offset, printed) = (0, 0)
      var sheet: LoggedSheet?
      while printed < limit {
        let (from, count) = (offset, filter == nil ? min(Self.pageRowCount, limit - printed) : Self.pageRowCount)
        let page = try waitFor { [link = connection.link] in try await link.query(.log(offset: from, limit: count)) }
        let rows = try filter.map { try LoggedRecords(page.items).matching($0) } ?? page.items
        if asCSV, sheet == nil {
          sheet = LoggedSheet(page.items + (try newest(connection.link)))
          if let header = sheet?.header { Output.line(header) }
        }
        for row in rows.prefix(limit - printed) { Output.line(sheet?.line(of: row) ?? row.text()) }
        printed += rows.count
        guard page.items.count == count else { break }
        offset += count
      }
      return .done
    }
  }

  /// The newest page: columns that came in the course of the session are in it, such as units that clients began to name.
  private func newest(_ link: any EngineLink) throws -> [JSON] {
    try waitFor {
      let count = try await link.query(.status).items.first?["predictions"]?.int ?? 0
      return try await link.query(.log(offset: max(0, count - Self.pageRowCount), limit: Self.pageRowCount)).items
    }
  }
}

/// Logged predictions as things that a filter asks about: their own facts, and their features by their columns' names.
struct LoggedRecords {
  private let rows: [JSON]

  private static let facts: [(name: String, kind: ColumnKind)] = [
    ("session", .numeric), ("id", .numeric), ("version", .numeric), ("event_time", .timestamp), ("score", .numeric),
    ("prediction", .numeric), ("outcome", .numeric), ("known_at", .timestamp),
  ]

  init(_ rows: [JSON]) { self.rows = rows }

  /// The rows that a filter is true of.
  ///
  /// - Throws: what is wrong with the filter, where there are rows to tell by.
  func matching(_ text: String) throws(ExpressionError) -> [JSON] {
    // Without rows the columns are not known, but what is no filter at all is known.
    guard !rows.isEmpty else {
      if ListFilter.words(text, vocabulary) == nil { _ = try Expression(parsing: text) }
      return []
    }
    let vocabulary = vocabulary
    return try ListFilter(parsing: text, vocabulary: vocabulary).matches(
      among: rows, vocabulary: vocabulary, value: Self.value, words: { DocumentRecords([$0]).words(of: 0) }
    ).map { rows[$0] }
  }

  /// A column that is missing throughout may be of any kind: it equals nothing.
  private var vocabulary: Vocabulary {
    var vocabulary = Vocabulary()
    for name in rows.first?["features"]?.members?.map(\.name) ?? [] {
      let value = rows.lazy.compactMap { $0["features"]?[name] }.first { !$0.isNull }
      vocabulary.add(name, value?.string != nil ? .categorical : value?.bool != nil ? .boolean : .numeric)
    }
    for fact in Self.facts { vocabulary.add(fact.name, fact.kind) }
    return vocabulary
  }

  private static func value(of row: JSON, _ name: String) -> RecordValue {
    if let fact = facts.first(where: { $0.name == name }) {
      guard fact.kind == .timestamp else { return row[name]?.double.map { .number($0) } ?? .missing }
      return row[name]?.string.flatMap { Timestamp(parsing: $0) }.map { .time($0) } ?? .missing
    }
    let feature = row["features"]?[name]
    if let number = feature?.double { return .number(number) }
    if let flag = feature?.bool { return .boolean(flag) }
    return feature?.string.map { .text($0) } ?? .missing
  }
}

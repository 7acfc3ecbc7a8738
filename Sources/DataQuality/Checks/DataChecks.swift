import Encoding
import Expressions
import Synchronization
import Tabular

/// Looks at a dataset version for what usually goes wrong, and for what its owner has declared.
public struct DataChecks: Sendable {
  /// A rule of the owner's: true for a good row; or one over all rows, in aggregates; or `unique(a, b)`.
  public struct Rule: Sendable {
    public var name: String
    public var rule: Expression
    public var severity: DataFinding.Severity

    public init(name: String, rule: Expression, severity: DataFinding.Severity) {
      self.name = name
      self.rule = rule
      self.severity = severity
    }
  }

  public var table: Table
  /// With roles: a column that is left out is not looked at.
  public var schema: Schema
  /// Rows that a model learns from, for levels it would never have seen; nil does not look for those.
  public var trainingRows: [Int]?
  public var rules: [Rule]
  /// Times after it have not happened yet.
  public var now: Timestamp
  public var threads = 2

  public init(table: Table, schema: Schema, trainingRows: [Int]? = nil, rules: [Rule] = [], now: Timestamp) {
    self.table = table
    self.schema = schema
    self.trainingRows = trainingRows
    self.rules = rules
    self.now = now
  }

  /// All findings, the gravest first, in the order of columns.
  ///
  /// - Parameter progress: told the share that is done, from any thread; false cancels.
  /// - Throws: `CancellationError`.
  public func run(progress: @escaping @Sendable (Double) -> Bool = { _ in true }) throws -> [DataFinding] {
    let columns = table.columns.filter { schema[$0.name]?.role != .leftOut }
    let target = schema.names(of: .target).first.flatMap { table[$0] }
    let found = Mutex((done: 0, isCancelled: false, findings: [[DataFinding]](repeating: [], count: columns.count)))
    let steps = Double(columns.count + 2)
    WorkerThreads.forEach(columns.count, threads: threads) { index in
      guard !found.withLock({ $0.isCancelled }) else { return }
      let findings = ColumnCheck(columns[index], in: self, target: target).findings
      let done = found.withLock { state in
        state.findings[index] = findings
        state.done += 1
        return state.done
      }
      if !progress(Double(done) / steps) { found.withLock { $0.isCancelled = true } }
    }
    if found.withLock({ $0.isCancelled }) { throw CancellationError() }
    var findings = found.withLock { Array($0.findings.joined()) }
    findings += RowCheck(self, columns: columns).findings
    guard progress((steps - 1) / steps) else { throw CancellationError() }
    if let target { findings += LeakCheck(self, target: target).findings }
    findings += rules.compactMap { RuleCheck(self, $0).finding }
    guard progress(1) else { throw CancellationError() }
    return DataChecks.ordered(findings)
  }

  private static func ordered(_ findings: [DataFinding]) -> [DataFinding] {
    findings.enumerated()
      .sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }
      .map(\.element)
  }

  /// Rows as examples, with a column's value and what names the row.
  func examples(_ rows: some Sequence<Int>, _ columns: [String]) -> [DataFinding.Example] {
    var shown = columns
    for role in [ColumnRole.id, .time, .target] {
      for name in schema.names(of: role) where !shown.contains(name) && shown.count < 6 { shown.append(name) }
    }
    return rows.prefix(DataFinding.exampleLimit).map { row in
      DataFinding.Example(
        row: row,
        values: shown.compactMap { name in
          table[name].map { DataFinding.Example.Value(column: name, text: $0.values.text(at: row)) }
        })
    }
  }

  func share(_ count: Int) -> Double { table.rowCount == 0 ? 0 : Double(count) / Double(table.rowCount) }

  /// A share as people read it.
  static func percent(_ share: Double) -> String {
    let percent = share * 100
    return percent > 0 && percent < 0.1 ? "under 0.1 %" : "\(NumberText.significant(percent, 3)) %"
  }
}

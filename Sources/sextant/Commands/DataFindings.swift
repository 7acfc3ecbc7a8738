import CommandLine
import DataQuality
import Encoding
import Lifecycle
import Runtime
import Tabular

/// What the data themselves have to say to `check`: findings that need somebody, not mere remarks.
struct DataFindings {
  private(set) var json: [JSON] = []
  /// False when a declared check of severity `critical` is broken. What the program finds by itself is a warning.
  private(set) var isOK = true

  init(_ dataset: Dataset, _ definition: DataDefinition, _ file: String) throws {
    for row in dataset.badRows.first {
      json.append(Self.finding(file, row.line, row.column, "warning", "left out: \(row.reason)", "mend the row"))
    }
    let checks = DataChecks(
      table: dataset.table, schema: dataset.schema.withRoles(of: definition), rules: definition.checkRules,
      now: EngineClock.system.now())
    for finding in try checks.run() where finding.severity != .info {
      let isGrave = finding.check == .rule && finding.severity == .error
      if isGrave { isOK = false }
      let mend =
        finding.mend == nil ? finding.advice ?? "" : "`sextant data mend \(finding.id)` would \(finding.mendText ?? "")"
      let column = finding.column.flatMap { dataset.table.position(of: $0) }.map { $0 + 1 }
      json.append(Self.finding(file, 0, column ?? 0, isGrave ? "error" : "warning", finding.message, mend))
    }
  }

  private static func finding(
    _ file: String, _ line: Int, _ column: Int, _ severity: String, _ message: String, _ mend: String
  ) -> JSON {
    [
      "where": JSON(file), "key": "data", "line": line > 0 ? JSON(line) : .null,
      "column": column > 0 ? JSON(column) : .null, "severity": JSON(severity),
      "message": JSON(message), "mend": JSON(mend),
    ]
  }
}

extension Output {
  /// Says on standard error which rows were left out.
  static func tell(_ bad: BadRows) {
    guard bad.count > 0 else { return }
    error("\(bad.count) row\(bad.count == 1 ? " was" : "s were") left out:")
    for row in bad.first { error("  line \(row.line), column \(row.column): \(row.reason)") }
    if bad.count > bad.first.count { error("  … and \(bad.count - bad.first.count) more") }
  }
}

import DataQuality
import Encoding
import Expressions
import Lifecycle
import Tabular

extension Engine {
  /// What the checks find, kept on the shelf for as long as dataset version and definition stay the same, and at most a
  /// day: some checks ask what lies in the future.
  func dataFindingsPage() async throws -> JSON {
    let data = try await loadedData()
    let now = clock.now()
    let key = AnalysisShelf.Key(
      query: .dataFindings, definition: definition, dataset: data.sha256,
      mark: [Int(now.microseconds / 86_400_000_000)])
    let checks = DataChecks(data, definition: definition.data, now: now)
    return try await shelved(key, kind: "checks", title: "checking the data") { progress, isCancelled in
      let findings = try checks.run { share in
        progress(share)
        return !isCancelled()
      }
      return [
        "dataset": JSON(String(data.sha256.prefix(12))), "rows": JSON(data.table.rowCount),
        "bad_rows": data.badRows.json, "findings": .array(findings.map(\.json)),
      ]
    }
  }
}

extension DataChecks {
  /// The checks of a project's data.
  init(_ data: ProjectData, definition: DataDefinition, now: Timestamp) {
    self.init(
      table: data.table, schema: data.schema, trainingRows: data.split.train, rules: definition.checkRules, now: now)
  }
}

extension DataDefinition {
  /// The declared checks.
  public var checkRules: [DataChecks.Rule] {
    checks.map { check in
      let severity: DataFinding.Severity =
        switch check.severity {
        case .information: .info
        case .warning: .warning
        case .critical: .error
        }
      return DataChecks.Rule(name: check.name, rule: check.rule, severity: severity)
    }
  }
}

extension DataFinding {
  /// As `data checks` prints it.
  public var json: JSON {
    [
      "id": JSON(id), "check": JSON(check.rawValue), "column": JSON(column), "severity": JSON(severity.rawValue),
      "count": JSON(count), "share": JSON(share), "message": JSON(message),
      "examples": .array(
        examples.map { example in
          [
            "row": JSON(example.row),
            "values": .object(example.values.map { JSON.Member($0.column, JSON($0.text)) }),
          ]
        }), "mend": JSON(mendText), "mendable": JSON(mend != nil),
    ]
  }
}

extension BadRows {
  /// Count and the first ones.
  public var json: JSON {
    [
      "count": JSON(count),
      "examples": .array(
        first.map { ["line": JSON($0.line), "column": JSON($0.column), "reason": JSON($0.reason)] }),
    ]
  }
}

import Expressions
import Lifecycle

extension Reading {
  /// `data.skip_bad_rows`: nothing but true and false.
  mutating func skipsBadRows(_ outer: Fields) -> Bool {
    guard let field = outer["skip_bad_rows"], let text = text(field) else { return false }
    switch text {
    case "true": return true
    case "false": return false
    default:
      error(field.key, field.place, "`\(field.key)` is neither true nor false: `\(text)`", "write true or false")
      return false
    }
  }

  /// `data.checks`: rules by name, each true for a good row, or over all rows in aggregates, or `unique(COLUMN, …)`.
  mutating func dataChecks(_ outer: Fields) -> [DataDefinition.DataCheck] {
    list(outer, "checks").compactMap { dataCheck($0) }
  }

  private mutating func dataCheck(_ field: Field) -> DataDefinition.DataCheck? {
    if field.node.scalar != nil {
      return rule(field).map { DataDefinition.DataCheck(name: $0.text, rule: $0) }
    }
    guard let fields = fields(field, ["name", "rule", "severity"]) else { return nil }
    guard let rule = fields["rule"] else {
      missing(fields, "rule", "say what holds for a good row, such as `rule: \"age >= 18\"`")
      return nil
    }
    let severity = choice(fields, "severity", AlarmRule.Severity.self)
    let name = text(fields, "name")
    return self.rule(rule).map {
      DataDefinition.DataCheck(name: name ?? $0.text, rule: $0, severity: severity ?? .warning)
    }
  }

  private mutating func rule(_ field: Field) -> Expression? {
    guard let text = text(field) else { return nil }
    do {
      return try Expression(parsing: text)
    } catch {
      self.error(
        field.key, field.place, "`\(field.key)`: \(error.reason) (column \(error.column) of `\(text)`)", error.mend)
      return nil
    }
  }
}

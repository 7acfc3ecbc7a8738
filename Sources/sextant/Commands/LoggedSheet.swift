import Encoding

/// Logged predictions as lines of CSV: their own facts, then a column for each feature.
struct LoggedSheet {
  private static let facts = [
    "session", "id", "version", "event_time", "score", "prediction", "outcome", "known_at",
  ]

  private let features: [String]

  /// - Parameter rows: those whose columns are written.
  init(_ rows: [JSON]) {
    var features: [String] = []
    var seen: Set<String> = []
    for row in rows {
      for member in row["features"]?.members ?? [] where seen.insert(member.name).inserted {
        features.append(member.name)
      }
    }
    self.features = features
  }

  /// A feature that is named as a fact gets `feature.` before its name.
  var header: String {
    let names = Self.facts + features.map { Self.facts.contains($0) ? "feature." + $0 : $0 }
    return names.map(\.sheetCell).joined(separator: ",")
  }

  func line(of row: JSON) -> String {
    let values = row["features"]
    let cells = Self.facts.map { row[$0] } + features.map { values?[$0] }
    return cells.map { Self.cell($0 ?? .null) }.joined(separator: ",")
  }

  private static func cell(_ value: JSON) -> String {
    if value.isNull { return "" }
    return (value.string ?? value.text()).sheetCell
  }
}

import Encoding

/// A finding of the data's checks.
struct FindingAnswer: Sendable, Equatable {
  let json: JSON
  /// In the engine's order.
  let place: Int

  init(_ json: JSON, place: Int) {
    self.json = json
    self.place = place
  }

  var id: String { json["id"]?.string ?? "\(place)" }
  var check: String { json["check"]?.string ?? id }
  var column: String { json["column"]?.string ?? "" }
  var severity: String { json["severity"]?.string ?? "note" }
  var count: Int { json["count"]?.int ?? 0 }
  var share: Double? { json["share"]?.double }
  var message: String { json["message"]?.string ?? "" }
  var mend: String? { json["mend"]?.string }
  var examples: [JSON] { json["examples"]?.array ?? [] }

  /// 0 is the gravest.
  var rank: Int {
    switch severity {
    case "error", "critical", "high": 0
    case "warning", "medium": 1
    case "information", "info", "note", "low": 3
    default: 2
    }
  }
}

/// A version of the data.
struct DatasetAnswer: Sendable, Equatable {
  let json: JSON
  /// In the engine's order: a version that is restored stands in the list twice.
  let place: Int

  init(_ json: JSON, place: Int) {
    self.json = json
    self.place = place
  }

  /// The first letters of its hash.
  var version: String { json["version"]?.string ?? String((json["sha256"]?.string ?? "").prefix(12)) }
  var parent: String? { json["parent"]?.string.map { String($0.prefix(12)) } }
  var kind: String { json["kind"]?.string ?? "" }
  var reason: String { json["reason"]?.string ?? "" }
  var who: String { json["who"]?.string ?? "" }
  var time: String { json["time"]?.string ?? "" }
  var rows: Int? { json["rows"]?.int }
  var columns: Int? { json["columns"]?.int }
}

import Encoding

// Logs of other programs' models, and what delivers the rows, for people.

extension TextReport {
  public static func outcomes(_ document: JSON) -> String {
    let parts = ["joined", "duplicate", "unknown", "late", "invalid", "malformed"].compactMap { kind -> String? in
      guard let count = document[kind]?.int, count > 0 || kind == "joined" else { return nil }
      return "\(NumberText.grouped(count)) \(kind)"
    }
    return "\(NumberText.grouped(document["read"]?.int ?? 0)) outcomes read: \(parts.joined(separator: ", "))"
  }

  public static func watch(_ document: JSON) -> String {
    var lines = [replay(document)]
    let watch = document["watch"] ?? .null
    let odd = (watch["odd"]?.members ?? []).filter { $0.value.int ?? 0 > 0 }
      .map { "\(NumberText.grouped($0.value.int ?? 0)) \($0.name)" }
    lines.append(outcomes(watch))
    if !odd.isEmpty { lines.append("odd: \(odd.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }

  public static func upstream(_ document: JSON) -> String {
    var lines: [String] = []
    for source in document["sources"]?.array ?? [] {
      let since = source["seconds_since"]?.double.map { ", last row \(NumberText.duration($0)) ago" } ?? ""
      let gap = source["expected_gap"]?.double.map { ", a row every \(NumberText.significant($0, 3)) s" } ?? ""
      lines.append("\(source["name"]?.string ?? "") (\(source["state"]?.string ?? ""))\(since)\(gap)")
    }
    if let ratio = document["volume"]?["ratio"]?.double {
      lines.append("volume: \(NumberText.fixed(ratio * 100, 0)) % of the expected")
    }
    for found in document["schema"]?["breaks"]?.array ?? [] {
      let share = NumberText.fixed((found["share"]?.double ?? 0) * 100, 0)
      lines.append("! \(found["column"]?.string ?? ""): \(found["manner"]?.string ?? "") in \(share) % of the rows")
    }
    var table = TextTable(["column", "distance", "half-life"])
    for feature in document["features"]?.array ?? [] {
      table.add([
        feature["column"]?.string ?? "", NumberText.significant(feature["distance"]?.double ?? 0, 3),
        feature["half_life_seconds"]?.double.map { NumberText.duration($0) } ?? "–",
      ])
    }
    if !table.isEmpty { lines.append(table.text) }
    return lines.isEmpty ? "no traffic yet" : lines.joined(separator: "\n")
  }
}

import Encoding

extension TextReport {
  /// What series there are as a table; points as CSV, which other programs read.
  public static func series(_ document: JSON) -> String {
    document["resolution"] == nil ? catalogue(document) : points(document)
  }

  private static func catalogue(_ document: JSON) -> String {
    var table = TextTable(["family", "name", "newest", "unit", "time", "resolutions"])
    for series in document["series"]?.array ?? [] {
      let resolutions = (series["resolutions"]?.array ?? []).compactMap(\.string).joined(separator: " ")
      table.add([
        series["family"]?.string ?? "", series["name"]?.string ?? "",
        series["value"]?.double.map { NumberText.significant($0, 4) } ?? "–", series["unit"]?.string ?? "",
        series["time"]?.string ?? "–", resolutions,
      ])
    }
    return table.isEmpty ? "no series yet: nothing has been served, played or watched" : table.text
  }

  private static func points(_ document: JSON) -> String {
    var lines = ["name,time,min,mean,max,count"]
    for series in document["series"]?.array ?? [] {
      let name = series["name"]?.string ?? ""
      for point in series["points"]?.array ?? [] {
        let cells = ["min", "mean", "max", "count"].map { point[$0].map { $0.text() } ?? "" }
        lines.append(([name, point["time"]?.string ?? ""] + cells).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n")
  }
}

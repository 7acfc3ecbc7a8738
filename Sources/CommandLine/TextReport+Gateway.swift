import Encoding

// The gateway for people.

extension TextReport {
  public static func gateway(_ document: JSON) -> String {
    guard let address = document["address"]?.string else {
      return "nothing is served; `sextant serve` opens the gateway"
    }
    var lines = [
      "\(address), session \(document["session"]?.int ?? 0)\(document["stopping"]?.bool == true ? ", closing" : "")",
      "\(figure(document["predictions"])) predictions, \(figure(document["outcomes"])) outcomes, "
        + "\(figure(document["queued"])) rows wait, \(figure(document["refused"])) requests refused, "
        + "\(figure(document["lost"])) lost",
    ]
    if let failure = document["failure"]?.string { lines.append("! \(failure)") }
    for notice in document["notices"]?.array ?? [] { lines.append("! \(notice.string ?? "")") }
    var table = TextTable(["endpoint", "requests", "rows", "errors", "a second", "p50 ms", "p99 ms"])
    for endpoint in document["endpoints"]?.array ?? [] {
      let latency = endpoint["latency_seconds"]
      table.add([
        endpoint["name"]?.string ?? "", figure(endpoint["requests"]), figure(endpoint["rows"]),
        figure(endpoint["errors"]), figure(endpoint["rate"]), milliseconds(latency?["p50"]),
        milliseconds(latency?["p99"]),
      ])
    }
    if !table.isEmpty { lines.append(table.text) }
    return lines.joined(separator: "\n")
  }

  private static func milliseconds(_ seconds: JSON?) -> String {
    seconds?.double.map { NumberText.significant($0 * 1000, 3) } ?? "–"
  }
}

import Lifecycle

extension Reading {
  /// `monitoring.watch`: the log of a model that is served elsewhere.
  mutating func watch(_ outer: Fields) -> WatchDefinition? {
    guard let field = outer["watch"] else { return nil }
    if field.node.scalar != nil { return text(field).map { WatchDefinition(log: $0) } }
    let known = [
      "log", "reference", "reference_rows", "id", "time", "score", "prediction", "outcome", "version", "features",
      "leave_out",
    ]
    guard let fields = fields(field, known) else { return nil }
    guard let log = text(fields, "log") else {
      if fields["log"] == nil { missing(fields, "log", "name the file, such as `log: traffic.ndjson`") }
      return nil
    }
    var columns = WatchColumns(
      id: text(fields, "id"), time: text(fields, "time"), score: text(fields, "score"),
      prediction: text(fields, "prediction"), outcome: text(fields, "outcome"), version: text(fields, "version"))
    if fields["features"] != nil { columns.features = texts(fields, "features").map(\.text) }
    columns.leaveOut = texts(fields, "leave_out").map(\.text)
    return WatchDefinition(
      log: log, reference: text(fields, "reference"),
      referenceRows: whole(fields, "reference_rows", in: 30...1_000_000), columns: columns)
  }
}

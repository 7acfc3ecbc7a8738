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

  /// `monitoring.redo`: who asks again within which time, such as `{unit: customer_id, within: 10m}`.
  mutating func redo(_ outer: Fields) -> MonitoringDefinition.Redo? {
    guard let field = outer["redo"] else { return nil }
    if field.node.scalar != nil { return text(field).map { MonitoringDefinition.Redo(unit: $0) } }
    guard let fields = fields(field, ["unit", "within"]) else { return nil }
    guard let unit = text(fields, "unit") else {
      if fields["unit"] == nil {
        missing(fields, "unit", "name the column that says who asks, such as `unit: customer`")
      }
      return nil
    }
    var redo = MonitoringDefinition.Redo(unit: unit)
    guard let within = fields["within"] else { return redo }
    guard let length = text(within).flatMap({ Reading.seconds($0) }), (1...3.2e7).contains(length) else {
      error(
        within.key, within.place, "`\(within.key)` is no duration from a second to a year", "write it as 30s, 10m or 2h"
      )
      return nil
    }
    redo.withinSeconds = length
    return redo
  }
}

import Lifecycle

extension ProjectFile {
  /// The text of a `sextant.yaml` for a project that watches a model which is served elsewhere: there is nothing to train.
  ///
  /// - Parameters:
  ///   - target: the column of the outcome.
  ///   - watch: what is watched; nil leaves it to the command.
  ///   - metric: that the log's answers suggest.
  public static func watching(
    name: String, target: String, watch: WatchDefinition?, metric: String = "auc", id: String? = nil
  ) -> String {
    var lines = [
      "name: \(YAMLText.scalar(name))",
      "scope:",
      "  problem: \(YAMLText.scalar("How good are the answers of a model that is served elsewhere?"))",
      "  metric: \(metric)",
      "  # gates: [\"\(metric) \(MetricNames.wantsSmall(metric) ? "<=" : ">=") 0.7\"]   # an alarm when the live metric fails it",
      "data:",
      "  source: \(YAMLText.scalar(watch?.log ?? "-"))",
      "  target: \(YAMLText.scalar(target))",
    ]
    if let id { lines.append("  id: \(YAMLText.scalar(id))") }
    lines.append("monitoring:")
    if let watch {
      lines.append("  watch:")
      let columns = watch.columns
      for (key, value) in [
        ("log", watch.log as String?), ("reference", watch.reference), ("id", columns.id), ("time", columns.time),
        ("score", columns.score), ("prediction", columns.prediction), ("outcome", columns.outcome),
        ("version", columns.version),
      ] {
        if let value { lines.append("    \(key): \(YAMLText.scalar(value))") }
      }
      if !columns.leaveOut.isEmpty { lines.append("    leave_out: \(YAMLText.list(columns.leaveOut))") }
    }
    lines.append("  # window: 24h                   # or a number of rows; 1000 rows where nothing is written")
    lines.append("  # outcome_delay: 2h             # how long windows wait for outcomes")
    lines.append("  alarms: []                      # such as [\"freshness > 600\", \"volume < 0.5\"]")
    return lines.joined(separator: "\n") + "\n"
  }
}

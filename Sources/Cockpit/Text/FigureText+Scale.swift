extension FigureText {
  /// What a figure is multiplied by and which unit it then has, so that a chart's axis says what the lists say.
  static func scale(_ name: String, upTo most: Double) -> (factor: Double, unit: String) {
    let id = name.split(separator: ".", maxSplits: 2).dropFirst().first.map(String.init) ?? name
    if id.hasSuffix("_per_second") || id.hasPrefix("errors_") { return (1, " /s") }
    if id == "redo_clock_backwards" || id == "backlog" { return (1, "") }
    if id == "text_length" { return (1, " chars") }
    if id.hasSuffix("_share") || ["out_of_range", "unseen"].contains(id) { return (100, " %") }
    if id.hasSuffix("_ms") { return (1, " ms") }
    if id.hasSuffix("_seconds") { return (1, " s") }
    guard id.hasSuffix("_bytes") else { return (1, "") }
    var (size, place) = (1.0, 0)
    let units = [" B", " KiB", " MiB", " GiB", " TiB"]
    while most / size >= 1024, place < units.count - 1 { (size, place) = (size * 1024, place + 1) }
    return (1 / size, units[place])
  }

  /// A figure's course in the unit of `scale`; what is no number stays none.
  static func scaled(_ name: String, _ values: [Double]) -> (values: [Double], unit: String) {
    let (factor, unit) = scale(name, upTo: values.lazy.filter(\.isFinite).max() ?? 0)
    return (factor == 1 ? values : values.map { $0 * factor }, unit)
  }

  /// As `title`, without the indent that a list has.
  static func trimmedTitle(_ name: String) -> String { String(title(name).drop { $0 == " " }) }
}

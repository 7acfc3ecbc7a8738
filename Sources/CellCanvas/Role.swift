/// What a piece of the screen means, by a dotted name; the theme says how it looks.
///
/// A role the theme does not name looks like its parent: `chart.axis.label` → `chart.axis` → `chart` → `text`.
public struct Role: Sendable, Hashable {
  public let name: String

  public init(_ name: String) { self.name = name }

  /// The role one dot up; nil for the first part.
  public var parent: Role? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    return Role(String(name[..<dot]))
  }
}

extension Role: CustomStringConvertible {
  public var description: String { name }
}

extension Role {
  /// The screen where nothing is drawn.
  public static let screen = Role("screen")

  public static let text = Role("text")
  /// What may be overlooked: units, hints, the past.
  public static let dim = Role("text.dim")
  /// What should be seen first.
  public static let strong = Role("text.strong")
  /// The one accent: links, the current choice, numbers one acts on.
  public static let accent = Role("accent")

  public static let title = Role("title")
  public static let titleFocus = Role("title.focus")
  public static let border = Role("border")
  public static let borderFocus = Role("border.focus")

  public static let ok = Role("status.ok")
  public static let attention = Role("status.attention")
  public static let failing = Role("status.failing")
  public static let busy = Role("status.busy")
  /// Nothing to say: no data, not started.
  public static let idle = Role("status.idle")

  /// The key in a hint such as "r retrain".
  public static let key = Role("key")
  public static let keyHint = Role("key.hint")
  public static let selection = Role("selection")
  /// The chosen row of a pane that does not have the focus.
  public static let selectionFaint = Role("selection.faint")
  public static let toast = Role("toast")
  public static let tab = Role("tab")
  public static let tabActive = Role("tab.active")
  public static let dialog = Role("dialog")
  public static let dialogBorder = Role("dialog.border")
  public static let tableHeader = Role("table.header")

  public static let spark = Role("spark")
  public static let gauge = Role("gauge")
  public static let gaugeTrack = Role("gauge.track")
  public static let progress = Role("progress")
  public static let progressTrack = Role("progress.track")
  public static let scroll = Role("scroll")
  public static let scrollTrack = Role("scroll.track")
  public static let timeline = Role("timeline")
  public static let timelineNow = Role("timeline.now")

  public static let axis = Role("chart.axis")
  public static let axisLabel = Role("chart.axis.label")
  public static let threshold = Role("chart.threshold")
  public static let chartEvent = Role("chart.event")
  public static let cursor = Role("chart.cursor")
  /// Bars of the data drift is measured against.
  public static let reference = Role("chart.reference")
  /// Bars of recent data.
  public static let window = Role("chart.window")

  /// The look of a chart's series, 1…6 and around again.
  public static func line(_ number: Int) -> Role { lines[((number - 1) % 6 + 6) % 6] }

  /// The nine steps from nothing (0) to the most (8); other numbers are taken to the nearest.
  public static func heat(_ step: Int) -> Role { heats[min(8, max(0, step))] }

  /// The nine steps of a full gauge from empty (0) to full (8); other numbers are taken to the nearest.
  public static func gauge(_ step: Int) -> Role { gauges[min(8, max(0, step))] }

  /// The roles that a theme may give as a gradient.
  static let gradients = [Role("heat"), gauge]

  /// The steps of a gradient's role, from the least to the most.
  var steps: [Role] { (0...8).map { Role("\(name).\($0)") } }

  private static let gauges = gauge.steps
  private static let lines = (1...6).map { Role("chart.line.\($0)") }
  private static let heats = Role("heat").steps

  /// Every role the widgets use, in the order theme files list them.
  public static let all: [Role] =
    [
      screen, text, dim, strong, accent, title, titleFocus, border, borderFocus, ok, attention, failing, busy, idle,
      key, keyHint, selection, selectionFaint, toast, tab, tabActive, dialog, dialogBorder, tableHeader, spark, gauge,
      gaugeTrack, progress, progressTrack, scroll, scrollTrack, timeline, timelineNow, axis, axisLabel, threshold,
      chartEvent, cursor, reference, window,
    ] + lines + heats
}

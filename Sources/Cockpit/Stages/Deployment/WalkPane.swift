import CellCanvas
import Encoding
import Lifecycle

/// The rollout under way: its steps as a picture, why it stands where it does, and who decides.
struct WalkPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .walk) }

  private var strategy: DeploymentDefinition.Strategy? {
    page?["strategy"]?.string.flatMap { DeploymentDefinition.Strategy(rawValue: $0) }
  }

  private var state: String { page?["state"]?.string ?? "none" }

  var title: TextLine {
    guard let page, let challenger = page["challenger"]?.int, let champion = page["champion"]?.int else {
      return "Rollout"
    }
    return TextLine("\(strategy?.title ?? "rollout"): v\(champion) → ") + TextLine("v\(challenger)", .strong)
  }

  var note: TextLine? {
    if let progress = context.progress(.walk) { return progress }
    switch state {
    case "running": return TextLine("▶ running", .busy)
    case "paused": return TextLine("‖ paused", .attention)
    default: return page.map { TextLine("· \($0["result"]?.string.map { TurnText.words($0) } ?? "none")", .idle) }
    }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    canvas.put(automation, in: area)
    let rest = area.dropFirstRows(area.height >= 7 ? 2 : 1)
    guard let page = context.answer(.walk, missing: missing, in: rest, on: &canvas) else { return }
    let steps = WalkStep.all(page)
    guard !steps.isEmpty || state != "none" else {
      return canvas.putEmpty("No rollout is under way.", remedy, in: rest)
    }
    let picture = rest.prefixRows(3)
    WalkPicture(steps: steps.isEmpty ? [WalkStep(page)] : steps, isPaused: state == "paused").draw(
      in: picture, on: &canvas)
    var text = LabelledText(width: rest.width, labelWidth: 9)
    if let because = page["because"]?.string { text.add(state == "paused" ? "Paused" : "Because", because) }
    text.add("Hold", hold(page))
    canvas.put(text.lines, in: rest.dropFirstRows(rest.height >= 3 + text.lines.count + 1 ? 4 : 3))
  }

  private var missing: String {
    context.model.isInPast ? "How a rollout stood is not kept for the past." : "Nothing is known of a rollout."
  }

  private var remedy: String {
    let strategy = context.snapshot.definition.deployment.strategy
    let promote = context.key(.promote)
    return switch strategy {
    case .direct:
      "deployment.strategy is direct: \(promote) gives the challenger all traffic at once; "
        + "canary or shadow in sextant.yaml walk there in steps"
    case .canary, .shadow, .rolling, .ab: "\(promote) sends the challenger on its way, by \(strategy.title)"
    case .blueGreen: "\(promote) swaps all traffic to the challenger, which is watched; the champion stays warm"
    }
  }

  private var automation: TextLine {
    let level = context.model.automationLevel ?? .full
    return TextLine("Automation ", .dim) + TextLine(level.title, .strong) + TextLine(": \(level.consequence)", .dim)
      + TextLine("  \(context.key(.automation))", .key) + TextLine(" changes it", .keyHint)
  }

  /// How far the step is: rows or time of those it takes, and outcomes that are missing.
  private func hold(_ page: JSON) -> String {
    guard let hold = page["hold"], let done = hold["done"]?.double else { return "" }
    let outcomes = hold["outcomes_missing"]?.int ?? 0
    let waits = outcomes > 0 ? ", \(NumberText.grouped(outcomes)) outcomes missing" : ""
    if let rows = hold["rows"]?.int {
      return "\(NumberText.grouped(Int(done))) of \(NumberText.grouped(rows)) rows\(waits)"
    }
    guard let seconds = hold["seconds"]?.double else { return "" }
    return "\(NumberText.duration(done)) of \(NumberText.duration(seconds))\(waits)"
  }
}

/// One step of a rollout.
struct WalkStep: Sendable, Equatable {
  enum Standing: Sendable, Equatable {
    case gone, present, coming
    /// The rollout ended before.
    case unreached
  }

  var share: Double
  var verdict: Verdict?
  var since: Timestamp?
  var rows: Int
  var standing: Standing

  /// The steps of an answer and, after a canary's, all of the traffic.
  static func all(_ page: JSON) -> [WalkStep] {
    let isPromoted = page["result"]?.string == "promoted"
    let hasEnded = page["state"]?.string == "none"
    let present = hasEnded && isPromoted ? Int.max : page["step"]?.int ?? 0
    func standing(_ index: Int) -> Standing {
      if index < present || hasEnded && index == present { return .gone }
      return hasEnded ? .unreached : index == present ? .present : .coming
    }
    var steps = (page["steps"]?.array ?? []).enumerated().map { place, json in
      let index = json["index"]?.int ?? place
      return WalkStep(
        share: json["share"]?.double ?? 0, verdict: json["verdict"]?.string.flatMap { Verdict(rawValue: $0) },
        since: json["since"]?.string.flatMap { Timestamp(parsing: $0) }, rows: json["rows"]?.int ?? 0,
        standing: standing(index))
    }
    let walks = ["canary", "rolling"].contains(page["strategy"]?.string ?? "")
    if walks, let last = steps.last, last.share < 1 {
      steps.append(WalkStep(share: 1, rows: 0, standing: isPromoted ? .gone : hasEnded ? .unreached : .coming))
    }
    return steps
  }

  init(share: Double, verdict: Verdict? = nil, since: Timestamp? = nil, rows: Int, standing: Standing) {
    self.share = share
    self.verdict = verdict
    self.since = since
    self.rows = rows
    self.standing = standing
  }

  /// Whether nothing of it has been walked.
  var isAhead: Bool { standing == .coming || standing == .unreached }

  /// The only step of a rollout that has none, such as a shadow.
  init(_ page: JSON) {
    self.init(share: page["share"]?.double ?? 0, rows: 0, standing: .present)
  }
}

/// Steps in a row: the share of each, a bar of it, and what was found.
struct WalkPicture: View {
  let steps: [WalkStep]
  let isPaused: Bool

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !steps.isEmpty, area.width >= steps.count * 4 else { return }
    let parts = area.columns(steps.map { _ in .atLeast(4, weight: 1) }, gap: 1)
    for (step, part) in zip(steps, parts) {
      let role: Role = step.isAhead ? .dim : .strong
      let since = step.since.map { "  \(TimeText.short($0))" } ?? ""
      let share = step.share > 0 ? "\(MetricText.number(step.share * 100)) %" : "shadow"
      let head = TextLine(step.standing == .present ? "▸ " : "  ", .accent) + TextLine(share, role)
      let isRoomy = head.width + CharacterWidth.columns(since) <= part.width
      canvas.put(isRoomy ? head + TextLine(since, .dim) : head, in: part.row(0))
      if part.height > 1 {
        Gauge(step.isAhead ? 0 : step.share, role: barRole(step)).draw(in: part.row(1), on: &canvas)
      }
      if part.height > 2 { canvas.put(word(step, width: part.width), in: part.row(2)) }
    }
  }

  private func barRole(_ step: WalkStep) -> Role {
    switch step.standing {
    case .coming, .unreached: .dim
    case .present, .gone: step.verdict?.role ?? .gauge
    }
  }

  private func word(_ step: WalkStep, width: Int) -> TextLine {
    let rows = step.rows > 0 ? TextLine(" \(NumberText.grouped(step.rows)) rows", .dim) : ""
    let words: [TextLine]
    switch step.standing {
    case .coming: words = [TextLine("  to come", .dim)]
    case .unreached: words = [TextLine("  not reached", .dim)]
    case .gone: words = [TextLine("  ") + (step.verdict ?? .passed).markAndWord, rows]
    case .present:
      let verdict = step.verdict.map { TextLine(" ") + $0.markAndWord } ?? ""
      words = [isPaused ? TextLine("  ‖ paused", .attention) : TextLine("  ⠹ here", .busy), verdict, rows]
    }
    // What does not fit whole is left out, the last first.
    return words.dropFirst().reduce(words[0]) { $0.width + $1.width <= width ? $0 + $1 : $0 }.truncated(to: width)
  }
}

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
    guard let page = context.model.page(of: .walk), page["strategy"]?.string != nil else {
      canvas.put(automation, in: area)
      let rest = area.dropFirstRows(area.height >= 7 ? 2 : 1)
      guard context.answer(.walk, missing: missing, in: rest, on: &canvas) != nil else { return }
      return canvas.putEmpty("No rollout is under way.", remedy, in: rest)
    }
    var text = LabelledText(width: area.width, labelWidth: 9)
    if let because = page["because"]?.string { text.add(state == "paused" ? "Paused" : "Because", because) }
    let words = Array(text.lines.prefix(max(1, area.height / 5)))
    let holds = page["hold"].map { !$0.isNull } ?? false && !isWarm(page)
    let full = StackedBar(split(page, tellsRows: true))
    let split = full.height(in: area.width) > 2 ? StackedBar(split(page, tellsRows: false)) : full
    let splits = state != "none" && area.height >= 6 + words.count
    let parts = area.rows([
      .fixed(splits ? split.height(in: area.width) : 0), .atLeast(3, weight: 1), .fixed(holds ? 1 : 0),
      .fixed(words.count), .fixed(area.height >= 12 ? 1 : 0),
    ])
    split.draw(in: parts[0], on: &canvas)
    var stairs = WalkStep.all(page, hold: holdShare(page)).map { $0.stair(isPaused: state == "paused") }
    if strategy == .blueGreen { for index in stairs.indices { stairs[index].unseen = "warm" } }
    StairsPicture(stairs).draw(in: parts[1], on: &canvas)
    drawHold(page, in: parts[2], on: &canvas)
    canvas.put(words, in: parts[3])
    canvas.put(automation, in: parts[4])
  }

  /// Who answers the traffic at this step; the baseline is the champion on as many requests as the challenger.
  private func split(_ page: JSON, tellsRows: Bool) -> [StackedBar.Part] {
    let (new, old) = ("v\(page["challenger"]?.int ?? 0)", "v\(page["champion"]?.int ?? 0)")
    let share = page["share"]?.double ?? 0
    let answered = { (arm: String) in
      !tellsRows ? "" : page["arms"]?[arm]?["rows"]?.int.map { TextLine(" \(NumberText.grouped($0)) rows", .dim) } ?? ""
    }
    let part = { (name: String, share: Double, arm: String, role: Role) in
      StackedBar.Part(
        TextLine(name, .strong) + TextLine(" \(MetricText.number((share * 1000).rounded() / 10)) %") + answered(arm),
        share, role: role)
    }
    switch strategy {
    case .shadow:
      return [
        StackedBar.Part(TextLine("\(old) answers everything", .strong), 1, role: .line(1)),
        StackedBar.Part(TextLine("\(new) answers all of it unseen", .dim), 0, role: .line(3)),
      ]
    case .blueGreen, .direct, nil:
      let (here, warm) = share > 0 ? (new, old) : (old, new)
      return [
        StackedBar.Part(TextLine("\(here) answers everything", .strong), 1, role: .line(share > 0 ? 3 : 1)),
        StackedBar.Part(TextLine("\(warm) is warm", .dim), 0, role: .line(share > 0 ? 1 : 3)),
      ]
    case .canary, .rolling, .ab:
      let shares = RolloutShares(challenger: share)
      let parts = [
        part("\(old) champion", shares.champion, "champion", .line(1)),
        part("\(old) baseline", shares.baseline, "baseline", .line(2)),
        part("\(new) challenger", shares.challenger, "challenger", .line(3)),
      ]
      return parts.filter { $0.share > 0 }
    }
  }

  /// Whether it waits for a person to swap.
  private func isWarm(_ page: JSON) -> Bool { strategy == .blueGreen && page["swapped"]?.bool == false }

  private func holdShare(_ page: JSON) -> Double {
    guard let hold = page["hold"], let done = hold["done"]?.double,
      let whole = hold["rows"]?.double ?? hold["seconds"]?.double, whole > 0
    else { return 0 }
    return min(1, done / whole)
  }

  private func drawHold(_ page: JSON, in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    canvas.put(TextLine("Hold     ", .dim), in: area)
    let missing = page["hold"]?["outcomes_missing"]?.int ?? 0
    Gauge(holdShare(page), text: TextLine(hold(page), missing > 0 ? .attention : nil))
      .draw(in: area.dropFirstColumns(9), on: &canvas)
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
      if done > Double(rows) {
        return "\(NumberText.grouped(Int(done))) rows, \(NumberText.grouped(rows)) asked for\(waits)"
      }
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
  /// How much of it is walked, 0…1.
  var progress = 0.0

  /// The steps of an answer and, after a canary's, all of the traffic.
  ///
  /// - Parameter hold: how much of the present step is over, 0…1.
  static func all(_ page: JSON, hold: Double = 0) -> [WalkStep] {
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
    if steps.isEmpty { steps = [WalkStep(page)] }
    for index in steps.indices {
      steps[index].progress =
        steps[index].standing == .present ? hold : steps[index].standing == .gone ? 1 : 0
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

  /// The only step of a rollout that has none, such as a shadow.
  init(_ page: JSON) {
    self.init(share: page["share"]?.double ?? 0, rows: 0, standing: .present)
  }
}

extension WalkStep {
  /// As it is drawn: its place in the walk, then what was found, then how much traffic it took.
  func stair(isPaused: Bool) -> Stair {
    let taken = rows > 0 ? [TextLine("\(NumberText.grouped(rows)) rows", .dim)] : []
    let from = since.map { [TextLine("from \(TimeText.short($0))", .dim)] } ?? []
    switch standing {
    case .coming:
      return Stair(share: share, standing: standing, progress: 0, role: .dim, words: [TextLine("to come", .dim)])
    case .unreached:
      return Stair(share: share, standing: standing, progress: 0, role: .dim, words: [TextLine("not reached", .dim)])
    case .gone:
      let found = verdict ?? .passed
      return Stair(
        share: share, standing: standing, progress: 1, role: found.role, words: [found.markAndWord] + taken + from)
    case .present:
      let here = isPaused ? TextLine("‖ paused", .attention) : TextLine("⠹ here", .busy)
      return Stair(
        share: share, standing: standing, progress: max(0.02, progress), role: isPaused ? .attention : .gauge,
        words: [here + (verdict.map { TextLine(" ") + $0.markAndWord } ?? "")] + taken + from)
    }
  }
}

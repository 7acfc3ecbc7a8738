import CellCanvas
import Encoding
import Lifecycle

/// Requests that wait for a person, the oldest first.
struct WaitingPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .waiting) }

  var title: TextLine {
    guard let page else { return "Waiting" }
    let answered = (page["rows"]?.array?.count ?? 0) - context.model.openRequests.count
    return TextLine("Waiting · \(NumberText.grouped(max(0, (page["waiting"]?.int ?? 0) - answered)))")
  }

  var note: TextLine? {
    if let progress = context.progress(.waiting) { return progress }
    return page?["decided"]?.int.map { TextLine("\(NumberText.grouped($0)) decided", .dim) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(
        .waiting,
        missing: context.model.isInPast ? "Who waited is not kept for the past." : "Nothing is known of the queue.",
        in: area, on: &canvas) != nil
    else { return }
    let requests = context.model.openRequests
    guard !requests.isEmpty else { return canvas.putEmpty("✓ Nobody waits.", remedy, in: area) }
    let target = context.snapshot.definition.data.target
    context.table(
      .part(.waiting),
      columns: [
        .init("request", .fitting(max: 16), importance: 6), .init("when", importance: 4),
        .init("score", alignment: .trailing, importance: 8), .init(target, .fitting(max: 14), importance: 9),
      ], height: area.height
    ) { item in
      guard case .named(let name) = item, let request = requests.first(where: { $0.name == name }) else { return [] }
      return [
        TextLine(request.name), TextLine(request.time.map { TimeText.short($0) } ?? "", .dim),
        TextLine(request.score.map { NumberText.fixed($0, 3) } ?? "–", .strong),
        TextLine(context.model.proposal(of: request) + "?"),
      ]
    }
    .draw(in: area, on: &canvas)
  }

  private var remedy: String {
    let level = context.model.automationLevel ?? .full
    let band = ReviewBand.text(context.snapshot.definition.deployment.reviewBand)
    guard level == .partial else {
      return "automation is \(level.title): only at partial do requests with scores in \(band) wait; "
        + "\(context.key(.automation)) changes it"
    }
    if case .world = context.snapshot.definition.data.source {
      return "these requests choose among candidates and cannot wait: the model decides them"
    }
    return "requests with scores in \(band) come here"
  }
}

/// The band of scores in which the model leaves the answer to a person.
enum ReviewBand {
  static func text(_ band: ClosedRange<Double>) -> String {
    "\(MetricText.number(band.lowerBound))–\(MetricText.number(band.upperBound))"
  }
}

/// The request to answer, as a card: its score in the band, what the model proposes, and its values.
struct RequestPane: PaneContent {
  let context: PaneContext

  private var request: ReviewRequest? { context.model.selectedRequest }

  var title: TextLine { TextLine(request.map { "Request \($0.name)" } ?? "Request") }

  var note: TextLine? { request?.time.map { TextLine(TimeText.minute($0), .dim) } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let request else { return canvas.putEmpty("There is nothing to answer.", in: area) }
    let answers = answers(request)
    let parts = area.rows([
      .fixed(2), .fixed(min(answers.count, max(1, area.height / 3))), .fixed(1), .rest, .fixed(area.height > 8 ? 1 : 0),
    ])
    drawScore(request, in: parts[0], on: &canvas)
    canvas.put(answers, in: parts[1])
    Card.draw(request.values.map { KeyValueList.Pair($0.name, CellText.line($0.value)) }, in: parts[3], on: &canvas)
    canvas.put(foot, in: parts[4])
  }

  /// The score on the line from 0 to 1, with the band that sends requests here.
  private func drawScore(_ request: ReviewRequest, in area: Rect, on canvas: inout Canvas) {
    let score = request.score ?? .nan
    let band = context.snapshot.definition.deployment.reviewBand
    let label = TextLine("Score ", .dim) + TextLine(score.isFinite ? NumberText.fixed(score, 3) : "–", .strong)
    let words = TextLine("  band \(ReviewBand.text(band))", .dim)
    canvas.put(label + words, in: area.row(0))
    guard context.snapshot.task != .regression, score.isFinite, area.height > 1 else { return }
    BandGauge(score, band: band).draw(in: area.row(1), on: &canvas)
  }

  /// The classes with the keys that choose them; a digit begins a number.
  private func answers(_ request: ReviewRequest) -> [TextLine] {
    let proposal = context.model.proposal(of: request)
    let names = context.model.requestAnswers
    guard !names.isEmpty else {
      return [TextLine("The model says ", .dim) + TextLine(proposal, .strong)]
    }
    return names.enumerated().map { index, name in
      TextLine(index < 9 ? "\(index + 1) " : "  ", .key) + TextLine(name, name == proposal ? .strong : nil)
        + TextLine(name == proposal ? "  ◂ the model says" : "", .dim)
    }
  }

  private var foot: TextLine {
    guard context.model.context == .reviewing else {
      return TextLine(context.model.keymap.key(.move(.open)), .key) + TextLine(" begins to answer", .keyHint)
    }
    let number = context.model.requestAnswers.isEmpty
    return TextLine(context.key(.confirmRequest), .key) + TextLine(" as the model says  ", .keyHint)
      + TextLine(number ? "0–9" : "1–9", .key) + TextLine(number ? " type another number" : " the class", .keyHint)
  }
}

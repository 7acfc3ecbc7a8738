import Encoding
import Lifecycle

/// One page for who pays and decides: money first, no jargon.
struct DecisionMakerReport {
  let facts: ReportFacts
  let business: BusinessSummary
  let standing: Standing

  init(facts: ReportFacts) {
    self.facts = facts
    business = facts.business
    standing = Standing(facts)
  }

  var report: Report {
    let sections: [Report.Section?] = [
      summary, question, value, targets, actions, risks, milestones, decisions, way, next,
    ]
    return Report(
      title: "\(facts.definition.name): where it stands", lead: facts.lead, sections: sections.compactMap { $0 })
  }

  // MARK: In short

  private var summary: Report.Section {
    var blocks: [Report.Block] = [.note(standing.tone, standing.sentence)]
    let worth = worthSentences
    if !worth.isEmpty { blocks.append(.paragraph(worth.joined(separator: " "))) }
    let figures = self.figures
    if !figures.isEmpty { blocks.append(.figures(figures)) }
    if let ask = NextDecision(facts, standing) {
      blocks.append(.note(.neutral, "Decision asked for: \(ask.question)"))
    }
    return Report.Section("In short", blocks)
  }

  /// Gain over the best answer without a model, in a day.
  private var gainPerDay: Double? {
    guard let gained = business.outlay.gained, business.days > 0 else { return nil }
    return gained / business.days
  }

  private var bestWithout: (name: String, value: Double)? {
    ["nobody", "everybody", "baseline"].compactMap { name in
      business.alternatives[name].map { (Alternatives.words(name), $0) }
    }.max { $0.1 < $1.1 }
  }

  private var worthSentences: [String] {
    guard let perDay = business.perDay, let total = business.total else {
      return facts.scope.value == nil
        ? ["Nobody has said what a right and a wrong answer is worth, so no money can be told."]
        : ["What it is worth shows once outcomes of live traffic are known."]
    }
    var sentences = [
      "Its answers were worth \(Words.amount(perDay, facts.unit)) a day over the last "
        + "\(Words.days(business.days)), \(Words.amount(total, facts.unit)) in all."
    ]
    if let best = bestWithout, let gain = gainPerDay {
      let more = gain > 0 ? "more" : "less"
      sentences.append(
        gain == 0
          ? "\(best.name.prefix(1).uppercased() + best.name.dropFirst()) would be worth just as much."
          : "That is \(Words.amount(abs(gain), facts.unit)) a day \(more) than \(best.name), the best that could be had "
            + "without it.")
    }
    sentences += returnSentences
    return sentences
  }

  private var returnSentences: [String] {
    let outlay = business.outlay
    guard outlay.spent > 0, let gained = outlay.gained else {
      return outlay.spent > 0 ? [] : ["What the project costs is not written down, so no return can be told."]
    }
    let spent =
      "The project has cost \(Words.amount(outlay.spent, facts.unit)) and gained "
      + "\(Words.amount(gained, facts.unit))"
    if let ratio = outlay.ratio, ratio >= 1 { return [spent + ": it has paid for itself."] }
    guard let date = outlay.paysBackOn else { return [spent + "; at this rate it never pays for itself."] }
    return [spent + "; at this rate it will have paid for itself on \(date.date)."]
  }

  private var figures: [Report.Figure] {
    var figures: [Report.Figure] = []
    if let perDay = business.perDay {
      figures.append(
        Report.Figure(
          "Value a day", Words.amount(perDay, facts.unit), note: "over the last \(Words.days(business.days))",
          tone: perDay >= 0 ? .good : .bad))
    }
    if let gain = gainPerDay, let best = bestWithout {
      figures.append(
        Report.Figure(
          "Against doing without", Words.gain(gain, facts.unit), note: "a day, against \(best.name)",
          tone: Self.tone(gain)))
    }
    if let ratio = business.outlay.ratio {
      let date = business.outlay.paysBackOn?.date
      let note = ratio >= 1 ? "paid for itself" : date.map { "pays for itself on \($0)" } ?? "never pays for itself"
      figures.append(
        Report.Figure(
          "Gained for each \(facts.unit.isEmpty ? "1" : facts.unit) spent", Words.number(ratio), note: note,
          tone: ratio >= 1 ? .good : date == nil ? .bad : .warning))
    }
    if !standing.gates.isEmpty {
      figures.append(
        Report.Figure(
          "Agreed limits held", "\(standing.held) of \(standing.gates.count)", note: standing.ground,
          tone: standing.tone))
    }
    let firing = facts.state.openAlarms.count { $0.state == .firing }
    if facts.state.session != nil {
      figures.append(
        Report.Figure(
          "Open alarms", String(firing), note: firing == 0 ? "nothing rings" : "see what to do",
          tone: firing == 0 ? .good : .warning))
    }
    return figures
  }
}

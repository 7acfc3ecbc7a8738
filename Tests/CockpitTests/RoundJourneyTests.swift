import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

extension CockpitModel {
  /// The bank as it was just after an event.
  static func past(_ sequence: Int) -> Snapshot {
    var snapshot = Sample.round
    snapshot.past = sequence
    snapshot.state.sequence = sequence
    snapshot.state.eventTime = Sample.bankStart.advanced(bySeconds: Double(sequence) / 10 * Sample.week)
    snapshot.state.windows.removeAll { window in snapshot.state.eventTime.map { window.closed.to > $0 } ?? false }
    snapshot.state.marks.removeAll { ($0.sequence ?? 0) > sequence }
    return snapshot
  }

  /// Presses keys of the time machine and answers what they ask.
  mutating func travel(_ keys: [String]) {
    for key in keys {
      for effect in press(key) {
        guard case .past(let sequence, let id) = effect else { continue }
        settle(update(.past(id, .success(CockpitModel.past(sequence)))), RoundAnswers.full)
      }
    }
  }
}

extension [Effect] {
  /// The moments of the past that were asked for.
  var moments: [Int] {
    compactMap { effect in
      if case .past(let sequence, _) = effect { sequence } else { nil }
    }
  }
}

/// Keys on the way round: what is asked, what is shown, what is sent.
@Suite struct RoundJourneyTests {
  private static let size = Size(columns: 120, rows: 40)

  private func showing(_ sheet: Sheet, size: Size = RoundJourneyTests.size) -> CockpitModel {
    CockpitModel.showing(sheet, of: Sample.round, size: size, RoundAnswers.full)
  }

  // MARK: Iterations

  @Test("The map shows every way back with its reason, and the present iteration is chosen")
  func map() {
    var model = showing(.iterations)
    #expect(model.text.contains("╯ baseline was better"))
    #expect(model.text.contains("╯ AUC below 0.78 since 3 Mar 2009"))
    #expect(model.text.contains("Iteration 3"))
    model.press("up")
    #expect(model.text.contains("Iteration 2"))
    #expect(model.text.contains("AUC 0.791 by v5"))
  }

  @Test(
    "d chooses what follows, asks why, and sends it",
    arguments: [(["d", "2"], Decision.retrain), (["d", "4"], .retire)])
  func decide(keys: [String], decision: Decision) {
    var model = showing(.iterations)
    for key in keys { model.press(key) }
    model.press("ctrl-u", "enter")
    #expect(model.text.contains("a reason is needed"))
    model.type("newer rows")
    #expect(model.press("enter").commands == [.decide(decision, because: "newer rows")])
    #expect(model.log.entries.last?.line == "sextant decide \(decision.rawValue) --because 'newer rows'")
  }

  @Test("b goes where the facts speak for: a changed concept asks for Development, with the reason filled in")
  func stepBack() {
    var model = showing(.iterations)
    model.press("b")
    #expect(model.layer == .stageChoice(.development))
    // StepBackSuggestion's sentence of the gravest alarm.
    #expect(
      model.press("enter", "enter").commands == [
        .stepBack(.development, because: "gate auc >= 0.78: auc 0.491 against 0.780 since 2009-03-02")
      ])
  }

  @Test("u says what would be taken back and takes it back; with nothing to take back it says so")
  func undo() {
    var model = showing(.iterations)
    model.press("u")
    #expect(model.text.contains("sextant promote 5 --override 'calls doubled'"))
    #expect(model.text.contains("v3 answers all traffic again"))
    #expect(model.press("enter").isEmpty)
    #expect(model.press("u", "y").commands == [.undo])
    var fresh = CockpitModel.showing(Sample.empty)
    fresh.press("u")
    #expect(fresh.layer == nil)
    #expect(fresh.disabledReason(.act(.undo)) == "nothing was done yet that can be taken back")
  }

  // MARK: Time machine

  @Test("[ and ] walk the marks, { and } the events, and past the last one lies the present")
  func marks() {
    var model = showing(.iterations)
    // Marks lie at events 30, 60 … 330; the present is event 412.
    #expect(model.press("[").moments == [330])
    #expect(model.press("[").moments == [300])
    #expect(model.press("{").moments == [299])
    #expect(model.press("}").moments == [300])
    #expect(model.press("]").moments == [330])
    #expect(model.press("]").moments.isEmpty)
    #expect(!model.isInPast)
    #expect(model.disabledReason(.tool(.laterMark)) == "this is the present")
  }

  @Test("The past shows its own time and event, refuses deeds, and Esc returns at once to the newest picture")
  func past() {
    var model = CockpitModel.showing(Sample.round, size: Size(columns: 200, rows: 50))
    model.travel(["["])
    #expect(model.snapshot?.past == 330)
    #expect(model.text.contains("◀ PAST 23 Mar 2009 00:00 · event 330 of 412: run finished by ana · Esc returns"))
    #expect(model.press("r").commands.isEmpty)
    #expect(model.text.contains("this is the past; Esc returns to the present"))
    var newer = Sample.round
    newer.state.sequence = 500
    #expect(model.update(.snapshot(newer)).isEmpty)
    #expect(model.snapshot?.past == 330)
    #expect(model.press("esc").isEmpty)
    #expect(model.snapshot == newer)
    #expect(!model.text.contains("PAST"))
  }

  @Test("Of several presses the last one counts; an earlier answer is not shown")
  func haste() throws {
    var model = CockpitModel.showing(Sample.round)
    let effects = model.press("[", "[")
    let ids = effects.compactMap { effect -> RequestID? in
      if case .past(_, let id) = effect { id } else { nil }
    }
    _ = model.update(.past(ids[0], .success(CockpitModel.past(330))))
    #expect(model.snapshot?.past == nil)
    _ = model.update(.past(ids[1], .success(CockpitModel.past(300))))
    #expect(model.snapshot?.past == 300)
  }

  @Test("A past that cannot be had is told, and the present stays")
  func refusedPast() throws {
    var model = CockpitModel.showing(Sample.round)
    let effects = model.press("[")
    guard case .past(_, let id) = effects.first else { return #expect(Bool(false), "nothing was asked") }
    _ = model.update(.past(id, .failure(Refusal(kind: .damaged, message: "the journal is torn"))))
    #expect(!model.isInPast)
    #expect(model.text.contains("the journal is torn"))
  }

  @Test("The past answers from its own state what the engine only knows of the present")
  func pastPages() {
    var model = showing(.insights)
    model.travel(["[", "["])
    #expect(!model.text.contains("job blue-collar"), "that is an insight of the present")
    #expect(model.text.contains("What to do next"))
  }

  // MARK: Rollout and automation

  @Test(
    "A rollout is resumed, advanced and aborted after a question",
    arguments: [("c", Command.RolloutOrder.resume), ("n", .advance), ("X", .abort)])
  func rollout(key: String, order: Command.RolloutOrder) {
    var model = showing(.rollout)
    #expect(model.press(key, "enter").isEmpty)
    #expect(model.press(key, "y").commands == [.rollout(order, because: nil)])
    #expect(model.log.entries.last?.line == "sextant rollout \(order.rawValue)")
  }

  @Test("Advancing says the next share; without a rollout the keys say why not")
  func rolloutWords() {
    var model = showing(.rollout)
    model.press("n")
    #expect(model.text.contains("v6 answers 50.0 % of the traffic instead of 25.0 %"))
    var idle = CockpitModel.showing(Sample.bank)
    idle.press("4")
    idle.press("X")
    #expect(idle.text.contains("no rollout is under way"))
  }

  @Test("A chooses who decides and asks why")
  func automation() {
    var model = showing(.rollout)
    model.press("A", "down", "enter")
    model.type("scores are trusted")
    #expect(model.press("enter").commands == [.setAutomation(.full, because: "scores are trusted")])
  }

  // MARK: Review

  @Test("Digits answer with the class, the next request comes at once, and Esc leaves the card")
  func review() {
    var model = showing(.review)
    #expect(model.press("enter").isEmpty)
    #expect(model.context == .reviewing)
    #expect(model.text.contains("Request 4:28101"))
    #expect(model.press("2").commands == [.review(session: SessionID(4), id: 28_101, answer: "no")])
    #expect(model.text.contains("Request 4:28117"))
    #expect(model.press("c").commands == [.review(session: SessionID(4), id: 28_117, answer: "no")])
    #expect(model.text.contains("Waiting · 1"))
    model.press("esc")
    #expect(model.context == .review)
    model.press("1")
    #expect(model.screen.stage == .scoping, "digits are stages again")
  }

  @Test("A refused answer puts its request back")
  func refusedReview() throws {
    var model = showing(.review)
    let request = try #require(model.press("enter", "1").requests.first)
    #expect(model.text.contains("Waiting · 2"))
    _ = model.update(.receipt(request, .failure(Refusal(kind: .no, message: "it does not wait"))))
    #expect(model.text.contains("Waiting · 3"))
  }

  // MARK: Alarms and policies

  @Test("Z snoozes the selected alarm for the chosen time")
  func snooze() {
    var model = CockpitModel.showing(Sample.round, size: RoundJourneyTests.size)
    model.press("5", "tab", "tab", "Z", "down")
    #expect(model.press("enter").commands == [.snooze(AlarmID(1), seconds: 86_400)])
    #expect(model.press("Z", "1").commands == [.snooze(AlarmID(1), seconds: 3600)])
  }

  @Test("A suggestion stands over the screen until it is accepted or dismissed")
  func suggestion() {
    var model = CockpitModel.showing(Sample.round, size: RoundJourneyTests.size)
    #expect(
      model.text.contains("! on drift suggests a retrain: euribor3m drifts since 10 Nov 2008 (PSI 8.31)  Y accept"))
    #expect(model.press("Y").commands == [.answerSuggestion(7, accept: true)])
    #expect(model.press("N").commands == [.answerSuggestion(7, accept: false)])
    #expect(CockpitModel.showing(Sample.bank).disabledReason(.act(.acceptSuggestion)) == "no policy suggests anything")
  }

  // MARK: Insights

  @Test("Enter begins what the insight speaks for, with its words filled in")
  func insights() {
    var model = showing(.insights)
    model.press("enter")
    #expect(model.layer == .question(.retrain(recipe: 0)))
    model.press("esc", "down", "enter")
    #expect(model.press("enter").commands == [.stepBack(.data, because: "job blue-collar loses money")])
    #expect(model.press("down", "enter").commands == [.acknowledge(AlarmID(4))])
    #expect(model.press("down", "enter").commands == [.answerSuggestion(7, accept: true)])
    model.press("down", "enter")
    #expect(model.press("enter").commands == [.decide(.retire, because: "does not pay back")])
    model.press("down", "enter")
    #expect(model.screen == .sheet(.labels))
  }

  @Test("y copies the command of an insight, a request, a decision")
  func copies() {
    var model = showing(.insights)
    #expect(model.press("y").contains(.copy("sextant train")))
    model = showing(.review)
    #expect(model.press("y").contains(.copy("sextant review 4:28101")))
    model = showing(.iterations)
    model.press("tab", "tab")
    #expect(model.press("y").contains(.copy("sextant decide retrain --because 'newer rows are released'")))
    model = showing(.figures)
    #expect(model.press("y").contains { if case .copy(let text) = $0 { text.hasPrefix("input.rows ") } else { false } })
  }

  @Test("s walks seconds, minutes, hours and windows; each is asked for once, the windows not at all")
  func resolutions() {
    var model = showing(.figures)
    #expect(model.text.contains("Software · by the second"))
    for (resolution, words) in [(SeriesResolution.minute, "by the minute"), (.hour, "by the hour")] {
      let effects = model.press("s")
      #expect(
        effects.queries == [.series(Query.SeriesRequest(names: ["software"], resolution: resolution, limit: 240))])
      model.settle(effects, RoundAnswers.full)
      #expect(model.text.contains("Software · \(words)"))
    }
    #expect(model.press("s").queries.isEmpty)
    #expect(model.text.contains("Software · by window"))
    #expect(model.press("s").queries.isEmpty, "nothing moved since the seconds were asked for")
    var snapshot = Sample.round
    snapshot.sampled = 7
    snapshot.revision += 1
    #expect(model.update(.snapshot(snapshot)).queries.count == 1, "another second was sampled")
  }

  @Test("An engine that knows no series leaves the windows' figures")
  func withoutSeries() {
    let model = CockpitModel.showing(
      .figures, of: Sample.round, size: RoundJourneyTests.size, Answers.refused)
    #expect(model.text.contains("Software · by window"))
    #expect(model.text.contains("latency p50"))
  }

  // MARK: Palette

  @Test(
    "The palette leads to places",
    arguments: [
      ("version v3", Screen.stage(.deployment), "▸ v3"), ("run 5", .stage(.development), "Metrics · run 5"),
      ("column euribor", .stage(.data), "euribor3m"), ("alarm cost", .stage(.monitoring), "Raise the threshold"),
      ("kpi calls", .stage(.business), "KPIs"), ("iteration 2", .sheet(.iterations), "Iterations"),
    ])
  func jumps(words: String, screen: Screen, seen: String) {
    var model = CockpitModel.showing(Sample.round, size: RoundJourneyTests.size)
    model.press(":")
    model.type(words)
    model.settle(model.press("enter"), RoundAnswers.full)
    #expect(model.screen == screen)
    #expect(model.text.contains(seen))
  }

  @Test("What was chosen lately is offered first")
  func recent() {
    var model = CockpitModel.showing(Sample.round, size: RoundJourneyTests.size)
    model.press(":")
    model.type("version v3")
    model.press("enter", ":")
    #expect(model.text.contains("▸ Version v3: trees, previous"))
    model.press("0", "backspace", "enter")
    #expect(model.screen == .stage(.deployment))
  }
}

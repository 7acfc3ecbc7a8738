import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// Keys of monitoring: from something that is wrong to what mends it.
@Suite struct MonitoringJourneyTests {
  private static let size = Size(columns: 120, rows: 40)

  /// The bank with one alarm, firing.
  private static func bank(_ kind: Alarm.Kind, column: String? = nil, metric: String = "auc") -> Snapshot {
    var snapshot = Sample.round
    snapshot.state.policyActions = []
    snapshot.state.rollout = nil
    snapshot.state.aliases.challenger = nil
    snapshot.state.alarms = [
      Alarm(
        id: AlarmID(9), rule: "something is wrong", metric: metric, column: column, severity: .critical, state: .firing,
        since: Sample.bankStart.advanced(bySeconds: 38 * Sample.week), value: 0.49, bound: 0.78, costPerDay: 41,
        advice: "mend it", kind: kind)
    ]
    return snapshot
  }

  private func opened(_ snapshot: Snapshot, _ keys: String...) -> CockpitModel {
    var model = CockpitModel.showing(snapshot, size: Self.size)
    for key in keys { model.settle(model.press(key), RoundAnswers.full) }
    return model
  }

  @Test("From a firing alarm to a challenger in training it is three keys: look, retrain, yes")
  func threeKeys() {
    var model = CockpitModel.showing(Self.bank(.conceptChange), size: Self.size)
    #expect(model.screen == .overview)
    model.settle(model.press("5"), RoundAnswers.full)
    // What is wrong and the key that helps stand side by side.
    #expect(model.text.contains("something is"))
    #expect(model.text.contains("r retrain on the rows since the change"))
    model.press("r")
    #expect(model.text.contains("the rows since the change"))
    let recipe = Sample.round.definition.recipes.first { $0.name == Sample.round.state.champion?.recipe }?.name
    #expect(model.press("y").commands == [.train(Command.Training(recipe: recipe, data: .auto))])
    #expect(model.log.entries.last?.line.hasPrefix("sextant train") == true)
  }

  @Test("The rows of a retrain can be chosen: arrows walk them, and the twin says which")
  func rows() {
    var model = opened(Self.bank(.gate), "5")
    model.press("r", "right", "right")
    #expect(model.text.contains("rows since the outcomes changed"))
    guard case .train(let training)? = model.press("enter").commands.first else {
      Issue.record("nothing was sent")
      return
    }
    #expect(training.data == .sinceChange)
  }

  @Test(
    "Each kind of alarm has its next step, and Enter goes where its cause can be seen",
    arguments: [
      (Alarm.Kind.drift, "euribor3m", "Enter look", Screen.sheet(.drift)),
      (.covariateShift, "euribor3m", "Enter look", .sheet(.drift)),
      (.upstreamBreak, "job", "Enter upstream", .sheet(.upstream)),
      (.mislabelling, "", "Enter labels", .sheet(.labels)),
      (.conceptChange, "", "r retrain", .sheet(.estimates)), (.gate, "", "r retrain", .sheet(.estimates)),
      (.service, "", "Enter look", .sheet(.figures)),
    ])
  func nextSteps(kind: Alarm.Kind, column: String, next: String, target: Screen) {
    var model = opened(Self.bank(kind, column: column.isEmpty ? nil : column), "5", "5")
    #expect(model.screen == .sheet(.alarms))
    #expect(model.text.contains("! firing") || model.text.contains("✗ firing"))
    #expect(model.text.contains(next))
    #expect(model.text.contains("41 € a day"))
    model.settle(model.press("enter"), RoundAnswers.full)
    #expect(model.screen == target)
    model.press("esc")
    #expect(model.screen == .sheet(.alarms))
  }

  @Test("A gate that fails right after a promotion asks for the version before")
  func afterPromotion() {
    var snapshot = Self.bank(.gate)
    snapshot.state.aliases.previous = VersionID(3)
    let champion = snapshot.state.aliases.champion
    let taken = snapshot.state.windows.count - 4
    for index in snapshot.state.windows.indices {
      snapshot.state.windows[index].closed.version = index >= taken ? champion : VersionID(3)
    }
    snapshot.state.alarms[0].since = snapshot.state.windows[taken + 1].closed.to
    var model = opened(snapshot, "5", "5")
    #expect(model.text.contains("R roll back"))
    model.press("R", "y")
    #expect(model.log.entries.last?.line == "sextant rollback")
  }

  @Test("What a policy suggests is one key, and stands before everything else")
  func suggestion() {
    var snapshot = Self.bank(.conceptChange)
    snapshot.state.policyActions = Sample.round.state.policyActions
    var model = opened(snapshot, "5", "5")
    #expect(model.text.contains("Y accept"))
    #expect(model.press("Y").commands == [.answerSuggestion(7, accept: true)])
  }

  @Test("An alarm bears a note")
  func note() {
    var model = opened(Self.bank(.drift, column: "euribor3m"), "5", "5")
    model.press("W")
    model.type("the bank cut rates")
    #expect(model.press("enter").commands == [.noteAlarm(AlarmID(9), text: "the bank cut rates")])
  }

  @Test("Enter on the heat strip drills into the column and the window under the cursor, and Esc comes back")
  func drill() {
    var model = CockpitModel.showing(Sample.round, size: Self.size)
    model.settle(model.press("5"), RoundAnswers.full)
    model.press("left", "left")
    let asked = model.press("enter").questions.map(\.0)
    let windows = Sample.round.state.windows
    guard case .window(let request)? = asked.first else {
      Issue.record("no window was asked for: \(asked)")
      return
    }
    #expect(request.index == windows[windows.count - 3].closed.index)
    #expect(model.screen == .sheet(.drift))
    model.press("esc")
    #expect(model.screen == .stage(.monitoring))
    #expect(model.text.contains("Drift"))
  }

  @Test("Walking windows while drilled in asks for one at a time, and for the last in the end")
  func walking() {
    var model = CockpitModel.showing(Sample.round, size: Self.size)
    model.settle(model.press("5"), RoundAnswers.full)
    let first = model.press("enter").questions
    #expect(first.count == 1)
    #expect(model.press("left", "left", "left").questions.isEmpty)
    guard let (query, id) = first.first else { return }
    let next = model.update(.page(query, id, RoundAnswers.full(query))).questions.map(\.0)
    let windows = Sample.round.state.windows
    guard case .window(let request)? = next.first else {
      Issue.record("nothing more was asked: \(next)")
      return
    }
    #expect(next.count == 1)
    #expect(request.index == windows[windows.count - 4].closed.index)
  }

  @Test("The drift view shows shape, methods, trend and the segments that are surely worse")
  func shown() {
    let model = opened(Self.bank(.drift, column: "euribor3m"), "5", "5", "enter")
    #expect(model.text.contains("euribor3m ·"))
    #expect(model.text.contains("✗ 5 of 6 say drift"))
    #expect(model.text.contains("Kolmogorov–Smirnov"))
    #expect(model.text.contains("✗ 1 worse"))
    #expect(model.text.contains("euribor3m ≤ 1.2"))
    #expect(model.text.contains("· few rows"))
    #expect(model.text.contains("at training"))
  }

  @Test("A window that goes on closing does not take away what is looked at")
  func held() {
    var snapshot = Sample.round
    var model = CockpitModel.showing(snapshot, size: Self.size)
    model.settle(model.press("5"), RoundAnswers.full)
    model.settle(model.press("enter"), RoundAnswers.full)
    var next = snapshot.state.windows[snapshot.state.windows.count - 1]
    next.closed.index += 1
    next.settled = nil
    snapshot.state.windows.append(next)
    snapshot.revision += 1
    #expect(model.update(.snapshot(snapshot)).questions.isEmpty)
    // The end follows the newest again.
    #expect(model.press("end").questions.count == 1)
  }

  @Test("Sources say how fresh they are, what broke, and how fast features drift away")
  func upstream() {
    let model = CockpitModel.showing(.upstream, of: Sample.round, size: Self.size, RoundAnswers.full)
    for words in [
      "✗ 1 source silent", "44.0 % of the usual volume", "of another kind", "new: channel", "euribor3m in 30",
      "no drift seen",
    ] {
      #expect(model.text.contains(words), "\(words)")
    }
  }

  @Test("The estimate is told from the truth, and where the two part the view says so")
  func parted() {
    let model = CockpitModel.showing(.estimates, of: Sample.round, size: Self.size, RoundAnswers.full)
    #expect(model.text.contains("✗ concept drift suspected"))
    #expect(model.text.contains("Estimate less truth"))
    // The engine is the judge: where it sees no drift, windows outside of their band alone say nothing.
    var calm = Sample.round
    for index in calm.state.windows.indices { calm.state.windows[index].settled?.reconciliation?.sum = 0 }
    let agreeing = CockpitModel.showing(.estimates, of: calm, size: Self.size, RoundAnswers.full)
    #expect(agreeing.text.contains("✓ they agree") && !agreeing.text.contains("concept drift suspected"))
  }

  @Test("While clients are served the title says so")
  func serving() {
    let model = CockpitModel.showing(.gateway, of: Sample.serving, size: Self.size, DeploymentAnswers.full)
    #expect(model.text.contains("● serving"))
  }
}

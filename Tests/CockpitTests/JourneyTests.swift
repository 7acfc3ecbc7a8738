import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// Keys in, effects and screens out.
@Suite struct JourneyTests {
  /// The bank without the training that is under way.
  private var calm: Snapshot {
    var snapshot = Sample.bank
    snapshot.tasks.removeAll()
    snapshot.state.runs.removeAll { $0.status == .running }
    return snapshot
  }

  /// The bank with a challenger that passed its gates.
  private var promising: Snapshot {
    var snapshot = calm
    for index in snapshot.state.versions.indices where snapshot.state.versions[index].id == VersionID(6) {
      for gate in snapshot.state.versions[index].gates.indices {
        snapshot.state.versions[index].gates[gate].verdict = .passed
      }
    }
    return snapshot
  }

  // MARK: Walking

  @Test("Digits, Enter and Esc walk between the stages")
  func stages() {
    var model = CockpitModel.showing(Sample.bank)
    model.press("3")
    #expect(model.screen == .stage(.development))
    model.press("esc")
    #expect(model.screen == .overview)
    model.press("right", "down", "enter")
    #expect(model.screen == .stage(.monitoring))
    model.press("0", "h", "enter")
    #expect(model.screen == .stage(.deployment))
  }

  @Test("Tab walks the panes and the focus is seen")
  func panes() {
    var model = CockpitModel.showing(Sample.bank)
    model.press("4")
    #expect(model.text.contains("▸Champion v5"))
    model.press("tab")
    #expect(model.text.contains("▸Traffic"))
    model.press("backtab", "backtab")
    #expect(model.text.contains("▸Champions"))
  }

  @Test("z zooms a pane, Tab walks all panes, zoomed or not, also those that had no room")
  func zoom() {
    var model = CockpitModel.showing(Sample.bank)
    model.press("5")
    #expect(!model.text.contains("Service"))
    model.press("z", "backtab")
    #expect(model.isZoomed)
    #expect(model.text.contains("▸5/5 Service"))
    model.press("esc")
    #expect(!model.isZoomed)
    #expect(model.text.contains("▸Service"), "the focus brings a pane in that had no room")
    model.press("tab")
    #expect(model.text.contains("▸Drift") && !model.text.contains("Service"))
    model.press("backtab")
    #expect(model.text.contains("▸Service"))
  }

  @Test(
    "Charts zoom about the cursor, go where it goes, hold values against a pinned window, and follow the newest again")
  func chartSpan() {
    var model = CockpitModel.showing(calm, size: Size(columns: 200, rows: 50))
    model.press("5", "tab")
    let all = model.text
    model.press("+")
    let newest = model.text
    #expect(newest != all)
    model.press("m", "left", "left")
    #expect(model.text.contains(" beside "))
    // Beyond the left edge the charts go along.
    for _ in 0..<30 { model.press("left") }
    #expect(model.text.contains(" at ") || model.text.contains("at "))
    model.press("end", "m", "m")
    for _ in 0..<8 { model.press("-") }
    model.press("m")
    #expect(!model.text.contains(" beside "))
    #expect(model.text == all)
  }

  @Test("The choice stays with its run when a new run arrives")
  func selection() {
    var model = CockpitModel.showing(calm)
    model.press("3", "down", "down")
    #expect(model.text.contains("Metrics · run 5"))
    var next = calm
    next.state.runs.append(
      Run(
        id: RunID(9), recipe: Recipe(name: "trees", algorithm: .boostedTrees), dataset: "x", rows: PartCounts(),
        started: Timestamp(microseconds: 0), status: .running))
    _ = model.update(.snapshot(next))
    #expect(model.text.contains("Metrics · run 5"))
  }

  @Test("The window under the cursor is read in every chart, and Esc follows the newest again")
  func windows() {
    var model = CockpitModel.showing(Sample.bank, size: Size(columns: 120, rows: 40))
    model.press("5")
    let newest = model.text
    model.press("home")
    #expect(model.text != newest)
    // The first window's AUC: 0.794 - 0.06 and a little noise.
    #expect(model.text.contains("AUC 0.7"))
    model.press("esc")
    #expect(model.text == newest)
    #expect(model.screen == .stage(.monitoring))
  }

  // MARK: Retrain

  @Test("r tells data, recipe and expected time, and Enter starts it", arguments: ["enter", "y"])
  func retrain(answer: String) {
    var model = CockpitModel.showing(calm)
    model.press("r")
    #expect(model.text.contains("41,188 rows"))
    #expect(model.text.contains("about 3.3 s, as run 6 did"))
    let effects = model.press(answer)
    #expect(effects.commands == [.train(Command.Training(recipe: "trees"))])
    #expect(model.layer == nil)
  }

  @Test("Another recipe is chosen with the arrows; n leaves everything")
  func recipes() {
    var model = CockpitModel.showing(calm)
    #expect(model.press("r", "down", "y").commands == [.train(Command.Training(recipe: "linear"))])
    #expect(model.press("r", "n").isEmpty)
    #expect(model.layer == nil)
  }

  @Test("While a training runs, r says why not and x cancels the training, not the traffic")
  func cancel() {
    var model = CockpitModel.showing(Sample.bank)
    model.press("r")
    #expect(model.layer == nil)
    #expect(model.toasts.first?.text.contains("run 8 is under way") == true)
    #expect(model.press("x").contains { if case .cancel(TaskID(12), _) = $0 { true } else { false } })
    #expect(model.log.entries.last?.line == "sextant cancel 12")
  }

  @Test("A finished run is told, with the key that promotes it")
  func finished() {
    var model = CockpitModel.showing(Sample.bank)
    var next = Sample.bank
    next.state.runs[7].status = .finished
    next.state.runs[7].version = VersionID(8)
    next.state.runs[7].verdict = .passed
    next.state.aliases.challenger = VersionID(8)
    let effects = model.update(.snapshot(next))
    #expect(effects == [.armTimer(seconds: 8)])
    #expect(model.text.contains("run 8 made v8: gates passed · p promotes it"))
    _ = model.update(.timer)
    #expect(model.toasts.isEmpty)
  }

  // MARK: Promote and roll back

  @Test("A challenger that passed is promoted by y alone; Enter is the safe answer")
  func promote() {
    var model = CockpitModel.showing(promising)
    #expect(model.press("p", "enter").isEmpty)
    #expect(model.layer == nil)
    let effects = model.press("p", "y")
    #expect(effects.commands == [.promote(Command.Promotion(version: VersionID(6)))])
    #expect(model.log.entries.last?.line == "sextant promote 6")
  }

  @Test("A challenger that did not pass needs a typed reason, which becomes the override")
  func override() {
    var model = CockpitModel.showing(calm)
    model.press("p")
    #expect(model.text.contains("did not pass"))
    // 0.641 on its test is worse than the champion's 0.791 was, but better than the 0.491 it makes today.
    #expect(model.text.contains("Champion v5 live now: 0.491, no better than chance; v6 is better"))
    #expect(model.press("enter").isEmpty)
    #expect(model.text.contains("a reason is needed"))
    model.type("the world changed é")
    let effects = model.press("enter")
    #expect(effects.commands == [.promote(Command.Promotion(version: VersionID(6), override: "the world changed é"))])
    #expect(model.log.entries.last?.line == "sextant promote 6 --override 'the world changed é'")
  }

  @Test("Letters that are keys elsewhere are letters while typing")
  func typing() {
    var model = CockpitModel.showing(calm)
    model.press("p")
    #expect(model.type("qrpRx0").isEmpty)
    #expect(model.text.contains("› qrpRx0"))
    model.press("esc")
    #expect(model.layer == nil)
  }

  @Test("Pasted text with line ends is one line; ^W and ^U take it back")
  func paste() {
    var model = CockpitModel.showing(calm)
    model.press("p")
    _ = model.update(.input(.paste("two\nlines here")))
    #expect(model.text.contains("› two lines here"))
    model.press("ctrl-w", "backspace")
    #expect(model.text.contains("› two lines"))
    model.press("ctrl-u")
    #expect(!model.text.contains("two"))
  }

  @Test("R asks, says what comes back, and only y rolls back")
  func rollBack() {
    var model = CockpitModel.showing(calm)
    model.press("R")
    #expect(model.text.contains("v3 answers all traffic again"))
    #expect(model.press("enter").isEmpty)
    #expect(model.press("R", "y").commands == [.rollback(because: nil)])
  }

  @Test("Without a previous champion R says so instead of asking")
  func nothingToRollBack() {
    var model = CockpitModel.showing(Sample.bikes)
    model.press("R")
    #expect(model.layer == nil)
    #expect(model.text.contains("no previous champion is kept"))
    #expect(model.disabledReason(.act(.promote)) == "there is no challenger; r trains one")
  }

  // MARK: Traffic

  @Test("Space plays, pauses and resumes, as the traffic stands")
  func traffic() {
    var snapshot = calm
    var model = CockpitModel.showing(snapshot)
    #expect(model.press("space").commands == [.pause])
    snapshot.traffic.state = .paused
    _ = model.update(.snapshot(snapshot))
    #expect(model.press("space").commands == [.resume])
    snapshot.traffic.state = .idle
    _ = model.update(.snapshot(snapshot))
    let speed = Speed.rowsPerSecond(2000)
    #expect(model.press("space").commands == [.play(Command.Play(speed: speed, resumes: true))])
    snapshot.traffic.state = .ended
    snapshot.state.session?.isEnded = true
    _ = model.update(.snapshot(snapshot))
    #expect(model.press("space").commands == [.play(Command.Play(speed: speed))])
  }

  @Test("Two presses of > are two steps, even before the engine has answered")
  func speed() {
    var model = CockpitModel.showing(calm)
    let effects = model.press(">", ">")
    #expect(effects.commands == [.setSpeed(.rowsPerSecond(5000)), .setSpeed(.rowsPerSecond(10_000))])
    for request in effects.requests { _ = model.update(.receipt(request, .success(Receipt()))) }
    // The snapshot still says 2,000: nothing was confirmed there, so the next step starts from it.
    #expect(model.press("<").commands == [.setSpeed(.rowsPerSecond(1000))])
  }

  // MARK: Stepping back, alarms, editor

  @Test("b chooses a stage and a reason; the gravest alarm is suggested")
  func stepBack() {
    var model = CockpitModel.showing(calm)
    model.press("b", "enter")
    #expect(model.text.contains("Step back to Development"))
    #expect(model.text.contains("gate auc >= 0.78: auc 0.491 against 0.780 since 2009-03-02"))
    model.press("ctrl-u")
    model.type("labels are wrong")
    #expect(model.press("enter").commands == [.stepBack(.development, because: "labels are wrong")])
    #expect(model.log.entries.last?.line == "sextant step-back development --because 'labels are wrong'")
    model.press("b", "1")
    #expect(model.text.contains("Step back to Scoping"))
  }

  @Test("a acknowledges the selected alarm, and takes that back from one that is")
  func acknowledge() {
    var model = CockpitModel.showing(calm)
    model.press("5", "tab", "tab")
    #expect(model.press("a").commands == [.acknowledge(AlarmID(1))])
    model.press("down")
    #expect(model.press("a").commands == [.acknowledge(AlarmID(3))])
    model.press("down")
    #expect(model.press("a").commands == [.unacknowledge(AlarmID(2))], "the third is acknowledged already")
    model.press("W")
    #expect(model.text.contains("Note beside alarm 2"))
    #expect(model.press("m", "e", "enter").commands == [.noteAlarm(AlarmID(2), text: "me")])
  }

  @Test("e opens the stage's part of a copy of the project file")
  func edit() {
    var model = CockpitModel.showing(calm)
    #expect(model.press("2", "e").contains(.editContract(project: "/projects/bank", section: "data", again: false)))
    #expect(model.update(.contractEdited(.failed("no editor: set $EDITOR"))).commands.isEmpty)
    #expect(ProjectSection.line(of: "data", in: "name: x\nscope:\n  data: 1\ndata:\n") == 4)
    #expect(ProjectSection.line(of: "gone", in: "name: x\n") == 1)
  }

  // MARK: Answers of the engine

  @Test("A receipt settles its line in the log; a refusal is told with its mend")
  func receipts() throws {
    var model = CockpitModel.showing(calm)
    let request = try #require(model.press("space").requests.first)
    #expect(model.log.entries.last?.state == .sent)
    _ = model.update(.receipt(request, .success(Receipt(event: 9, message: "traffic paused"))))
    #expect(model.log.entries.last?.state == .done("traffic paused"))
    #expect(model.text.contains("✓ traffic paused"))
    let other = try #require(model.press("space").requests.first)
    _ = model.update(.receipt(other, .failure(Refusal(kind: .no, message: "no champion", mend: "promote one"))))
    #expect(model.log.entries.last?.state == .refused("no champion; promote one"))
    model.press("L")
    #expect(model.text.contains("$ sextant pause"))
    #expect(model.text.contains("✗ no champion; promote one"))
    #expect(model.press("y").contains(.copy("sextant pause")))
  }

  @Test("What needs a person stays on the screen until it is mended")
  func notices() {
    var snapshot = calm
    var model = CockpitModel.showing(snapshot)
    snapshot.notices = ["sextant.yaml, line 4: `auc >=` ends too early", "the log cannot be written"]
    _ = model.update(.snapshot(snapshot))
    model.press("5", "tab")
    #expect(model.text.contains("✗ sextant.yaml, line 4: `auc >=` ends too early (and 1 more)"))
    #expect(model.text.contains("▸Live AUC"))
    _ = model.update(.snapshot(calm))
    #expect(!model.text.contains("line 4"))
  }

  @Test("A lost engine is said in the title, and deeds say why not")
  func disconnected() {
    var model = CockpitModel.showing(calm)
    _ = model.update(.disconnected("the socket is gone"))
    #expect(model.text.contains("✗ engine lost: the socket is gone"))
    #expect(model.press("space").commands.isEmpty)
    _ = model.update(.snapshot(calm))
    #expect(model.press("space").commands == [.pause])
  }

  @Test("A lost connection leaves the last picture with its age; keys that command say why not; it comes back")
  func lostConnection() {
    var model = CockpitModel.showing(calm)
    let champion = "AUC"
    #expect(model.text.contains(champion))
    _ = model.update(.connection(.lost(reason: "http://far:8080 cannot be reached", seconds: 75)))
    #expect(model.text.contains("✗ STALE 1 min 15 s · http://far:8080 cannot"))
    #expect(model.text.contains(champion))
    #expect(model.press("space").commands.isEmpty)
    #expect(model.toasts.last?.text.contains("http://far:8080 cannot be reached") == true)
    // Looking around goes on.
    model.press("5", "tab")
    #expect(model.text.contains("▸Live AUC"))
    _ = model.update(.connection(.connected))
    #expect(!model.text.contains("STALE"))
    #expect(model.text.contains("the connection is there again"))
    #expect(model.press("space").commands == [.pause])
  }

  @Test("A question that stood open when the connection went is answered with the reason, not sent")
  func lostInAQuestion() {
    var model = CockpitModel.showing(Sample.bank)
    model.press("R")
    #expect(model.layer == .question(.rollBack))
    _ = model.update(.connection(.lost(reason: "it is gone", seconds: 1)))
    #expect(model.press("y").commands.isEmpty)
    #expect(model.toasts.last?.text.contains("it is gone") == true)
  }

  @Test("What got no answer while the connection was lost is asked again when it is back")
  func askedAgain() throws {
    var model = CockpitModel.showing(calm)
    // A stage's digit, pressed twice, walks to its first further view.
    let (query, id) = try #require(model.press("1", "1").questions.first)
    _ = model.update(.connection(.lost(reason: "gone", seconds: 1)))
    _ = model.update(.page(query, id, .failure(Refusal(kind: .damaged, message: "gone"))))
    #expect(model.update(.timer).questions.isEmpty)
    #expect(model.update(.connection(.connected)).questions.contains { $0.0 == query })
  }

  // MARK: Palette, theme, mouse, leaving

  @Test("The palette finds, shows why not, and runs")
  func palette() {
    var model = CockpitModel.showing(Sample.bank)
    model.press(":")
    model.type("rollb")
    #expect(model.text.contains("▸ Roll back to the previous champion"))
    #expect(model.text.contains("$ sextant rollback"))
    model.press("enter")
    #expect(model.layer == .question(.rollBack))
    model.press("esc", ":")
    model.type("challenger on what")
    #expect(model.text.contains("run 8 is under way"))
    model.press("enter")
    #expect(model.layer == nil)
    #expect(model.toasts.count == 1)
  }

  @Test("t shows each theme while it is marked; Enter keeps it, n leaves everything as it was")
  func themes() {
    var model = CockpitModel.showing(Sample.bank)
    #expect(model.themeName == "dark")
    model.press("t")
    #expect(model.text.contains("as the terminal is"))
    model.press("down", "down")
    #expect(model.themeName == "light")
    model.press("n")
    #expect(model.themeName == "dark" && model.layer == nil)
    model.press("t")
    #expect(model.press("3").contains(.remember(.theme("light"))))
    #expect(model.themeName == "light" && model.layer == nil)
    // A name of its own does not follow the terminal.
    #expect(model.update(.input(.background(.dark))) == [])
    #expect(model.themeName == "light")
  }

  @Test("Automatic follows what the terminal says, and what is said is kept for the next time")
  func background() {
    var model = CockpitModel.showing(Sample.bank)
    #expect(model.update(.input(.background(.light))).contains(.remember(.background(.light))))
    #expect(model.themeName == "light")
    #expect(model.update(.input(.background(.light))).isEmpty)
  }

  @Test("Themes that are written are offered, and what is wrong in one is told")
  func themesChanged() {
    var model = CockpitModel.showing(Sample.bank)
    _ = model.update(.themesChanged(names: ["mine", "dark", "light"], warning: "theme mine, line 3: expected \"=\""))
    #expect(model.text.contains("theme mine, line 3"))
    model.press("t", "2")
    #expect(model.themeName == "mine")
    _ = model.update(.themesChanged(names: ["dark", "light"], warning: nil))
    #expect(model.themeName == "dark")
  }

  @Test("Clicks choose stages, panes, rows and hints")
  func mouse() throws {
    var model = CockpitModel.showing(calm)
    let stage = try #require(model.place(of: "3 Develop"))
    model.click(stage.x, stage.y)
    #expect(model.screen == .stage(.development))
    let row = try #require(model.place(of: " 3  v3"))
    model.click(row.x, row.y)
    #expect(model.text.contains("Metrics · run 3"))
    let hint = try #require(model.place(of: "r retrain"))
    model.click(hint.x, hint.y)
    #expect(model.layer == .question(.retrain(recipe: 0)))
  }

  @Test("A click on a tile's chart reads it; on the tile's words a second click opens the stage")
  func tileCharts() throws {
    var model = CockpitModel.showing(Sample.bank, size: Size(columns: 120, rows: 40))
    let title = try #require(model.place(of: "5 Monitoring ─"))
    let before = model.text
    model.click(title.x + 12, title.y + 8)
    #expect(model.text != before)
    let read = model.text
    model.click(title.x + 20, title.y + 8)
    #expect(model.screen == .overview && model.text != read)
    model.press("left")
    #expect(model.text.contains("▸4 Deployment"))
    model.click(title.x + 2, title.y + 1)
    #expect(model.screen == .overview)
    model.click(title.x + 2, title.y + 1)
    #expect(model.screen == .stage(.monitoring))
  }

  @Test("Where no curve is kept the tile of development lists the runs, the newest first")
  func tileOfRuns() throws {
    var snapshot = calm
    snapshot.training = nil
    let model = CockpitModel.showing(snapshot, size: Size(columns: 120, rows: 40))
    let newest = try #require(model.place(of: "run 6 v6 AUC"))
    let older = try #require(model.place(of: "run 5 v5 AUC"))
    #expect(older.y == newest.y + 1)
  }

  @Test("The wheel moves what lies under it and leaves the focus")
  func wheel() {
    var model = CockpitModel.showing(calm)
    model.press("4")
    _ = model.update(.input(.mouse(MouseEvent(.wheelDown, at: Point(x: 5, y: 15)))))
    #expect(model.text.contains("▸Champion v5"))
    #expect(model.text.contains("▸ v6"))
  }

  @Test("q, ^C, ^Z and ^L ask the loop")
  func leaving() {
    var model = CockpitModel.showing(Sample.bank)
    #expect(model.press("q") == [.quit])
    #expect(model.press("ctrl-c") == [.quit])
    #expect(model.press("ctrl-z") == [.suspend])
    #expect(model.press("p", "ctrl-z") == [.suspend])
    #expect(model.press("ctrl-l") == [.redraw])
  }

  @Test("A bad model is said to be bad, in words")
  func words() {
    var model = CockpitModel.showing(Sample.bank, size: Size(columns: 120, rows: 40))
    model.press("5")
    #expect(model.text.contains("no better than chance"))
    #expect(model.text.contains("below 0.78 since 9 Feb 2009"))
    _ = model.update(.input(.resize(Size(columns: 200, rows: 50))))
    model.press("3")
    #expect(model.text.contains("AUC on test is hardly better than chance"))
    model = .showing(Sample.bikes, size: Size(columns: 200, rows: 50))
    model.press("3")
    #expect(model.text.contains("RMSE on test is better than the baseline's"))
  }
}

import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// The cockpit as lines: what it says, what it sends, and that nothing is told by pictures.
@Suite("Plain lines")
struct PlainTests {
  /// A conversation that has heard from the engine.
  private func session(_ snapshot: Snapshot) -> (session: PlainSession, lines: [String]) {
    var session = PlainSession(CockpitModel(size: Size(columns: 80, rows: 24)))
    let step = session.take(.snapshot(snapshot))
    return (session, step.lines)
  }

  /// The bank without the training that is under way.
  private var calm: Snapshot {
    var snapshot = Sample.bank
    snapshot.tasks.removeAll()
    snapshot.state.runs.removeAll { $0.status == .running }
    return snapshot
  }

  private func transcript(_ snapshot: Snapshot, _ typed: [String]) -> String {
    var (session, lines) = session(snapshot)
    for line in typed {
      lines.append("> \(line)")
      lines += answered(&session, session.take(line: line))
    }
    return lines.joined(separator: "\n")
  }

  /// What is said in the end, when what is asked of the engine meanwhile has been answered.
  private func answered(_ session: inout PlainSession, _ step: PlainSession.Step) -> [String] {
    step.effects.reduce(into: step.lines) { lines, effect in
      guard case .query(let query, let id) = effect else { return }
      lines += answered(&session, session.take(.page(query, id, Answers.full(query))))
    }
  }

  // MARK: Goldens

  @Test("A project in trouble, and one where nothing has happened yet")
  func beginnings() {
    expectGolden(transcript(calm, []), named: "plain-bank")
    expectGolden(transcript(Sample.empty, ["?", ""]), named: "plain-empty")
  }

  @Test("Every stage is read out", arguments: 1...6)
  func stages(number: Int) { expectGolden(transcript(calm, ["\(number)"]), named: "plain-stage-\(number)") }

  @Test(
    "Questions have the cockpit's words",
    arguments: [
      ("retrain", ["r"]), ("promote", ["p"]), ("roll-back", ["roll-back"]), ("step-back", ["b", "2"]),
      ("decide", ["decide", "2"]), ("automation", ["A"]),
    ])
  func questions(name: String, typed: [String]) {
    expectGolden(transcript(calm, typed), named: "plain-question-\(name)")
  }

  // MARK: What is sent

  @Test("A number, a name and a key send what the cockpit's key sends")
  func sends() throws {
    var cockpit = CockpitModel.showing(calm)
    let wanted = cockpit.press("r", "y").commands
    #expect(wanted.count == 1)
    let menu = session(calm).lines
    let line = try #require(menu.first { $0.contains("(r, retrain") })
    let number = String(try #require(line.split(separator: " ").first))
    for name in ["r", "retrain", number, "train a challenger"] {
      var (session, _) = session(calm)
      #expect(session.take(line: name).effects.commands.isEmpty, "\(name) must ask first")
      #expect(session.take(line: "1").effects.commands == wanted, "by \(name)")
    }
  }

  @Test("No, the safe answer of an empty line and the end of the input send nothing")
  func declines() {
    for answer in ["n", "no", "2", "esc", ""] {
      var (session, _) = session(calm)
      _ = session.take(line: "R")
      #expect(session.model.layer == .question(.rollBack))
      #expect(session.take(line: answer).effects.commands.isEmpty, "after \(answer)")
      #expect(session.model.layer == nil)
    }
    var (session, _) = session(calm)
    _ = session.take(line: "R")
    #expect(!session.leave().lines.isEmpty)
    #expect(session.model.layer == nil)
  }

  @Test("An answer that is none is asked for again and sends nothing")
  func unclear() {
    var (session, _) = session(calm)
    let asked = session.take(line: "R").lines
    let again = session.take(line: "perhaps")
    #expect(again.effects.commands.isEmpty)
    #expect(again.lines == asked)
  }

  @Test("A gate that did not pass wants its reason, which goes along")
  func reasons() {
    var (session, _) = session(calm)
    _ = session.take(line: "p")
    let blank = session.take(line: "")
    #expect(blank.lines.contains { $0.hasPrefix("Not taken") }, "\(blank.lines)")
    let commands = session.take(line: "the market has changed").effects.commands
    guard case .promote(let promotion)? = commands.first else {
      Issue.record("no promotion in \(commands)")
      return
    }
    #expect(promotion.override == "the market has changed")
  }

  @Test("What cannot be done is said with the reason the cockpit gives, and counts as failed")
  func unavailable() throws {
    var (session, lines) = session(Sample.empty)
    let reason = try #require(CockpitModel.showing(Sample.empty).disabledReason(.act(.promote)))
    #expect(lines.contains { $0.contains("promote") && $0.contains(reason) })
    let step = session.take(line: "promote")
    #expect(step.effects.commands.isEmpty)
    #expect(step.lines.contains { $0.contains(reason) }, "\(step.lines)")
    #expect(session.hasFailed)
  }

  @Test("Every deed of the keymap is in the menu of the screen where its key works")
  func complete() {
    let keymap = Keymap.standard
    for screen in 0...6 {
      var (session, _) = session(calm)
      _ = session.take(line: "\(screen)")
      let menu = session.take(line: "").lines.joined(separator: "\n")
      for binding in keymap.bindings where binding.contexts.contains(session.model.context) {
        guard case .act = binding.action else { continue }
        #expect(menu.contains(binding.action.id), "\(binding.action.id) on screen \(screen)")
      }
    }
  }

  @Test("A name that several things bear asks which; a number chooses")
  func several() {
    var (session, _) = session(calm)
    let offered = session.take(line: "run").lines
    #expect(offered.first?.hasPrefix("Several") == true, "\(offered)")
    let step = session.take(line: "1")
    #expect(!step.lines.isEmpty)
    #expect(!session.hasFailed)
  }

  // MARK: News and waiting

  @Test("A run that ends, an alarm that fires and a rollout's step are told once, in lines of their own")
  func news() {
    var next = Sample.bank
    var (session, _) = session(next)
    for index in next.state.runs.indices where next.state.runs[index].status == .running {
      next.state.runs[index].status = .cancelled
    }
    let ended = session.take(.snapshot(next))
    #expect(ended.lines.contains { $0.hasPrefix("* run") && $0.contains("cancelled") }, "\(ended.lines)")
    #expect(session.take(.snapshot(next)).lines.isEmpty)
    next.traffic.rowsPerSecond += 1
    #expect(session.take(.snapshot(next)).lines.isEmpty, "a counter is no news")
  }

  @Test("A script's next line waits for the receipt, and after wait for the task it began")
  func waits() throws {
    var (session, _) = session(calm)
    #expect(session.isReady)
    _ = session.take(line: "r")
    let request = try #require(session.take(line: "y").effects.requests.first)
    #expect(!session.isReady)
    _ = session.take(.receipt(request, .success(Receipt(task: TaskID(9), message: "run 9 trains trees"))))
    #expect(session.isReady)
    _ = session.take(line: "wait")
    #expect(!session.isReady, "the task has begun, though no snapshot shows it")
    #expect(!session.isIdle)
    var next = calm
    next.tasks = [TaskProgress(id: TaskID(9), kind: "train", title: "run 9", detail: "", state: .running, elapsed: 1)]
    _ = session.take(.snapshot(next))
    #expect(!session.isReady)
    next.tasks[0].state = .done
    _ = session.take(.snapshot(next))
    #expect(session.isReady)
    #expect(session.isIdle)
  }

  // MARK: No pictures

  @Test("No line has frames, blocks, dots, control characters or colours", arguments: [Sample.bank, Sample.bikes])
  func pure(snapshot: Snapshot) {
    let names = ["?", "keys"] + (0...6).map(String.init) + Sheet.allCases.map(\.rawValue) + ["L", "r", "n", "b"]
    let text = transcript(snapshot, names)
    for scalar in text.unicodeScalars where scalar != "\n" {
      let isPicture = 0x2500...0x25FF ~= scalar.value || 0x2800...0x28FF ~= scalar.value
      #expect(!isPicture && scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value), "\(scalar) \(scalar.value)")
    }
  }
}

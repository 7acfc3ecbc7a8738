import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// Keys of the views of deployment: what is asked, what is shown, what is sent.
@Suite struct DeploymentJourneyTests {
  private static let size = Size(columns: 120, rows: 40)

  private func showing(_ sheet: Sheet, of snapshot: Snapshot = Sample.serving) -> CockpitModel {
    CockpitModel.showing(sheet, of: snapshot, size: DeploymentJourneyTests.size, DeploymentAnswers.full)
  }

  // MARK: Gateway

  @Test("o opens the gateway on the port that is typed; what is no port is said so")
  func open() {
    var model = showing(.gateway, of: Sample.beforeServing)
    #expect(model.text.contains("o opens it on 127.0.0.1:8080"))
    model.press("o")
    #expect(model.press("enter").commands == [.serve(Command.Serving(port: 8080))])
    model.press("o", "ctrl-u")
    model.type("99999")
    #expect(model.press("enter").commands.isEmpty)
    #expect(model.text.contains("a port is a number from 1 to 65535"))
    model.press("ctrl-u")
    model.type("9090")
    #expect(model.text.contains("127.0.0.1, port 9090"))
    #expect(model.press("enter").commands == [.serve(Command.Serving(port: 9090))])
    #expect(model.log.entries.last?.line == "sextant serve --port 9090")
    #expect(model.text.contains("o opens it on 127.0.0.1:9090"))
  }

  @Test("o closes an open gateway after a yes, and says who watches over it")
  func close() {
    var model = showing(.gateway)
    model.press("o")
    #expect(model.text.contains("1 watch over it and lose their connection"))
    #expect(model.press("enter").commands.isEmpty)
    #expect(model.press("o", "y").commands == [.stopServing(because: nil)])
  }

  @Test("Why the gateway cannot be opened, or the traffic not paused")
  func reasons() {
    let gateway = Action.act(.gateway)
    #expect(CockpitModel.showing(Sample.empty).disabledReason(gateway)?.contains("no champion could answer") == true)
    #expect(CockpitModel.showing(Sample.bank).disabledReason(gateway)?.hasPrefix("replay is played") == true)
    #expect(showing(.gateway).disabledReason(gateway) == nil)
    #expect(showing(.gateway).disabledReason(.act(.traffic))?.hasPrefix("clients of the gateway set the pace") == true)
  }

  @Test("Nothing lost is said to be nothing; what is lost is said aloud")
  func lost() {
    #expect(showing(.gateway).text.contains("✓ 0, as it must be"))
    var snapshot = Sample.serving
    snapshot.traffic.lost = 3
    #expect(showing(.gateway, of: snapshot).text.contains("✗ 3 ANSWERS ARE NOWHERE"))
  }

  @Test("The endpoint that is chosen shows its own latency and answers")
  func endpoints() {
    var model = showing(.gateway)
    #expect(model.text.contains("Latency of POST /v2/models/{model}/infer"))
    #expect(model.text.contains("503 ✗ unready"))
    model.press("tab", "down")
    #expect(model.text.contains("Latency of POST /predict"))
    #expect(!model.text.contains("503 ✗ unready"))
    #expect(model.press("y").contains(.copy("http://127.0.0.1:8080/predict")))
    model.press("/")
    model.type("metrics")
    #expect(model.text.contains("1 of 3"))
  }

  @Test("The gateway keeps its task: x does not close it")
  func cancel() {
    var snapshot = Sample.serving
    snapshot.tasks = [
      TaskProgress(id: TaskID(3), kind: "serve", title: "session 3", detail: "", state: .running, elapsed: 1)
    ]
    #expect(showing(.gateway, of: snapshot).disabledReason(.act(.cancelTask)) == "nothing is running")
  }

  @Test("Quitting asks where the gateway would close with this program, and nowhere else")
  func quit() {
    var afar = showing(.gateway)
    #expect(afar.press("q") == [.quit])
    var own = CockpitModel(size: DeploymentJourneyTests.size, endsEngine: true)
    _ = own.update(.snapshot(Sample.serving))
    own.press("q")
    #expect(own.text.contains("closes with it"))
    #expect(own.press("n").isEmpty)
    #expect(own.press("q", "y") == [.quit])
    _ = own.update(.snapshot(Sample.beforeServing))
    #expect(own.press("q") == [.quit])
  }

  @Test("A gateway that is being opened says so, and in the past none is told")
  func opening() {
    var snapshot = Sample.beforeServing
    snapshot.tasks = [
      TaskProgress(id: TaskID(3), kind: "serve", title: "session 3", detail: "", state: .running, elapsed: 1)
    ]
    let model = showing(.gateway, of: snapshot)
    #expect(model.text.contains("The gateway is being opened"))
    #expect(model.disabledReason(.act(.gateway)) == "it is being opened")
    var past = showing(.rollout)
    #expect(past.text.contains("canary: v1 → v2"))
    past.travel(["["])
    #expect(past.text.contains("How a rollout stood is not kept for the past"))
    #expect(!past.text.contains("canary: v1 → v2"))
  }

  // MARK: Rehearsal

  @Test("Nothing is rehearsed before it is asked for; H goes there, asks once, and shows where it would have stopped")
  func rehearse() {
    var model = showing(.rollout)
    let wanted = model.press("H")
    #expect(model.screen == .sheet(.rehearsal))
    let query = Query.rehearsal(Query.Rehearsal())
    #expect(wanted.queries.contains(query))
    #expect(model.text.contains("past traffic is played"))
    model.settle(wanted, DeploymentAnswers.full)
    #expect(model.text.contains("v6 would have been rolled back at step 2 of 3"))
    // The step where it stopped is chosen.
    #expect(model.text.contains("Checks of step 2"))
    #expect(!model.press("tab").queries.contains(query))
    #expect(model.press("H").queries.contains(query))
  }

  @Test("s walks the strategies; each has a forecast at once and is rehearsed by H alone")
  func strategies() {
    var model = showing(.rehearsal)
    let effects = model.press("s")
    #expect(effects.queries == [.rolloutLint(.rolling)])
    #expect(model.text.contains("Nothing was rehearsed by rolling yet"))
    #expect(model.press("H").queries == [.rehearsal(Query.Rehearsal(strategy: .rolling))])
  }

  @Test("Before a rollout begins the question asks what its plan comes to, and H there rehearses it instead")
  func question() {
    var model = showing(.rollout, of: Sample.beforeRollout)
    let effects = model.press("p")
    #expect(effects.queries.contains(.rolloutLint(nil)))
    #expect(model.text.contains("the plan is held against the present traffic"))
    model.settle(effects, DeploymentAnswers.full)
    #expect(model.text.contains("an arm has 70 outcomes when the hold is over"))
    model.press("H")
    #expect(model.layer == nil)
    #expect(model.screen == .sheet(.rehearsal))
  }

  @Test("A version on its way is not promoted again")
  func onItsWay() {
    #expect(showing(.rollout).disabledReason(.act(.promote))?.hasPrefix("v6 is on its way already") == true)
  }

  // MARK: Rolling back

  @Test("R during a rollout says that it ends, and swaps a blue/green back, each after one yes")
  func rollBack() {
    var model = showing(.rollout)
    model.press("R")
    #expect(model.text.contains("The canary of v6 ends: v5 answers all traffic again"))
    #expect(model.press("y").commands == [.rollback(because: nil)])
    var swapped = showing(.rollout, of: Sample.serving(.blueGreen))
    swapped.press("R")
    #expect(swapped.text.contains("it is warm. The blue/green"))
    #expect(swapped.press("y").commands == [.rollback(because: nil)])
  }

  // MARK: Automation

  @Test("+ and - move the level by one with its reason, as far as there are levels")
  func levels() {
    var model = showing(.automation)
    model.press("-")
    model.type("an audit")
    #expect(model.press("enter").commands == [.setAutomation(.assistance, because: "an audit")])
    model.press("+")
    model.type("it is over")
    #expect(model.press("enter").commands == [.setAutomation(.full, because: "it is over")])
    var full = Sample.serving
    full.state.automation = .full
    #expect(showing(.automation, of: full).disabledReason(.act(.raiseAutomation)) != nil)
    full.state.automation = .humanOnly
    #expect(showing(.automation, of: full).disabledReason(.act(.lowerAutomation)) != nil)
  }

  // MARK: Registry

  @Test("The registry lists promotions, ways back and ended rollouts, and y copies the question about that time")
  func registry() throws {
    var model = showing(.registry)
    #expect(model.text.contains("canary v5 → v7, step 1 of 3"))
    #expect(model.text.contains("✗ rolled back"))
    model.press("tab")
    let copied = try #require(
      model.press("y").compactMap { if case .copy(let text) = $0 { text } else { nil } }.first)
    #expect(copied.hasPrefix("sextant registry --at 20"))
    model.press("/")
    model.type("rolled")
    #expect(model.text.contains("of \(Sample.serving.state.aliasHistory.count { $0.alias == "champion" } + 1)"))
  }
}

import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// A project that watches the log of a model which is made and served elsewhere.
@Suite struct WatchOnlyTests {
  static var snapshot: Snapshot {
    var snapshot = Sample.empty
    snapshot.definition.monitoring.watch = WatchDefinition(log: "/var/log/scorer/traffic.ndjson")
    let facts = StageFacts(
      definition: snapshot.definition, state: snapshot.state, gates: [], liveGates: [], traffic: snapshot.traffic,
      isTraining: false, notices: [])
    snapshot.stages = StageSummary.all(facts)
    return snapshot
  }

  @Test("Nothing is called empty that is elsewhere, and every stage says what to do", arguments: SheetFrameTests.sizes)
  func frames(_ size: Size) {
    var model = CockpitModel.showing(Self.snapshot, size: size)
    #expect(model.text.contains("elsewhere") && !model.text.contains("· empty"))
    expectGolden(model.golden, named: "watch-only-overview-\(size.columns)x\(size.rows)")
    for (key, name) in [("3", "development"), ("4", "deployment")] {
      model.press(key)
      #expect(model.text.contains("sextant import"))
      expectGolden(model.golden, named: "watch-only-\(name)-\(size.columns)x\(size.rows)")
    }
  }

  @Test("With a run of its own it is a project like others")
  func withRuns() {
    var snapshot = Self.snapshot
    snapshot.state.runs = Sample.bank.state.runs
    #expect(!snapshot.definition.watchesOnly(snapshot.state))
  }
}

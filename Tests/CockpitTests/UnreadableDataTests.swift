import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// A table that cannot be read.
@Suite struct UnreadableDataTests {
  static let notice =
    "the data cannot be read: rows.csv, line 7: 4 fields where the header has 5; add what is missing; or leave such rows out with --skip-bad-rows"

  private var snapshot: Snapshot {
    var snapshot = Sample.empty
    snapshot.notices = [Self.notice]
    snapshot.stages = StageSummary.all(
      StageFacts(
        definition: snapshot.definition, state: snapshot.state, gates: [], liveGates: [], traffic: snapshot.traffic,
        isTraining: false, notices: snapshot.notices))
    return snapshot
  }

  @Test(
    "The data stage fails, and says what mends it here rather than on a command line", arguments: SheetFrameTests.sizes)
  func mends(_ size: Size) {
    var model = CockpitModel.showing(snapshot, size: size)
    #expect(snapshot.stages[1].status == .failing)
    expectGolden(model.golden, named: "unreadable-overview-\(size.columns)x\(size.rows)")
    model.press("2")
    #expect(model.text.contains("skip_bad_rows: true"))
    expectGolden(model.golden, named: "unreadable-data-\(size.columns)x\(size.rows)")
  }
}

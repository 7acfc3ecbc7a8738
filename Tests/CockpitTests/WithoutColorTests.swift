import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// Nothing is told by colour alone: without colours and without signs past ASCII every status still differs.
@Suite("Without colours")
struct WithoutColorTests {
  /// What the screen shows where there is nothing but ASCII: the text alone, which has no look.
  private func text(_ snapshot: Snapshot, _ screen: Int, _ size: Size) -> String {
    var model = CockpitModel.showing(snapshot, size: size)
    model.press("\(screen)")
    return model.frame(theme: .dark.reduced(to: .monochrome), glyphs: .ascii).text
  }

  /// The rows in which two texts differ: none where only a colour told them apart.
  private func expectDistinct<Status: CaseIterable & Hashable>(
    _ screen: Int, _ sizes: [Size], _ statuses: Status.Type, sourceLocation: SourceLocation = #_sourceLocation,
    _ snapshot: (Status) -> Snapshot
  ) {
    for size in sizes {
      let texts = Status.allCases.map { text(snapshot($0), screen, size) }
      #expect(
        Set(texts).count == texts.count, "two of \(Status.allCases) look alike at \(size)",
        sourceLocation: sourceLocation)
    }
  }

  private static let sizes = [
    Size(columns: 40, rows: 12), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
    Size(columns: 200, rows: 50),
  ]

  @Test("How a stage stands, on the overview and in the ribbon of every other screen", arguments: 0...6)
  func stages(screen: Int) {
    expectDistinct(screen, Self.sizes, StageStatus.self) { status in
      var snapshot = Sample.empty
      // The headlines are the same: only the status may tell them apart.
      snapshot.stages = Stage.allCases.map { StageSummary(stage: $0, status: status, headline: "as it is") }
      return snapshot
    }
  }

  @Test("A gate's verdict, on test and live")
  func verdicts() {
    expectDistinct(1, Self.sizes, Verdict.self) { verdict in
      var snapshot = Sample.bank
      for index in snapshot.gates.indices { snapshot.gates[index].verdict = verdict }
      return snapshot
    }
    // The smallest screen has room for the verdict on test alone.
    expectDistinct(1, Self.sizes.filter { $0.columns >= 80 }, Verdict.self) { verdict in
      var snapshot = Sample.bank
      for index in snapshot.liveGates.indices { snapshot.liveGates[index].verdict = verdict }
      return snapshot
    }
  }

  @Test("A run's end")
  func runs() {
    expectDistinct(3, Self.sizes, Run.Status.self) { status in
      var snapshot = Sample.bank
      snapshot.tasks.removeAll()
      for index in snapshot.state.runs.indices { snapshot.state.runs[index].status = status }
      return snapshot
    }
  }

  @Test("An alarm's state, and whether someone has seen it")
  func alarms() {
    expectDistinct(5, Self.sizes.filter { $0.columns >= 80 }, Alarm.State.self) { state in
      var snapshot = Sample.bank
      for index in snapshot.state.alarms.indices { snapshot.state.alarms[index].state = state }
      return snapshot
    }
  }

  @Test("Whether traffic flows")
  func traffic() {
    expectDistinct(4, Self.sizes, TrafficStatus.State.self) { state in
      var snapshot = Sample.bank
      snapshot.traffic.state = state
      return snapshot
    }
  }

  @Test("Which answer is marked, which pane has the focus and which row is chosen")
  func marks() {
    var model = CockpitModel.showing(Sample.bank, size: Size(columns: 120, rows: 40))
    func look() -> String { model.frame(theme: .dark.reduced(to: .monochrome), glyphs: .ascii).text }
    model.press("3")
    var seen: Set = [look()]
    model.press("down")
    #expect(seen.insert(look()).inserted, "a chosen row looks as before")
    model.press("tab")
    #expect(seen.insert(look()).inserted, "a pane with the focus looks as before")
    model.press("b")
    seen.insert(look())
    model.press("down")
    #expect(seen.insert(look()).inserted, "a marked answer looks as before")
  }

  @Test("With reduced motion nothing looks as if it turned")
  func still() {
    let size = Size(columns: 120, rows: 40)
    var (usual, still) = (CockpitModel(size: size), CockpitModel(size: size, reducesMotion: true))
    _ = usual.update(.snapshot(Sample.bank))
    _ = still.update(.snapshot(Sample.bank))
    #expect(usual.text.contains("⠹"))
    #expect(!still.text.contains("⠹"))
    #expect(still.text.contains("…"))
  }
}

import CellCanvas
import Cockpit
import Lifecycle
import Testing

/// What the terminal's window is called.
@Suite struct WindowTitleTests {
  private func title(_ change: (inout Snapshot) -> Void = { _ in }) -> String {
    var snapshot = Sample.bank
    snapshot.state.alarms = []
    snapshot.state.rollout = nil
    snapshot.tasks = []
    snapshot.gateway = nil
    change(&snapshot)
    return CockpitModel.showing(snapshot).windowTitle
  }

  private let name = Sample.bank.definition.name

  @Test("Before the engine has spoken it is the program's, then the project's, with how its traffic goes")
  func plain() {
    #expect(CockpitModel(size: Size(columns: 80, rows: 24)).windowTitle == "sextant")
    #expect(title { $0.traffic.state = .idle } == "sextant · \(name)")
    #expect(title { $0.traffic.state = .playing } == "sextant · \(name) · playing")
  }

  @Test("Alarms that fire and that nobody has acknowledged are what matters most")
  func alarms() throws {
    let sample = try #require(Sample.bank.state.alarms.first { $0.state == .firing })
    func alarms(_ count: Int, acknowledged: Int = 0) -> [Alarm] {
      (0..<count).map { index in
        var alarm = sample
        alarm.id = AlarmID(100 + index)
        alarm.isAcknowledged = index < acknowledged
        return alarm
      }
    }
    #expect(title { $0.state.alarms = alarms(1) } == "sextant · \(name) · 1 alarm")
    #expect(title { $0.state.alarms = alarms(3, acknowledged: 1) } == "sextant · \(name) · 2 alarms")
    #expect(
      title {
        $0.state.alarms = alarms(1, acknowledged: 1)
        $0.traffic.state = .paused
      } == "sextant · \(name) · paused")
  }

  @Test("A lost engine comes before everything")
  func lost() {
    var model = CockpitModel.showing(Sample.bank)
    _ = model.update(.disconnected("it has gone"))
    #expect(model.windowTitle == "sextant · \(name) · engine lost")
  }
}

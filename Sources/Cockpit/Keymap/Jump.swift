import Lifecycle

/// A place in the cockpit that the palette leads to: one row of one list.
public enum Jump: Sendable, Hashable {
  case run(RunID)
  case version(VersionID)
  case column(String)
  case alarm(AlarmID)
  case indicator(String)
  /// By its number.
  case iteration(Int)

  /// Places of one kind that are offered, the newest first.
  static let countMax = 300

  /// Every place there is, as far as it is offered.
  static func all(_ model: CockpitModel) -> [Jump] {
    guard let snapshot = model.snapshot else { return [] }
    let state = snapshot.state
    var jumps: [Jump] = state.versions.reversed().prefix(countMax).map { .version($0.id) }
    jumps += state.runs.reversed().prefix(countMax).map { .run($0.id) }
    jumps += state.listedAlarms.prefix(countMax).map { .alarm($0.id) }
    jumps += snapshot.definition.business.kpis.prefix(countMax).map { .indicator($0.name) }
    jumps += (snapshot.data?.columns ?? []).prefix(countMax).map { .column($0.name) }
    return jumps + state.iterations.reversed().prefix(countMax).map { .iteration($0.number) }
  }

  /// Whether it still names something.
  func isThere(_ model: CockpitModel) -> Bool { Jump.all(model).contains(self) }

  var pane: Pane {
    switch self {
    case .run: .runs
    case .version: .versions
    case .column: .columns
    case .alarm: .alarms
    case .indicator: .indicators
    case .iteration: .part(.turns)
    }
  }

  var screen: Screen { pane.screen }

  private var item: Item {
    switch self {
    case .run(let id): .run(id)
    case .version(let id): .version(id)
    case .column(let name): .column(name)
    case .alarm(let id): .alarm(id)
    case .indicator(let name): .indicator(name)
    case .iteration(let number): .numbered(number - 1)
    }
  }

  /// Its line in the palette.
  func title(_ model: CockpitModel) -> String {
    guard let state = model.snapshot?.state else { return "" }
    switch self {
    case .run(let id):
      let run = state.runs.last { $0.id == id }
      return "Run \(id): \(run?.recipe.name ?? ""), \(run?.status.rawValue ?? "")"
    case .version(let id):
      let alias = state.aliases.name(of: id).map { ", \($0)" } ?? ""
      return "Version v\(id): \(state.version(id)?.recipe ?? "")\(alias)"
    case .column(let name): return "Column \(name)"
    case .alarm(let id):
      let alarm = state.alarms.first { $0.id == id }
      return "Alarm \(id): \(alarm?.rule ?? ""), \(alarm?.state.rawValue ?? "")"
    case .indicator(let name): return "KPI \(name)"
    case .iteration(let number):
      let iteration = state.iterations.first { $0.number == number }
      return "Iteration \(number): \(iteration?.reason ?? iteration?.stage.title ?? "")"
    }
  }

  /// The command line that tells of it.
  var twin: String {
    switch self {
    case .run: "sextant runs"
    case .version: "sextant registry"
    case .column: "sextant profile"
    case .alarm: "sextant alarms"
    case .indicator: "sextant kpis"
    case .iteration: "sextant iterations"
    }
  }

  func go(_ model: inout CockpitModel) {
    model.setFilter(nil, of: pane)
    model.show(screen)
    model.focuses[screen] = pane
    model.selections[pane] = item
  }
}

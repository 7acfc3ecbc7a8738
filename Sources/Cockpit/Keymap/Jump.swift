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
  static let countMax = 10_000

  /// Every place there is, as far as it is offered, with its line in the palette.
  static func all(_ model: CockpitModel) -> [(jump: Jump, title: String)] {
    guard let snapshot = model.snapshot else { return [] }
    let state = snapshot.state
    var jumps: [(jump: Jump, title: String)] = state.versions.reversed().prefix(countMax).map { version in
      let alias = state.aliases.name(of: version.id).map { ", \($0)" } ?? ""
      return (.version(version.id), "Version v\(version.id): \(version.recipe)\(alias)")
    }
    jumps += state.runs.reversed().prefix(countMax).map {
      (.run($0.id), "Run \($0.id): \($0.recipe.name), \($0.status.rawValue)")
    }
    jumps += state.listedAlarms.prefix(countMax).map {
      (.alarm($0.id), "Alarm \($0.id): \($0.rule), \($0.state.rawValue)")
    }
    jumps += snapshot.definition.business.kpis.prefix(countMax).map { (.indicator($0.name), "KPI \($0.name)") }
    jumps += (snapshot.data?.columns ?? []).prefix(countMax).map { (.column($0.name), "Column \($0.name)") }
    jumps += state.iterations.reversed().prefix(countMax).map {
      (.iteration($0.number), "Iteration \($0.number): \($0.reason ?? $0.stage.title)")
    }
    return jumps
  }

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

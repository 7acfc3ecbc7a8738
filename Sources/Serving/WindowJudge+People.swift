import Expressions
import Lifecycle

// A window's model beside the people it replaces, and who was to decide.

extension OpenWindow {
  /// `human.agreement` and `human.rows`, and the share of each level of automation but where all was automatic.
  var peopleFigures: [String: Double] {
    var figures: [String: Double] = [:]
    let all = levels.values.reduce(0, +)
    if all > 0, levels[.full] != all {
      for (level, count) in levels { figures["level." + level.rawValue] = Double(count) / Double(all) }
    }
    let both = humans.indices.filter { humans[$0].isFinite && proposals[$0].isFinite }
    guard humans.count == rowCount, !both.isEmpty else { return figures }
    figures["human.rows"] = Double(both.count)
    figures["human.agreement"] = Double(both.count { humans[$0] == proposals[$0] }) / Double(both.count)
    return figures
  }
}

extension WindowJudge {
  /// What people's decisions were worth, and the model's own on the same rows; nothing where no column tells.
  func peopleAlternatives(of window: OpenWindow, over bindings: Bindings) throws(ExpressionError) -> [String: Double] {
    guard let value, window.humans.count == window.rowCount, !window.humans.isEmpty else { return [:] }
    let both = window.humans.indices.map { window.humans[$0].isFinite && window.proposals[$0].isFinite }
    func total(_ decisions: [Double]) throws(ExpressionError) -> Double? {
      let known = decisions.indices.map { both[$0] ? decisions[$0] : .nan }
      var asked = bindings
      asked.bind("prediction", to: known)
      let values = try value.values(decisions: known, outcomes: window.outcomes, over: asked)
      let worth = values.indices.filter { both[$0] && values[$0].isFinite }
      return worth.isEmpty ? nil : worth.reduce(0) { $0 + values[$1] }
    }
    var alternatives: [String: Double] = [:]
    alternatives["human"] = try total(window.humans)
    alternatives["model"] = try total(window.proposals)
    return alternatives
  }
}

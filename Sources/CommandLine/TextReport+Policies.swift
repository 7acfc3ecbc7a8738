import Encoding

extension TextReport {
  /// A line or two for each policy: how it stands and why, what it did last, what is left of its budget.
  public static func policies(_ document: JSON) -> String {
    let lines = (document["policies"]?.array ?? []).flatMap { policy in
      ["\(text(policy["policy"])) (\(text(policy["mode"])) on \(text(policy["trigger"]))): \(standing(policy))"]
        + [lastAct(policy["last_act"]), budget(policy["budget"])].compactMap { $0.map { "  \($0)" } }
    }
    return lines.isEmpty ? "no policy; `monitoring.policies` of sextant.yaml has them" : lines.joined(separator: "\n")
  }

  private static func standing(_ policy: JSON) -> String {
    let words = text(policy["standing"]).replacing("_", with: " ")
    return "\(words): \(text(policy["why"]))"
  }

  private static func lastAct(_ act: JSON?) -> String? {
    guard let act, act.members != nil else { return nil }
    let answer = act["accepted"]?.bool.map { $0 ? ", accepted" : ", turned down" } ?? ""
    return "last: \(text(act["action"])) at \(text(act["at"]))\(answer), because of \(text(act["reason"]))"
  }

  private static func budget(_ budget: JSON?) -> String? {
    guard let budget, budget.members != nil else { return nil }
    var parts: [String] = []
    if let left = budget["trainings_left"]?.int {
      parts.append("\(left) of \(number(budget["trainings"])) trainings left")
    }
    if let left = budget["seconds_left"]?.double {
      parts.append("\(NumberText.duration(left)) of \(number(budget["seconds"])) s of training left")
    }
    return parts.joined(separator: ", ") + " in \(NumberText.duration(budget["period_seconds"]?.double ?? 0))"
  }
}

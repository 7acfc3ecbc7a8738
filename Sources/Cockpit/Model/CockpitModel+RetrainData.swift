import Encoding
import Lifecycle

// Which rows a retrain by key learns from.

extension CockpitModel {
  /// What can be chosen: what the project file says first.
  var dataChoices: [DataChoice?] { [nil, .auto, .sinceChange, .recent(30 * 86_400), .newest(5000)] }

  /// Whether there are rows to choose from: live ones whose outcome is known.
  var canChooseData: Bool {
    guard let snapshot else { return false }
    return snapshot.traffic.outcomes > 0 || (snapshot.state.session?.outcomes ?? 0) > 0
  }

  mutating func walkData() {
    guard case .question(.retrain) = layer, canChooseData else { return }
    let index = dataChoices.firstIndex { $0 == retrainData } ?? 0
    retrainData = dataChoices[(index + 1) % dataChoices.count]
  }

  /// What the choice means, in words.
  var dataChoiceText: String {
    switch retrainData {
    case nil:
      let limit = snapshot?.definition.data.retrainNewest
      return "all" + (limit.map { ", of which the newest \(NumberText.grouped($0))" } ?? "")
    case .all?: return "all"
    case .auto?: return "auto: since a change where one is suspected and enough rows have come, else all"
    case .sinceChange?: return "since the change of the outcomes"
    case .recent(let seconds)?: return "those of the last \(Period.text(seconds))"
    case .newest(let count)?: return "the newest \(NumberText.grouped(count))"
    }
  }
}

import CellCanvas
import Lifecycle

/// One hint at a time for people who are here for the first time, each about a key, and how to be rid of them.
struct TourBar: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let hint = model.tourHint, let number = model.tour, !area.isEmpty else { return }
    let keymap = model.keymap
    let isLast = number + 1 == CockpitModel.hintCount
    let next = TextLine(keymap.key(.tool(.nextHint)), .key) + TextLine(isLast ? " done  " : " next  ", .keyHint)
    let end = TextLine(keymap.key(.tool(.tour)), .key) + TextLine(" no more ", .keyHint)
    let keys = TextLine("  ") + next + end
    let text = TextLine(" \(number + 1)/\(CockpitModel.hintCount) ", .accent) + hint
    canvas.put(text.truncated(to: max(1, area.width - keys.width)) + keys, in: area)
  }
}

extension CockpitModel {
  /// Hints of the tour.
  static let hintCount = 5

  /// The hint that is shown: a key and what it is for.
  var tourHint: TextLine? {
    switch tour {
    case 0:
      hint(
        "\(keymap.key(.show(.overview)))–\(keymap.key(.show(.stage(.business))))",
        "show all six stages and each of them")
    case 1 where watchesOnly: hint(keymap.key(.act(.traffic)), "begins to watch the log, and rests")
    case 2 where watchesOnly: hint(keymap.key(.act(.edit)), "adds gates, KPIs and alarms to sextant.yaml")
    case 1: hint(keymap.key(.act(.retrain)), "trains a challenger, and asks first")
    case 2: hint(keymap.key(.act(.promote)), "promotes it when its gates have passed")
    case 3: hint(keymap.key(.tool(.palette)), "finds any action, run, column or alarm by name")
    case 4: hint(keymap.key(.tool(.help)), "explains every key, and \(keymap.key(.tool(.log))) logs what you did")
    default: nil
    }
  }

  private var watchesOnly: Bool { snapshot.map { $0.definition.watchesOnly($0.state) } ?? false }

  private func hint(_ key: String, _ text: String) -> TextLine { TextLine(key, .key) + TextLine(" \(text)") }

  /// Goes on, and after the last hint ends the tour for good.
  mutating func showNextHint() -> [Effect] {
    guard let shown = tour else { return [] }
    tour = shown + 1 < CockpitModel.hintCount ? shown + 1 : nil
    return [.remember(.tour(tour))]
  }

  /// Ends the tour for good, or begins it again.
  mutating func turnTour() -> [Effect] {
    tour = tour == nil ? 0 : nil
    return [.remember(.tour(tour))]
  }
}

import CellCanvas
import Lifecycle

/// The six stages in a row, each with how it stands; they are also buttons.
struct RibbonBar: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) { ribbon(in: area.width).draw(in: area, on: &canvas) }

  /// The screen whose step lies at a point.
  func screen(at point: Point) -> Screen? {
    let area = model.layout.ribbon
    let ribbon = ribbon(in: area.width)
    guard let step = ribbon.step(at: point, in: area) else { return nil }
    return ribbon.steps.count == Screen.all.count ? Screen.all[step] : Screen.all[step + 1]
  }

  /// Words beside the glyphs, and a step for the overview, as far as the width allows.
  private func ribbon(in width: Int) -> Ribbon {
    let wordy = steps(withWords: true)
    if columns(of: [overview] + wordy) <= width { return ribbon([overview] + wordy) }
    let plain = steps(withWords: false)
    if columns(of: [overview] + plain) <= width { return ribbon([overview] + plain) }
    return ribbon(plain)
  }

  private func ribbon(_ steps: [Ribbon.Step]) -> Ribbon {
    let place = Screen.all.firstIndex(of: model.screen.stage.map { .stage($0) } ?? .overview) ?? 0
    let current = place + steps.count - Screen.all.count
    return Ribbon(steps, current: current >= 0 ? current : nil, tail: "↺")
  }

  private var overview: Ribbon.Step {
    Ribbon.Step(key: model.keymap.lastKey(.show(.overview)), title: "Overview", shortTitle: "All")
  }

  private func steps(withWords: Bool) -> [Ribbon.Step] {
    Stage.allCases.map { stage in
      let status = model.snapshot?.stages.first { $0.stage == stage }?.status ?? .empty
      let word = model.snapshot?.statusWord(of: stage) ?? status.rawValue
      return Ribbon.Step(
        key: model.keymap.lastKey(.show(.stage(stage))), title: stage.title, shortTitle: stage.shortTitle,
        mark: withWords ? TextLine("\(status.glyph) \(word)", status.role) : status.mark)
    }
  }

  /// Columns of the full form: a blank on both sides of each step and a line between two, and the closing "─ ↺".
  private func columns(of steps: [Ribbon.Step]) -> Int {
    steps.reduce(3) { total, step in
      let mark = step.mark.width > 0 ? step.mark.width + 1 : 0
      return total + step.key.count + CharacterWidth.columns(step.title) + mark + 4
    }
  }
}

extension Stage {
  /// A word of at most eight letters.
  var shortTitle: String {
    switch self {
    case .scoping: "Scope"
    case .data: "Data"
    case .development: "Develop"
    case .deployment: "Deploy"
    case .monitoring: "Monitor"
    case .business: "Business"
    }
  }
}

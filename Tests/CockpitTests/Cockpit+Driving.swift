import CellCanvas
import Cockpit
import Lifecycle
import TestSupport

extension CockpitModel {
  /// A cockpit that has heard from the engine.
  static func showing(_ snapshot: Snapshot, size: Size = Size(columns: 80, rows: 24)) -> CockpitModel {
    var model = CockpitModel(size: size)
    _ = model.update(.snapshot(snapshot))
    return model
  }

  /// Presses keys by their names, in order, and gives all that was asked for.
  @discardableResult
  mutating func press(_ keys: String...) -> [Effect] {
    keys.flatMap { name -> [Effect] in
      guard let key = KeyPress(name) else { fatalError("no key is called \(name)") }
      return update(.input(.key(key)))
    }
  }

  /// Types a text letter by letter.
  @discardableResult
  mutating func type(_ text: String) -> [Effect] {
    text.flatMap { update(.input(.key(KeyPress(.character($0))))) }
  }

  /// Presses the left button on a cell.
  @discardableResult
  mutating func click(_ x: Int, _ y: Int) -> [Effect] {
    update(.input(.mouse(MouseEvent(.press(.left), at: Point(x: x, y: y)))))
  }

  /// What is on the screen, as plain text.
  var text: String { frame().text }

  /// The first cell of a text on the screen.
  func place(of words: String) -> Point? {
    for (y, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let range = line.firstRange(of: words) {
        return Point(x: line.distance(from: line.startIndex, to: range.lowerBound), y: y)
      }
    }
    return nil
  }

  /// Text and look, for golden files.
  var golden: String { TestSupport.frame(frame(theme: .probe)) }
}

extension [Effect] {
  /// The commands sent.
  var commands: [Command] {
    compactMap { effect in
      if case .send(let command, _) = effect { command } else { nil }
    }
  }

  /// What was put on the clipboard.
  var copied: [String] {
    compactMap { effect in
      if case .copy(let text) = effect { text } else { nil }
    }
  }

  /// The questions asked.
  var questions: [(Query, RequestID)] {
    compactMap { effect in
      if case .query(let query, let id) = effect { (query, id) } else { nil }
    }
  }

  /// The names of the requests sent.
  var requests: [RequestID] {
    compactMap { effect in
      switch effect {
      case .send(_, let id), .cancel(_, let id): id
      case .editContract, .copy, .armTimer, .redraw, .remember, .suspend, .quit, .query, .past, .announce: nil
      }
    }
  }
}

extension CockpitModel {
  /// Columns of the pane whose title has a word: from its corner to the next one on the line; 0 when it is not there.
  func width(of word: String) -> Int {
    for line in text.split(separator: "\n") {
      guard let found = line.firstRange(of: word) else { continue }
      let start = line[..<found.lowerBound].lastIndex(of: "╭")
      let end = line[found.upperBound...].firstIndex(of: "╮")
      if let start, let end { return line.distance(from: start, to: end) + 1 }
    }
    return 0
  }
}

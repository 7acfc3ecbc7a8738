import Synchronization

/// The layout worked out last: it is asked for many times a frame and changes seldom.
///
/// A layout depends on what it is worked out from and on nothing else, so that keeping one changes no answer; for the
/// same reason all memos are equal.
final class LayoutMemo: Sendable, Equatable {
  private struct Question: Equatable {
    var facts: Layout.Facts
    var screen: Screen
    var wanted: Pane
    var isZoomed: Bool
  }

  private let last = Mutex<(question: Question, layout: Layout)?>(nil)

  func layout(_ facts: Layout.Facts, screen: Screen, wanted: Pane, isZoomed: Bool) -> Layout {
    let question = Question(facts: facts, screen: screen, wanted: wanted, isZoomed: isZoomed)
    return last.withLock { last in
      if let last, last.question == question { return last.layout }
      let layout = Layout(facts, screen: screen, wanted: wanted, isZoomed: isZoomed)
      last = (question, layout)
      return layout
    }
  }

  static func == (one: LayoutMemo, other: LayoutMemo) -> Bool { true }
}

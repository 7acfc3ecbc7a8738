import CellCanvas
import TestSupport

/// A screen that walks a script: presses a key, waits until the screen shows a text, presses the next.
///
/// It waits on what is drawn, never on a clock, but for a deadline after which the journey has failed.
final class WalkingScreen: ScreenBackend {
  enum Step: Sendable {
    case press(String)
    case type(String)
    case see(String)
    /// Accepts a promotion: with `y`, or where the dialog asks for one, with a reason.
    case accept(reason: String)
  }

  let size = Size(columns: 120, rows: 40)
  let colorDepth = ColorDepth.indexed256
  let glyphs = GlyphSet.braille
  private(set) var failure: String?
  private var steps: ArraySlice<Step>
  private var shown = ""
  private var isExhausted = false
  private let wake: WakeBox
  private let patience = Duration.seconds(60)

  init(_ steps: [Step], wake: WakeBox) {
    self.steps = steps[...]
    self.wake = wake
  }

  func draw(_ canvas: Canvas) { shown = canvas.text }

  func events(timeout: Duration?) -> [ScreenEvent] {
    guard let step = steps.first else { return end("the script is over and the cockpit still open") }
    switch step {
    case .see(let text):
      guard !shown.contains(text) else {
        steps.removeFirst()
        return events(timeout: timeout)
      }
      guard wake.wait(patience) else { return end("never shown: \(text)\n\(shown)") }
      return [.woken]
    case .press(let name):
      steps.removeFirst()
      guard let key = KeyPress(name) else { return end("there is no key \(name)") }
      return [.input(.key(key))]
    case .type(let text):
      steps.removeFirst()
      return [.input(.paste(text))]
    case .accept(let reason):
      steps.removeFirst()
      if shown.contains("say why") {
        steps = [.type(reason), .press("enter")] + steps
      } else {
        steps = [.press("y")] + steps
      }
      return events(timeout: timeout)
    }
  }

  private func end(_ reason: String) -> [ScreenEvent] {
    failure = reason
    return [.ended(.hangUp)]
  }

  func suspend() {}
  func runOutside<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }
  func copy(_ text: String) -> Bool { true }
}

import CellCanvas
import Cockpit
import Lifecycle
import Testing

/// Every action of the keymap is gone through with each of its keys, in each style.
@Suite struct ActionJourneyTests {
  private static let cases = KeyStyle.allCases.flatMap { style in Action.all.map { (style, $0) } }

  @Test("Every action has a journey that ends with its keys", arguments: cases)
  func everyAction(_ style: KeyStyle, _ action: Action) throws {
    let journey = try #require(
      ActionJourneys.journey(of: action), "\(action.id) has no journey: write one in ActionJourneys")
    let keymap = Keymap.standard(style)
    let binding = try #require(keymap.binding(of: action))
    var before = journey.from()
    _ = before.update(.keysChanged(keymap, warning: nil))
    guard case .show(.sheet) = action else {
      let keys = keymap.keys(of: binding, in: before.context)
      if style == .both { #expect(!keys.isEmpty, "the journey begins where \(action.id) has no key") }
      for sequence in journey.isNumbered ? Array(keys.prefix(1)) : keys {
        var after = before
        let effects = sequence.presses.flatMap { after.update(.input(.key($0))) }
        #expect(
          journey.seen(Walked(before: before, after: after, effects: effects)), "\(sequence) does not do \(action.id)")
      }
      return
    }
    // The views have no keys: the palette finds them.
    var after = before
    after.press(":")
    after.type(binding.title)
    after.press("enter")
    #expect(journey.seen(Walked(before: before, after: after, effects: [])))
  }
}

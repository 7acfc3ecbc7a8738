import CellCanvas
import Cockpit
import Lifecycle
import TestSupport
import Testing

@Suite struct KeymapTests {
  let keymap = Keymap.standard

  @Test("No key does two things in one context")
  func unique() { #expect(keymap.collisions.isEmpty) }

  @Test("A collision is found")
  func collision() {
    let first = keymap.bindings[0]
    let doubled = Keymap(bindings: [first, first])
    #expect(doubled.collisions.count == first.keys.count * first.contexts.count)
  }

  @Test("Every action has one row, a key, a title and a way to do it without the cockpit", arguments: Action.all)
  func complete(_ action: Action) throws {
    let rows = keymap.bindings.filter { $0.action == action }
    #expect(rows.count == 1)
    let row = try #require(rows.first)
    // The further views of a stage are reached by its digit and by the palette.
    if case .show(.sheet) = action { #expect(row.keys.isEmpty) } else { #expect(!row.keys.isEmpty) }
    #expect(!row.contexts.isEmpty)
    #expect(row.title.count > 1)
    #expect(!row.twin.text.isEmpty)
    #expect(row.featured.isSubset(of: row.contexts))
    #expect(row.featured.isEmpty || !row.hint.isEmpty)
  }

  @Test("What changes the project names its command line", arguments: Action.Deed.allCases)
  func twins(_ deed: Action.Deed) throws {
    guard case .command(let line) = try #require(keymap.binding(of: .act(deed))).twin else {
      return #expect(Bool(false), "\(deed) has no twin")
    }
    #expect(line.hasPrefix("sextant ") || line.hasPrefix("$EDITOR "))
  }

  @Test("Ids are unique")
  func ids() { #expect(Set(Action.all.map(\.id)).count == Action.all.count) }

  @Test("Every screen can be left, quit and asked for help", arguments: KeyContext.screens)
  func exits(_ context: KeyContext) throws {
    #expect(keymap.action(for: try #require(KeyPress("q")), in: context) == .tool(.quit))
    #expect(keymap.action(for: try #require(KeyPress("?")), in: context) == .tool(.help))
  }

  @Test("The README's table of keys")
  func markdown() { expectGolden(keymap.markdown, named: "keymap") }
}

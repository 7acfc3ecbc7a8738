import Cockpit
import Testing

@Suite struct TextFieldTests {
  @Test("Typing, deleting and walking")
  func editing() {
    var field = TextField("drift in price")
    field.perform(.deleteWord)
    #expect(field.text == "drift in ")
    field.perform(.deleteWord)
    #expect(field.text == "drift ")
    field.perform(.cursorStart)
    field.insert("no ")
    #expect(field.text == "no drift ")
    #expect(field.cursor == 3)
    field.perform(.deleteForward)
    #expect(field.text == "no rift ")
    field.perform(.deleteBackward)
    #expect(field.text == "norift ")
    field.perform(.deleteAll)
    #expect(field.text == "rift ")
    field.perform(.cursorEnd)
    field.perform(.deleteAll)
    #expect(field.text.isEmpty)
    for key in Action.Typing.allCases { field.perform(key) }
    #expect(field.text.isEmpty)
  }

  @Test("Clusters are one character, and a mark joins the letter before it")
  func clusters() {
    var field = TextField("")
    field.insert("e")
    field.insert("\u{301}")
    #expect(field.text == "é")
    #expect(field.cursor == 1)
    field.insert("👩‍👧日")
    #expect(field.cursor == 3)
    field.perform(.deleteBackward)
    field.perform(.deleteBackward)
    #expect(field.text == "é")
  }

  @Test("Controls are left out, line ends become spaces, and the length is bounded")
  func bounded() {
    var field = TextField("")
    field.insert("a\u{1b}[2Jb\r\nc\td")
    #expect(field.text == "a[2Jb c d")
    field.insert(String(repeating: "x", count: 1000))
    #expect(field.text.count == TextField.lengthMax)
    #expect(TextField("  \t ").isBlank)
    #expect(TextField("  two words ").trimmed == "two words")
  }
}

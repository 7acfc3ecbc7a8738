import CellCanvas
import TestSupport
import Testing

@Suite struct ThemeTests {
  @Test(
    "The themes compiled in equal the files", arguments: [("dark", BuiltInThemes.dark), ("light", BuiltInThemes.light)])
  func embedded(name: String, text: String) throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    #expect(try #require(TextFile.read("\(root)/themes/\(name).toml")) == text, "run scripts/embed-themes.py")
  }

  @Test(
    "A built-in theme names every role and reads without a warning",
    arguments: [BuiltInThemes.dark, BuiltInThemes.light])
  func complete(text: String) {
    let (_, warnings) = Theme.reading(text, name: "test")
    #expect(warnings.isEmpty)
    for role in Role.all { #expect(text.contains("\n\(role.name) = "), "\(role) is missing") }
  }
}

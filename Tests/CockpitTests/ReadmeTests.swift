import Cockpit
import Glibc
import TestSupport
import Testing

/// The README's keys are the keymap's.
@Suite("README")
struct ReadmeTests {
  private static let path: String = {
    var parts = #filePath.split(separator: "/").map(String.init)
    parts.removeLast(3)
    return "/" + (parts + ["README.md"]).joined(separator: "/")
  }()

  private static let opening = "<!-- keys: generated from the keymap; `make golden` writes them -->\n"
  private static let closing = "<!-- /keys -->"

  @Test("The table of keys is generated from the keymap")
  func keysAreFresh() throws {
    let text = try #require(TextFile.read(Self.path))
    let start = try #require(text.ranges(of: Self.opening).first)
    let end = try #require(text.ranges(of: Self.closing).first)
    let wanted = "\n" + Keymap.standard.markdown + "\n"
    guard text[start.upperBound..<end.lowerBound] != wanted else { return }
    if getenv("SEXTANT_RECORD_GOLDENS") != nil {
      let fresh = text[..<start.upperBound] + wanted + text[end.lowerBound...]
      #expect(TextFile.write(String(fresh), to: Self.path))
    }
    Issue.record("the README's keys differ from the keymap; run `make golden` and look at the difference")
  }
}

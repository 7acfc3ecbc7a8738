import Terminal
import Testing

/// Bytes from a terminal or a pipe, cut into lines.
@Suite struct LineSplitterTests {
  @Test("Lines are whole however their bytes come", arguments: 1...7)
  func pieces(size: Int) {
    let bytes = Array("one\r\ntwö\n\nlast".utf8)
    var splitter = LineSplitter()
    var lines: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      lines += splitter.feed(bytes[start..<min(bytes.count, start + size)])
    }
    #expect(lines == ["one", "twö", ""])
    #expect(splitter.finish() == ["last"])
    #expect(splitter.finish().isEmpty)
  }

  @Test("A line without end is cut, bytes that are no text are replaced")
  func hostile() {
    var splitter = LineSplitter()
    for _ in 0..<40 { #expect(splitter.feed(repeatElement(UInt8(ascii: "x"), count: 4096)).isEmpty) }
    #expect(splitter.feed([10]).first?.utf8.count == LineSplitter.lengthMax)
    #expect(splitter.feed([0xFF, 0xFE, 10]) == ["\u{FFFD}\u{FFFD}"])
  }
}

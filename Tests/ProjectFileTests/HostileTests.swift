import ProjectFile
import Testing

@Suite("Hostile files")
struct HostileTests {
  private func first(_ text: String) -> String? { Sample.findings(text).first }

  @Test("A billion laughs are counted, not written out")
  func laughs() {
    var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for level in 1...9 {
      let alias = "*a\(level - 1)"
      text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
    }
    let found = first(text)
    #expect(
      found == "5:15 error: the file holds more than 20000 values, aliases written out; keep data out of it",
      "\(found ?? "")")
  }

  @Test("An alias inside what it names is refused")
  func recursion() {
    #expect(
      first("name: &x [*x]")
        == "1:11 error: `*x` stands for nothing: no `&x` is complete before it; write the value out")
  }

  @Test(
    "Depth is bounded, in flow and in block",
    arguments: [
      String(repeating: "[", count: 500_000), String(repeating: "{a: ", count: 100_000),
      (0..<400).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
      String(repeating: "- ", count: 100_000),
    ])
  func depth(_ text: String) {
    #expect(Sample.findings(text).count == 1)
    #expect(first(text)?.contains("nested too deep; use at most 32 levels") == true)
  }

  @Test("Size and number of values are bounded")
  func size() {
    #expect(
      first(String(repeating: "a", count: (1 << 20) + 1))
        == "1:1 error: the file has 1048577 bytes; at most 1 MiB is read; keep data out of it")
    #expect(
      first("name: " + String(repeating: "x", count: (1 << 20) - 6))?.contains("`scope.metric` is missing") == true)
    let many = first("recipes: [" + String(repeating: "1,", count: 400_000) + "]")
    #expect(many?.contains("more than 20000 values") == true)
    let keys = (0..<9000).map { "k\($0): 1" }.joined(separator: "\n")
    #expect(ProjectFile.parse(text: keys, path: "f").findings.count <= 201)
  }

  @Test("Bytes that are no text are refused at their place")
  func bytes() {
    func first(_ bytes: [UInt8]) -> String? {
      Sample.lines(ProjectFile.parse(bytes: bytes, path: "f").findings).first
    }
    #expect(
      first(Array("name: a\nx: é".utf8) + [0xFF]) == "2:5 error: a byte here is not UTF-8; save the file as UTF-8")
    #expect(first([0xC3]) == "1:1 error: a byte here is not UTF-8; save the file as UTF-8")
    #expect(first([0xFF, 0xFE, 0x6E, 0x00]) == "1:1 error: a byte here is not UTF-8; save the file as UTF-8")
    #expect(first([0x6E, 0x00]) == "1:2 error: the control character U+0000 stands here; delete it")
    #expect(first([]) != nil)
  }

  @Test("Whatever is done to a file, reading it ends, and every finding lies within it")
  func mutations() {
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let marks = Array("\t\n :-[]{}#&*!|>'\"%@`,?\0\u{FF}~<=0x".utf8)
    for round in 0..<1500 {
      var bytes = Array(Sample.bikes.utf8)
      for _ in 0...random(4) {
        let at = random(bytes.count)
        switch random(4) {
        case 0: bytes[at] = marks[random(marks.count)]
        case 1: bytes.insert(marks[random(marks.count)], at: at)
        case 2: bytes.remove(at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + random(40)))
        }
      }
      let file = ProjectFile.parse(bytes: bytes, path: "f")
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      let areWithin = file.findings.allSatisfy { finding in
        (1...lines.count + 1).contains(finding.line) && finding.column >= 1
          && (finding.line > lines.count || finding.column <= lines[finding.line - 1].unicodeScalars.count + 1)
      }
      #expect(areWithin, "round \(round): \(file.findings)")
      #expect(file.definition != nil || file.findings.contains { $0.severity == .error }, "round \(round)")
    }
  }
}

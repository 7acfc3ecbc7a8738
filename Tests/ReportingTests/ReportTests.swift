import Encoding
import Lifecycle
import Reporting
import TestSupport
import Testing

@Suite("Reports")
struct ReportTests {
  private static let audiences = Query.Report.Audience.allCases
  private static let formats = Query.Report.Format.allCases

  @Test("A project with a history reads as its goldens", arguments: audiences, formats)
  func bank(audience: Query.Report.Audience, format: Query.Report.Format) throws {
    let text = Report(try Sample.bank(), for: audience).text(format)
    expectGolden(text, named: "bank-\(audience.rawValue)-\(format.rawValue)")
  }

  @Test("A project in which nothing has happened says so", arguments: audiences, formats)
  func empty(audience: Query.Report.Audience, format: Query.Report.Format) {
    let text = Report(Sample.empty, for: audience).text(format)
    expectGolden(text, named: "empty-\(audience.rawValue)-\(format.rawValue)")
  }

  @Test("The same facts give the same bytes", arguments: audiences, formats)
  func deterministic(audience: Query.Report.Audience, format: Query.Report.Format) throws {
    let texts = try (0..<5).map { _ in Report(try Sample.bank(), for: audience).text(format) }
    #expect(Set(texts).count == 1)
  }

  @Test("Tags balance, ids are unique, and nothing is scripted or fetched", arguments: audiences)
  func wellFormed(audience: Query.Report.Audience) throws {
    for facts in [try Sample.bank(), Sample.empty] {
      let html = Report(facts, for: audience).text(.html)
      let page = WellFormedness(html)
      #expect(page.problems == [])
      #expect(!page.names.contains("script"))
      #expect(!html.replacing("http://www.w3.org/2000/svg", with: "").contains("://"))
      #expect(!html.contains("url("))
    }
  }

  @Test("Every picture has a name and words", arguments: audiences)
  func accessible(audience: Query.Report.Audience) throws {
    let html = Report(try Sample.bank(), for: audience).text(.html)
    let pictures = html.split(separator: "<svg ").dropFirst()
    #expect(!pictures.isEmpty)
    for picture in pictures where !picture.prefix(200).contains("aria-hidden=\"true\"") {
      #expect(picture.contains("role=\"img\"") && picture.contains("<title id=") && picture.contains("<desc id="))
    }
  }

  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='x", "</style></svg></td>", "&lt;&#60;&",
    "a|b\n# c `code` ``` [x](javascript:alert(1)) <b>", "\u{202E}txt.exe\u{0}\u{1B}[31m", "*_~\\",
    String(repeating: "w", count: 5000),
  ]

  @Test("Hostile names and texts stay text in HTML", arguments: hostile)
  func hostileHTML(name: String) throws {
    let honest = WellFormedness(Report(try Sample.bank(), for: .dataScientist).text(.html))
    for audience in Query.Report.Audience.allCases {
      let html = Report(try Sample.bank(column: name, problem: name), for: audience).text(.html)
      let page = WellFormedness(html)
      #expect(page.problems == [])
      #expect(!page.names.contains("script") && !page.names.contains("img") && !page.names.contains("b"))
      #expect(!html.unicodeScalars.contains("\u{202E}") && !html.unicodeScalars.contains("\u{1B}"))
      // Rows of equal totals go by name, so the order of the tags may differ: their number must not.
      if audience == .dataScientist { #expect(page.names.count == honest.names.count) }
    }
  }

  @Test("Hostile names and texts keep Markdown's tables and blocks in shape", arguments: hostile)
  func hostileMarkdown(name: String) throws {
    let text = Report(try Sample.bank(column: name, problem: name), for: .dataScientist).text(.md)
    var fence: Substring?
    var columns: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" }
      if ticks.count >= 3, fence == nil || ticks.count >= (fence?.count ?? 0) {
        fence = fence == nil ? ticks : nil
        continue
      }
      guard fence == nil else { continue }
      #expect(!outsideCode(line).contains("<"), "markup in \(line.prefix(80))")
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let bars = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect(columns == nil || columns == bars, "\(line.prefix(120))")
      columns = bars
    }
    #expect(fence == nil)
  }

  /// A line without its spans of code: runs of backticks of one length, unless a backslash stands before.
  private func outsideCode(_ line: Substring) -> String {
    var (text, rest) = ("", line.replacing("\\`", with: "")[...])
    while let start = rest.firstIndex(of: "`") {
      text += rest[..<start]
      let fence = rest[start...].prefix { $0 == "`" }
      rest = rest[fence.endIndex...]
      guard let end = rest.firstRange(of: fence) else { return text + rest }
      rest = rest[end.upperBound...]
    }
    return text + rest
  }

  @Test("Money comes first and agrees with the facts")
  func money() throws {
    let text = Report(try Sample.bank(), for: .decisionMaker).text(.md)
    // Eleven windows of a week: seven at 1,900, then 1,740, 1,580, 1,260 and 1,100 = 18,980 over 77 days.
    #expect(text.contains("worth 246 € a day over the last 77 days, 18,980 € in all"))
    // The simplest rule: 11 × 640 = 7,040; the gain is 11,940, or 155 a day.
    #expect(text.contains("That is 155 € a day more than the simplest rule"))
    // 40 hours at 80, 2,000 once, and 77 / 30.44 months at 50.
    #expect(text.contains("The project has cost 5,326 € and gained 11,940 €: it has paid for itself."))
    #expect(text.contains("Overdue: All branches (due 2026-03-01)."))
  }

  @Test("A page that could not be had leaves its reason")
  func refusals() throws {
    let text = Report(try Sample.bank(), for: .dataScientist).text(.md)
    #expect(text.contains("The file is away."))
  }
}

import Encoding
import TestSupport
import Testing

/// The story of an advertiser, from a metric that was the wrong one to a better one, told by commands alone.
@Suite struct StoryTests {
  @Test(
    "Wrong labels, imbalance, a stale test, and a revenue that falls though the metric holds", .timeLimit(.minutes(15)))
  func classic() throws {
    let story = try Story()
    try mendLabels(story)
    try collectClicks(story)
    try deploy(story)
    try refresh(story)
    try chooseBetterMetric(story)
    let map = try story.tell("iterations")
    expectGolden(map["text"]?.string ?? "", named: "story-map")
    let report = try story.tell("report", "--format", "md", "--for", "decision-maker")
    expectGolden(Self.timeless(report["text"]?.string ?? ""), named: "story-report")
    #expect(map["arrows"]?.array?.compactMap { $0["to_stage"]?.string } == ["data", "data", "data", "scoping"])
  }

  /// The report without the day and the hour of the test: the data have a clock of their own.
  private static func timeless(_ text: String) -> String {
    guard let said = text.firstRange(of: "judged on ") else { return text }
    let today = String(text[said.upperBound...].prefix(10))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let line = line.split(separator: today, omittingEmptySubsequences: false).joined(separator: "TODAY")
      guard let written = line.firstRange(of: "written down TODAY ") else { return line }
      return String(line[..<written.upperBound]) + line[written.upperBound...].dropFirst("00:00 UTC".count)
    }
    return lines.joined(separator: "\n")
  }

  /// Trained on what an agency labelled; the label queue finds what it recorded wrongly.
  private func mendLabels(_ story: Story) throws {
    let count = try story.hireAgency()
    try story.tell("train")
    let queue = try story.tell("label", "queue", "--limit", "1000")
    let rows = (queue["rows"]?.array ?? []).compactMap { $0["row"]?.int }
    let wrong = rows.filter(Story.isWrong)
    // Chance would put as many of a thousand among them as among all rows: 630 of 24,900.
    #expect(wrong.count >= 100, "\(wrong.count) of \(rows.count) rows")
    try story.tell("step-back", "data", "--because", "the label queue names clicks that the agency recorded as none")
    try story.tell("label", "set", "\(try #require(wrong.first))", "1", "--because", "the server's log shows the click")
    let right = try #require(rows.first { $0 < Story.historyCount })
    try story.tell("label", "confirm", "\(right)")
    let lines = wrong.dropFirst().map { "\($0),1,the server's log shows the click" }
    try story.scratch.write("row,label,because\n" + lines.joined(separator: "\n") + "\n", to: "labels.csv")
    try story.tell("label", "apply", story.scratch("labels.csv"), "--because", "checked against the server's log")
    let versions = try story.tell("data", "list")["versions"]?.array ?? []
    #expect(versions.prefix(2).allSatisfy { $0["kind"]?.string == "labelled" && $0["who"]?.string == "ada" })
    let difference = try story.tell(
      "data", "diff", versions[2]["version"]?.string ?? "", versions[0]["version"]?.string ?? "")
    #expect(difference["rows"]?["changed"]?.int == wrong.count)
    #expect(versions[0]["rows"]?.int == Story.historyCount + count)
    try story.tell("train")
  }

  /// The assessment names the imbalance; more clicks are collected.
  private func collectClicks(_ story: Story) throws {
    let sentence = try #require(try story.tell("assess")["sentences"]?.array?.first?.string)
    #expect(sentence.contains("imbalanced"))
    try story.tell("step-back", "data", "--because", "the classes are imbalanced: one row in fourteen is a click")
    try story.tell("data", "collect", "--where", "click == 1", "--limit", "1500", "--because", "clicks are too rare")
    try story.tell("train")
  }

  private func deploy(_ story: Story) throws {
    let promotion = try story.tell("promote", "--because", "the gate holds")
    #expect(promotion["champion"]?.int == 3)
    let play = try story.tell("replay", "--until", "13000")
    #expect(play["rows"]?.int == 13_000 && play["lost"]?.int == 0)
  }

  /// The test rows are of before the traffic: they tell another story than the newest labelled rows.
  private func refresh(_ story: Story) throws {
    let stale = try story.tell("assess")["stale"]
    #expect(stale?["verdict"]?.string == "stale")
    try story.tell("step-back", "data", "--because", "the test rows are stale: the newest rows tell another story")
    let training = try story.tell("train")
    #expect(training["newest_release"]?.string != nil)
    try story.tell("promote", "--because", "it has learnt from recent rows")
    try story.tell("replay", "--until", "26000")
  }

  /// The gate holds and the money goes: the insight says that the metric is wrong, and the circle begins again.
  private func chooseBetterMetric(_ story: Story) throws {
    let status = try story.tell("status")
    let alarms = status["alarms"]?.array ?? []
    #expect(!alarms.contains { $0["kind"]?.string == "gate" }, "the metric holds")
    let insight = try #require(try story.tell("insights")["insights"]?.array?.first)
    #expect(insight["id"]?.string == "wrong-metric")
    #expect((insight["worth_per_day"]?.double ?? 0) > 1000)
    let reason = try #require(insight["text"]?.string?.split(separator: ";").first.map(String.init))
    try story.tell("step-back", "scoping", "--because", reason)
    let better = Story.scope.replacing("metric: brier", with: "metric: auc")
      .replacing("brier <= 0.12", with: "auc >= 0.65")
    try story.scratch.write(better, to: "better.yaml")
    let change = try story.tell("scope", "diff", story.scratch("better.yaml"))
    #expect(change["consequences"]?.array?.isEmpty == false)
    try story.tell("scope", "apply", story.scratch("better.yaml"), "--because", "rank by clicks")
    #expect(try story.tell("train")["gates"]?.array?.first?["metric"]?.string == "auc")
  }
}

import Encoding
import Testing

/// What scripts may rely on where traffic flows: rollouts, people who decide, money, insights, the way round.
@Suite struct LiveContractTests {
  private func expect(_ document: JSON, _ shape: Shape, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(shape.breaches(in: document) == [], sourceLocation: sourceLocation)
  }

  /// A project with a value, costs, a canary, a review band and a policy; version 1 answers, version 2 is trained.
  private func livePlace() throws -> Workplace {
    let place = try Workplace()
    try place.edit { text in
      text.replacing(
        "\ndata:\n",
        with: """

            value: {per_row: "if(prediction == outcome, 1, -1)"}
            costs: {hour_rate: 80, per_month: 50, once: 10}
            milestones: [{what: live, due: 2027-01-31, hours: 4, done: true}]
          data:

          """
      ).replacing(
        "{strategy: direct, automation: full}",
        with: "{strategy: canary, canary: {steps: [20%, 50%], hold: 5000 rows}, review: {band: [0.2, 0.99]}}"
      ).replacing(
        "business:",
        with: """
            policies: [{name: fresh, retrain: suggest, when: {outcomes: 150}}]
          business:
            segments: [colour]
          """)
    }
    try place.must("train", "--set", "rounds=30")
    try place.must("promote", "1", "--now")
    try place.must("train", "--recipe", "linear")
    return place
  }

  @Test("series: what there is, points as JSON and as CSV, and what is not there")
  func series() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=30")
    try place.must("promote", "1", "--now")
    try place.must("replay")
    let all = try place.document("series")
    let entries = all["series"]?.array ?? []
    let families = Set(entries.compactMap { $0["family"]?.string })
    for family in ["software", "input", "output", "metric"] { #expect(families.contains(family)) }
    for entry in entries {
      #expect(entry["resolutions"]?.array?.isEmpty == false && entry["time"]?.string != nil, "\(entry)")
    }
    let rows = try place.document("series", "input.rows", "output")
    let first = try #require(rows["series"]?[0])
    #expect(rows["resolution"]?.string == "window" && first["name"]?.string == "input.rows")
    let names = (first["points"]?[0]?.members ?? []).map(\.name)
    #expect(names.sorted() == ["count", "max", "mean", "min", "time"])
    let minutes = try place.document("series", "software", "--resolution", "1m")
    #expect(minutes["series"]?.array?.isEmpty == false, "they outlive the replay")
    let wrong = try place.run("series", "nothing")
    #expect(wrong.status == 2 && wrong.errors.contains("there is no series `nothing`"))
    let table = try place.run("series", "input.rows")
    #expect(table.output.hasPrefix("name,time,min,mean,max,count\ninput.rows,"))
  }

  @Test("rollout, what-if, business, insights, suggestion, alarms: what traffic showed, and what is done about it")
  func traffic() throws {
    let place = try livePlace()
    let promotion = try place.document("promote", "2", "--because", "simpler")
    expect(promotion, .startedRollout)
    #expect((promotion["champion"]?.int, promotion["rollout"]?["challenger"]?.int) == (1, 2))
    try place.must("replay")
    let rollout = try place.document("rollout")
    expect(rollout, .rollout)
    #expect(rollout["state"]?.string == "running")
    let whatIf = try place.document("what-if")
    expect(whatIf, .whatIf)
    #expect((whatIf["challenger"]?.int, whatIf["champion"]?.int) == (2, 1))
    expect(try place.document("rollout", "advance", "--because", "enough seen"), .receipt)
    expect(try place.document("rollout", "abort"), .receipt)
    expect(try place.document("rollout", "abort", status: 1), .refused)
    let business = try place.document("business")
    expect(business, .business)
    // Both steps of value are whole numbers: right answers less wrong ones.
    #expect(business["value"]?["total"]?.int != nil)
    expect(try place.document("insights"), .insights)
    expect(try place.document("alarms", "snooze", "1", "--for", "60"), .object(["alarm": .number, "event": .number]))
    #expect(try place.document("status")["suggestion"]?["policy"]?.string == "fresh")
    expect(try place.document("suggestion", "dismiss"), .receipt)
    expect(try place.document("report"), .report)
    let written = try place.document("report", "--format", "html", "--output", place.scratch("report.html"))
    expect(written, .report)
    #expect(try place.scratch.read("report.html") == written["text"]?.string)
  }

  @Test("automation and review: people decide what lies in the band")
  func people() throws {
    let place = try livePlace()
    let automation = try place.document("automation")
    #expect(automation["automation"]?.string == "full" && automation["reviews_waiting"]?.int == 0)
    #expect(automation["moves"]?.array != nil && automation["series"]?.array != nil)
    let change = try place.document("automation", "partial", "--because", "a new law")
    expect(change, .automation)
    #expect(change["automation"]?.string == "partial")
    try place.must("replay")
    let queue = try place.document("review", "--limit", "2")
    expect(queue, .reviewQueue)
    let row = try #require(queue["rows"]?[0])
    let name = "\(row["session"]?.int ?? -1):\(row["id"]?.int ?? -1)"
    expect(try place.document("review", name, "1"), .receipt)
    expect(try place.document("review", name, "1", status: 1), .refused)
    #expect(try place.document("review")["waiting"]?.int == (queue["waiting"]?.int ?? 0) - 1)
  }

  @Test("decide, step-back, iterations, undo: the way round")
  func round() throws {
    let place = try livePlace()
    try place.must("step-back", "data", "--because", "a moved")
    expect(try place.document("decide", "continue", "--because", "it earns"), .receipt)
    let iterations = try place.document("iterations")
    expect(iterations, .iterations)
    #expect(iterations["iterations"]?.array?.count == 2)
    #expect(iterations["arrows"]?[0]?["reason"]?.string == "a moved")
    let undone = try place.document("undo")
    expect(undone, .undone)
    #expect(undone["undone"]?.string?.hasPrefix("sextant decide continue") == true)
    expect(try place.document("undo"), .undone)
    #expect(try place.document("status")["iteration"]?["number"]?.int == 1)
    let retraining = try place.document("decide", "retrain", "--because", "fresh rows")
    expect(retraining, .training)
  }
}

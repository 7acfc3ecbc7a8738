import Encoding
import Glibc
import Testing

/// What scripts may rely on where the model is served elsewhere: `watch`, `outcomes`, `upstream`, through the program.
@Suite struct WatchContractTests {
  /// Rows of one feature, whose score is the chance of a 1; outcomes 20 rows later.
  private static func lines(_ count: Int) -> [String] {
    var lines: [String] = []
    var state: UInt64 = 7
    func chance() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33) / Double(UInt64(1) << 31)
    }
    var outcomes: [String] = []
    for row in 0..<count {
      let score = chance()
      lines.append("{\"id\":\"r\(row)\",\"time\":\(1_704_067_200 + row * 60),\"a\":\(score * 10),\"score\":\(score)}")
      outcomes.append("{\"id\":\"r\(row)\",\"outcome\":\(chance() < score ? 1 : 0)}")
      if row >= 20 { lines.append(outcomes[row - 20]) }
    }
    return lines + outcomes.suffix(20)
  }

  private func expectWatched(_ document: JSON, rows: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    // A log has no KPIs where nobody has written any.
    let breaches = Shape.replay.breaches(in: document).filter { !$0.contains(".kpis ") }
    #expect(breaches == [], sourceLocation: sourceLocation)
    #expect(document["rows"]?.int == rows, sourceLocation: sourceLocation)
    #expect(document["watch"]?["joined"]?.int == rows, sourceLocation: sourceLocation)
  }

  @Test("watch --once needs neither project nor model")
  func withoutProject() throws {
    let scratch = try Scratch()
    try scratch.write(Self.lines(1500).joined(separator: "\n"), to: "traffic.log")
    let ending = try Program.run(
      ["/bin/sh", "-c", "cd \(scratch.path) && \(Program.sextant) watch traffic.log --once --json"])
    #expect((ending.status, ending.errors) == (0, ""))
    expectWatched(try JSON(parsing: ending.output), rows: 1500)
  }

  @Test("watch - reads standard input to its end, also where another process has the engine")
  func standardInput() throws {
    let place = try Workplace()
    try place.scratch.write(Self.lines(1200).joined(separator: "\n") + "\n", to: "traffic.log")
    let command = "\(Program.sextant) watch - --json --project \(place.folder) < \(place.scratch("traffic.log"))"
    let own = try Program.run(["/bin/sh", "-c", command])
    #expect((own.status, own.errors) == (0, ""))
    expectWatched(try JSON(parsing: own.output), rows: 1200)
    let events = try place.lines("journal")
    #expect(events.contains { $0["event"]?.string == "session_started" && $0["source"]?.string == "watch" })
    // A watching of an empty log holds the engine; it must go before another one can begin.
    try place.must("train", "--set", "rounds=5")
    try place.must("promote", "1", "--override", "a test")
    let server = try place.start("serve", "--port", "0")
    try place.waitForEngine(of: server)
    let outcomes = "printf 'id,outcome\\n1:0,1\\n1:77777,1\\n'"
    let joined = try Program.run(
      ["/bin/sh", "-c", "\(outcomes) | \(Program.sextant) outcomes - --json --project \(place.folder)"])
    #expect(joined.status == 0, "\(joined.errors)")
    let document = try JSON(parsing: joined.output)
    #expect((document["read"]?.int, document["unknown"]?.int) == (2, 1))
    server.send(SIGTERM)
    #expect(try server.waitForEnd().status == 0)
  }

  @Test("init --watch makes a project of a log; a growing log is followed until ^C")
  func project() throws {
    let scratch = try Scratch()
    let lines = Self.lines(1500)
    try scratch.write(lines[..<2000].joined(separator: "\n") + "\n", to: "traffic.log")
    let made = try Program.run([
      Program.sextant, "init", scratch("traffic.log"), "--watch", "--project", scratch("project"), "--json",
    ])
    #expect((made.status, made.errors) == (0, ""))
    let document = try JSON(parsing: made.output)
    #expect(Shape.initialised.breaches(in: document) == [])
    #expect(document["task"]?.string == "binary")
    let check = try Program.run([Program.sextant, "check", "--json", "--project", scratch("project")])
    #expect(try JSON(parsing: check.output)["findings"] != nil)
    let watching = try Program([Program.sextant, "watch", "--json", "--project", scratch("project")])
    func status() throws -> JSON? {
      let ending = try Program.run([Program.sextant, "status", "--json", "--project", scratch("project")])
      return ending.status == 0 ? try JSON(parsing: ending.output) : nil
    }
    try Waiting.until("the log was read") { try status()?["watch"]?["rows"]?.int ?? 0 > 900 ? true : nil }
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "traffic.log")
    try Waiting.until("what was added was read") { try status()?["watch"]?["rows"]?.int == 1500 ? true : nil }
    watching.send(SIGINT)
    let ending = try watching.waitForEnd()
    #expect(ending.status == 130)
    expectWatched(try JSON(parsing: ending.output), rows: 1500)
    let upstream = try Program.run([Program.sextant, "upstream", "--json", "--project", scratch("project")])
    let page = try JSON(parsing: upstream.output)
    #expect(page["sources"]?[0]?["kind"]?.string == "watch" && page["features"]?.array?.isEmpty == false)
    #expect(page["watch"]?["joined"]?.int == 1500)
  }

  @Test("outcomes: joined by the project's id column after a replay; twice is all duplicates")
  func outcomes() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=30")
    try place.must("promote", "1", "--override", "a test")
    let rows = SampleTable().text.split(separator: "\n")
    let blind = ([rows[0]] + rows[2901...3000]).map { $0.split(separator: ",").dropLast().joined(separator: ",") }
    try place.scratch.write(blind.joined(separator: "\n") + "\n", to: "blind.csv")
    try place.must("replay", place.scratch("blind.csv"))
    let known = rows[2901...3000].map { "\($0.split(separator: ",")[0]),\($0.split(separator: ",").last ?? "")" }
    try place.scratch.write((["id,outcome"] + known + ["nobody,1"]).joined(separator: "\n"), to: "outcomes.csv")
    let first = try place.document("outcomes", place.scratch("outcomes.csv"))
    let keys = ["read", "joined", "duplicate", "unknown", "late"]
    #expect(keys.map { first[$0]?.int } == [101, 100, 0, 1, 100])
    let again = try place.document("outcomes", place.scratch("outcomes.csv"))
    #expect(keys.map { again[$0]?.int } == [101, 0, 100, 1, 0])
    let logged = try place.lines("log")
    #expect(logged.count { $0["outcome"]?.isNull == false } == 100)
  }

  @Test("doctor tells what a log brought that could not be used; wrong use ends with 2")
  func oddities() throws {
    let scratch = try Scratch()
    try scratch.write(
      (Self.lines(600) + ["no json", "{\"id\":\"x\",\"outcome\":1}"]).joined(separator: "\n"), to: "t.log")
    let project = ["--project", scratch("project")]
    _ = try Program.run([Program.sextant, "init", scratch("t.log"), "--watch"] + project)
    let watched = try Program.run([Program.sextant, "watch", "--once", "--json"] + project)
    #expect(watched.status == 0, "\(watched.errors)")
    let doctor = try JSON(parsing: try Program.run([Program.sextant, "doctor", "--json"] + project).output)
    let messages = (doctor["problems"]?.array ?? []).compactMap { $0["message"]?.string }
    #expect(messages.contains { $0.contains("1 malformed") && $0.contains("1 unknown") })
    #expect(try Program.run([Program.sextant, "watch", "/nowhere.log"] + project).status == 2)
    #expect(try Program.run([Program.sextant, "outcomes", "/nowhere.csv"] + project).status == 2)
    #expect(try Program.run([Program.sextant, "watch", "--once", "--follow"] + project).status == 2)
  }

  @Test("help COMMAND is --help")
  func help() throws {
    for words in [["watch"], ["outcomes"], []] {
      let one = try Program.run([Program.sextant, "help"] + words)
      let other = try Program.run([Program.sextant] + words + ["--help"])
      #expect(one.status == 0 && one.output == other.output)
    }
    #expect(try Program.run([Program.sextant, "help", "dance"]).status == 2)
  }
}

import Encoding
import Testing

/// What scripts may rely on: the keys of every document, held against the command line contract.
@Suite struct ContractTests {
  private func expect(_ document: JSON, _ shape: Shape, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(shape.breaches(in: document) == [], sourceLocation: sourceLocation)
  }

  @Test("init tells what it made of the table")
  func initialisation() throws {
    let scratch = try Scratch()
    try scratch.write(SampleTable(rowCount: 400).text, to: "data.csv")
    let ending = try Program.run([
      Program.sextant, "init", scratch("data.csv"), "--target", "y", "--time", "day", "--project", scratch("made"),
      "--json",
    ])
    #expect((ending.status, ending.errors) == (0, ""))
    let document = try JSON(parsing: ending.output)
    expect(document, .initialised)
    #expect(document["rows"]?.int == 400)
    #expect(document["task"]?.string == "binary")
    #expect(document["columns"]?.array?.last == ["name": "y", "type": "numeric", "role": "target"])
  }

  @Test("check, profile, doctor: a project that nothing has happened in")
  func inspection() throws {
    let place = try Workplace()
    let check = try place.document("check")
    expect(check, .check)
    #expect(check["ok"]?.bool == true)
    let profile = try place.document("profile")
    expect(profile, .profile)
    #expect(profile["columns"]?.array?.compactMap { $0["name"]?.string } == ["id", "day", "a", "b", "colour", "y"])
    let column = try place.document("profile", "--column", "a")
    #expect(column["columns"]?.array?.count == 1)
    expect(column["columns"]?[0] ?? .null, .numericColumn)
    expect(try place.document("doctor"), .doctor)
  }

  @Test("train, runs, bless, promote, rollback, registry: versions and who answers")
  func versions() throws {
    let place = try Workplace()
    let training = try place.document("train", "--set", "rounds=30")
    expect(training, .training)
    #expect(training["version"]?.int == 1)
    try place.must("promote", "1")
    try place.must("train", "--recipe", "linear")
    let runs = try place.document("runs")
    expect(runs, .runs)
    #expect(runs["runs"]?.array?.count == 2)
    #expect(try place.document("runs", "--where", "auc > 2")["runs"]?.array?.count == 0)
    let blessing = try place.document("bless", "2", "--because", "looked at")
    expect(blessing, .blessing)
    #expect(blessing["verdict"]?.string == "passed")
    let promotion = try place.document("promote", "2", "--now", "--because", "simpler")
    expect(promotion, .promotion)
    #expect((promotion["champion"]?.int, promotion["previous"]?.int) == (2, 1))
    let rollback = try place.document("rollback", "--because", "the first was better")
    expect(rollback, .promotion)
    #expect((rollback["champion"]?.int, rollback["previous"]?.int) == (1, 2))
    let registry = try place.document("registry")
    expect(registry, .registry)
    #expect(registry["aliases"]?["champion"]?.int == 1)
    #expect(registry["versions"]?.array?.compactMap { $0["version"]?.int } == [1, 2])
  }

  @Test("replay, alarms, kpis, status, journal, log, step-back: traffic and what it shows")
  func traffic() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=30")
    try place.must("promote", "1")
    let replay = try place.document("replay")
    expect(replay, .replay)
    #expect(replay["rows"]?.int == 600)
    #expect(replay["windows"]?.array?.count == 6)
    #expect(replay["lost"]?.int == 0)
    let alarms = try place.document("alarms")
    expect(alarms, .object(["alarms": .list(.alarm)]))
    #expect(alarms["alarms"]?.array?.contains { $0["column"]?.string == "a" } == true)
    expect(try place.document("alarms", "acknowledge", "1"), .object(["alarm": .number, "event": .number]))
    let kpis = try place.document("kpis")
    expect(kpis, .object(["kpis": .list(.kpi)]))
    #expect(kpis["kpis"]?[0]?["series"]?.array?.count == 6)
    expect(try place.document("step-back", "data", "--because", "a moved"), .stepBack)
    try expectStatus(of: place)
    let journal = try place.lines("journal")
    for event in journal { expect(event, .event) }
    #expect(journal.last?["event"]?.string == "stepped_back")
    #expect(journal.compactMap { $0["sequence"]?.int } == Array(1...journal.count))
    #expect(try place.lines("journal", "--since", "3").first?["sequence"]?.int == 4)
    let log = try place.lines("log", "--limit", "5")
    #expect(log.count == 5)
    for row in log { expect(row, .logged) }
  }

  private func expectStatus(of place: Workplace) throws {
    let status = try place.document("status")
    expect(status, .status)
    #expect(
      status["stages"]?.array?.compactMap { $0["stage"]?.string }
        == ["scoping", "data", "development", "deployment", "monitoring", "business"])
    let words = Set(status["stages"]?.array?.compactMap { $0["status"]?.string } ?? [])
    #expect(words.isSubset(of: ["ok", "attention", "failing", "busy", "empty"]))
    #expect(status["engine"]?["attached"]?.bool == false)
    #expect(status["iteration"] == ["number": 2, "stage": "data", "reason": "a moved"])
    #expect((status["predictions"]?.int, status["outcomes"]?.int, status["lost"]?.int) == (600, 600, 0))
  }

  @Test("predict gives a row for a row, as CSV or as JSON lines")
  func predictions() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=30")
    let lines = try place.lines("predict", "--version", "1", place.scratch("data.csv"))
    #expect(lines.count == 3000)
    for line in lines.prefix(50) { expect(line, .prediction) }
    let ending = try place.run("predict", "--version", "1", place.scratch("data.csv"))
    #expect((ending.status, ending.errors) == (0, ""))
    let rows = ending.output.split(separator: "\n")
    #expect(rows.count == 3001)
    #expect(rows.first == "id,score,prediction")
    let fields = rows[1].split(separator: ",")
    #expect(fields.count == 3)
    #expect(fields[0] == "0")
    #expect(lines[0]["score"]?.double == Double(fields[1]))
  }

  @Test("drift compares two files, under every profile", arguments: ["sextant", "evidently", "nannyml"])
  func drift(profile: String) throws {
    let scratch = try Scratch()
    try scratch.write(SampleTable(shift: 0).text, to: "then.csv")
    try scratch.write(SampleTable(rowCount: 1000).text, to: "now.csv")
    let ending = try Program.run([
      Program.sextant, "drift", "--reference", scratch("then.csv"), "--current", scratch("now.csv"), "--columns",
      "a,b,colour", "--profile", profile, "--json",
    ])
    #expect((ending.status, ending.errors) == (0, ""))
    let document = try JSON(parsing: ending.output)
    expect(document, .drift)
    #expect(document["profile"]?.string == profile)
    #expect(document["rows"] == ["reference": 3000, "current": 1000])
    let known: Set = [
      "psi", "kl_divergence", "jensen_shannon", "hellinger", "wasserstein", "kolmogorov_smirnov", "chi_square",
      "l_infinity", "z_test", "total_variation", "missing_share",
    ]
    let methods = document["columns"]?.array?.flatMap { $0["methods"]?.array ?? [] } ?? []
    let named = Set(methods.compactMap { $0["method"]?.string })
    #expect(named.isSubset(of: known))
  }

  @Test("cancel ends a training that another process waits for")
  func cancellation() throws {
    let place = try Workplace()
    let training = try place.start(
      "train", "--set", "rounds=10000", "--set", "early_stopping=0", "--json")
    try place.waitForEngine(of: training)
    let task = try Waiting.until("the training is under way") { try place.runningTask() }
    let document = try place.document("cancel", String(task))
    expect(document, .cancelled)
    #expect(document["cancelled"]?.int == task)
    let ending = try training.waitForEnd()
    #expect(ending.status == 130)
    #expect(ending.output == "")
    #expect(ending.errors.hasPrefix("sextant: "))
  }

  @Test("A second headless demo goes on where the first stopped, and each tells of its own requests alone")
  func demoGoesOn() throws {
    let scratch = try Scratch()
    var from = 0
    for count in [13_000, 12_000] {
      let ending = try Program.run([
        Program.sextant, "demo", "--headless", "\(count)", "--project", scratch.path + "/demo", "--json",
      ])
      #expect((ending.status, ending.errors) == (0, ""))
      let document = try JSON(parsing: ending.output)
      let truth = try #require(document["truth"])
      #expect((truth["from"]?.int, truth["to"]?.int) == (from, from + count))
      let revenue = try #require(document["revenue"]?.int)
      #expect(revenue > 0)
      #expect(revenue == truth["revenue"]?.int)
      let rows = (truth["events"]?.array ?? []).compactMap { $0["row"]?.int }
      // The audience changes in the first run, tastes in the second.
      #expect(rows.count == 1)
      #expect(rows.allSatisfy { (from..<from + count).contains($0) })
      from += count
    }
  }

  @Test("demo --events names what may happen, and refuses what it does not know")
  func demoEvents() throws {
    let scratch = try Scratch()
    let ending = try Program.run(
      [Program.sextant, "demo", "--headless", "10", "--events", "flood", "--json"],
      environment: ["XDG_DATA_HOME": scratch.path])
    #expect(ending.status == 2)
    #expect(ending.errors.contains("the demo world knows no event `flood`"))
  }

  @Test("demo --headless adds what really happened")
  func demo() throws {
    let scratch = try Scratch()
    let ending = try Program.run(
      [Program.sextant, "demo", "--headless", "26000", "--json"], environment: ["XDG_DATA_HOME": scratch.path])
    #expect((ending.status, ending.errors) == (0, ""))
    let document = try JSON(parsing: ending.output)
    expect(document, .demo)
    #expect(document["rows"]?.int == 26_000)
  }
}

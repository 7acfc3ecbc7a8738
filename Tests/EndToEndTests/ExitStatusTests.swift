import Encoding
import Glibc
import Testing

/// How programs end, and what they say when they end badly: one line that ends with what to do.
@Suite struct ExitStatusTests {
  /// One line on standard error, the problem and then the mend; nothing on standard output.
  private func expectRefusal(
    _ ending: Program.Ending, status: Int32, says problem: String, mend: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(ending.status == status, sourceLocation: sourceLocation)
    #expect(ending.output == "", sourceLocation: sourceLocation)
    let lines = ending.errors.split(separator: "\n")
    #expect(lines.count == 1, "\(ending.errors)", sourceLocation: sourceLocation)
    #expect(ending.errors.hasPrefix("sextant: "), "\(ending.errors)", sourceLocation: sourceLocation)
    #expect(ending.errors.contains(problem), "\(ending.errors)", sourceLocation: sourceLocation)
    #expect(lines.last?.hasSuffix("; " + mend) == true, "\(ending.errors)", sourceLocation: sourceLocation)
  }

  // MARK: 1, the answer is no

  @Test("promote and bless say no to a version whose gate fails, and which gate it was")
  func failedGate() throws {
    let place = try Workplace()
    try place.edit { $0.replacing("auc >= 0.7", with: "auc >= 0.9999") }
    try place.must("train", "--set", "rounds=30")
    for command in ["promote", "bless"] {
      let ending = try place.run(command, "1", "--json")
      #expect(ending.status == 1)
      let document = try JSON(parsing: ending.output)
      #expect(Shape.blessing.breaches(in: document) == [])
      #expect(document["verdict"]?.string == "failed")
      let line = ending.errors.split(separator: "\n")
      #expect(line.count == 1)
      #expect(line.first?.contains("auc >= 0.9999") == true)
      #expect(line.first?.hasSuffix("`sextant promote 1 --override \"…\"`") == true, "\(ending.errors)")
    }
    #expect(try place.document("registry")["aliases"]?["champion"] == .null)
    try place.must("promote", "1", "--override", "there is nothing better")
    #expect(try place.document("registry")["aliases"]?["champion"]?.int == 1)
  }

  @Test("drift fails a script only where it is asked to")
  func drift() throws {
    let scratch = try Scratch()
    try scratch.write(SampleTable(shift: 0).text, to: "then.csv")
    try scratch.write(SampleTable(rowCount: 1000, shift: 20).text, to: "now.csv")
    let words = [
      Program.sextant, "drift", "--reference", scratch("then.csv"), "--current", scratch("now.csv"), "--columns", "a",
      "--json",
    ]
    let plain = try Program.run(words)
    let strict = try Program.run(words + ["--fail-on", "drift"])
    #expect((plain.status, strict.status) == (0, 1))
    #expect(strict.errors == "")
    #expect(try JSON(parsing: strict.output)["drifted"]?.bool == true)
    let same = try Program.run(
      words.map { $0 == scratch("now.csv") ? scratch("then.csv") : $0 } + ["--fail-on", "drift"])
    #expect(same.status == 0)
  }

  @Test("check says no to a file that does not hold together, and where")
  func check() throws {
    let place = try Workplace()
    try place.edit { $0.replacing("metric: auc", with: "metrik: auc") }
    let document = try place.document("check", status: 1)
    #expect(Shape.check.breaches(in: document) == [])
    #expect(document["ok"]?.bool == false)
    #expect(document["findings"]?.array?.contains { $0["line"]?.int == 5 && $0["column"]?.int == 3 } == true)
  }

  @Test("cancel says no to a task that does not run")
  func cancel() throws {
    let place = try Workplace()
    expectRefusal(
      try place.run("cancel", "99"), status: 1, says: "task 99 is not running", mend: "`sextant status` lists what runs"
    )
  }

  // MARK: 2, wrong use

  @Test(
    "What is not understood is refused with what to write instead",
    arguments: [
      (["train", "--bogus"], "`--bogus`", "`--help` lists its options"),
      (["waltz"], "`waltz`", "`sextant --help` lists the commands"),
      (["step-back", "data"], "reason", "add `--because \"…\"`"),
      (["step-back", "lunch", "--because", "hungry"], "`lunch`", "business"),
      (["replay", "--speed", "fast"], "`fast`", "give rows per second, or max"),
      (["promote", "two"], "`two`", "give a number such as 7"),
      (["drift", "--reference", "a.csv"], "two files", "write `drift --reference A --current B`"),
      (["profile", "/nowhere/data.csv"], "/nowhere/data.csv", "check the path and its permissions"),
      (["check", "--project", "/nowhere"], "/nowhere", "start a project there: `sextant init DATA --target COL`"),
    ])
  func wrongUse(words: [String], problem: String, mend: String) throws {
    let ending = try Program.run([Program.sextant] + words + ["--json"])
    #expect(ending.status == 2)
    #expect(ending.output == "")
    #expect(ending.errors.hasPrefix("sextant: "))
    #expect(ending.errors.split(separator: "\n").count == 1)
    #expect(ending.errors.contains(problem), "\(ending.errors)")
    #expect(ending.errors.hasSuffix(mend + "\n"), "\(ending.errors)")
  }

  @Test("A project file that is no YAML is named with line and column")
  func brokenYAML() throws {
    let place = try Workplace()
    try place.scratch.write("name: p\nscope: {metric: auc\ndata:\n  - x\n", to: "project/sextant.yaml")
    for command in ["status", "train", "registry"] {
      expectRefusal(
        try place.run(command, "--json"), status: 2, says: "sextant.yaml:3:5: error: this is not YAML",
        mend: "close the bracket, or put a comma between the values")
    }
  }

  @Test("A wrong value in the project file is named with line and column, and what would be right")
  func wrongValue() throws {
    let place = try Workplace()
    try place.edit { $0.replacing("window: 100 rows", with: "window: soon") }
    let line = try place.scratch.read("project/sextant.yaml").split(
      separator: "\n", omittingEmptySubsequences: false
    ).firstIndex { $0.hasPrefix("  window:") }
    let row = try #require(line) + 1
    expectRefusal(
      try place.run("status"), status: 2, says: "sextant.yaml:\(row):11: error: `monitoring.window`",
      mend: "write a period such as 24h, or `500 rows`")
  }

  @Test("Missing tables, columns and versions are wrong use")
  func missing() throws {
    let place = try Workplace()
    let again = try Program.run([
      Program.sextant, "init", place.scratch("data.csv"), "--target", "y", "--project", place.folder,
    ])
    expectRefusal(
      again, status: 2, says: "is there already", mend: "edit it, or name another folder: `--project DIR`")
    let column = try Program.run([
      Program.sextant, "init", place.scratch("data.csv"), "--target", "outcome_of_it_all", "--project",
      place.scratch("other"),
    ])
    expectRefusal(column, status: 2, says: "\"outcome_of_it_all\"", mend: "check the header")
    expectRefusal(
      try place.run("predict", "--version", "9", place.scratch("data.csv")), status: 2, says: "there is no version 9",
      mend: "`sextant registry` lists them")
    expectRefusal(
      try place.run("predict", place.scratch("data.csv")), status: 1, says: "there is no champion",
      mend: "name a version: `--version V`")
  }

  // MARK: 3, damage

  @Test("A journal that is damaged is said to be, and left as it is")
  func damage() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=10")
    let damaged = String(repeating: "This was a journal once. ", count: 400)
    try place.scratch.write(damaged, to: "project/.sextant/journal.db")
    // Pages that are still in the write-ahead log would stand in for the damaged ones.
    for name in ["journal.db-wal", "journal.db-shm"] { unlink(place.scratch("project/.sextant/\(name)")) }
    for command in ["status", "journal", "train"] {
      expectRefusal(
        try place.run(command, "--json"), status: 3, says: "journal.db is damaged",
        mend: "restore it from a copy, or move it away to go on without it")
    }
    #expect(try place.scratch.read("project/.sextant/journal.db") == damaged)
  }

  // MARK: 130, interrupted

  @Test("^C ends a training: nothing is printed, the journal tells, and the next command works")
  func interrupt() throws {
    let place = try Workplace()
    let training = try place.start(
      "train", "--set", "rounds=10000", "--set", "early_stopping=0", "--json")
    try place.waitForEngine(of: training)
    _ = try Waiting.until("the training is under way") { try place.runningTask() }
    training.send(SIGINT)
    let ending = try training.waitForEnd()
    #expect(ending.status == 130)
    #expect(ending.output == "")
    #expect(ending.errors.split(separator: "\n").count == 1)
    #expect(ending.errors.hasPrefix("sextant: "))
    let journal = try place.lines("journal")
    #expect(journal.last?["event"]?.string == "run_ended", "\(journal.last?.text() ?? "")")
    #expect(journal.last?["cancelled"]?.bool == true)
    #expect(try place.document("registry")["versions"]?.array?.isEmpty == true)
  }
}

import Encoding
import Glibc
import Testing

/// What scripts may rely on in the commands of the way round: the keys of every document.
@Suite struct CircleContractTests {
  private func expect(_ document: JSON, _ shape: Shape, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(shape.breaches(in: document) == [], sourceLocation: sourceLocation)
  }

  @Test("compare, evaluate, assess, threshold, export, import: versions looked at and made without training")
  func versions() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=30")
    try place.must("train", "--recipe", "linear")
    let comparison = try place.document("compare", "1", "2")
    expect(comparison, .comparison)
    #expect((comparison["a"]?.int, comparison["b"]?.int) == (1, 2))
    let runs = try place.document("runs")["runs"]
    let areas = try #require(comparison["metrics"]?.array?.first { $0["metric"]?.string == "auc" })
    for (index, version) in ["a", "b"].enumerated() {
      let trained = try #require(runs?[index]?["metrics"]?["test"]?["auc"]?.double)
      #expect(abs((areas[version]?.double ?? 0) - trained) < 1e-12)
    }
    let evaluation = try place.document("evaluate", "--version", "1", place.scratch("data.csv"))
    expect(evaluation, .evaluation)
    #expect((evaluation["version"]?.int, evaluation["rows"]?.int) == (1, 3000))
    #expect(evaluation["metrics"]?["auc"] == evaluation["intervals"]?["auc"]?["value"])
    let assessment = try place.document("assess", "--version", "1")
    expect(assessment, .evaluation)
    #expect(assessment["metrics"]?["auc"]?.double == runs?[0]?["metrics"]?["test"]?["auc"]?.double)
    expect(try place.document("threshold", "0.25", "--version", "1"), .receipt)
    let file = place.scratch("model.json")
    expect(try place.document("export", "1", "--to", "xgboost-json", "--output", file), .exported)
    let model = try place.document("export", "1")
    #expect(try JSON(parsing: place.scratch.read("model.json")) == model)
    let imported = try place.document("import", file)
    expect(imported, .training)
    #expect(imported["version"]?.int == 4)
    #expect(imported["metrics"]?["test"]?["accuracy"] == runs?[0]?["metrics"]?["test"]?["accuracy"])
  }

  @Test("runs --where keeps the runs for which it holds, log --where the rows")
  func filters() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=30")
    try place.must("train", "--recipe", "linear")
    try place.must("promote", "1")
    let runs = try place.document("runs", "--where", "recipe == \"linear\" and auc > 0.5")
    expect(runs, .runs)
    #expect(runs["runs"]?.array?.compactMap { $0["run"]?.int } == [2])
    try place.must("replay")
    let all = try place.lines("log")
    #expect(all.count == 600)
    let wanted = all.filter { ($0["score"]?.double ?? 0) > 0.9 && $0["outcome"]?.double == 0 }
    let found = try place.lines("log", "--where", "score > 0.9 and outcome == 0")
    for row in found { expect(row, .logged) }
    #expect(!wanted.isEmpty && found == wanted)
    #expect(try place.lines("log", "--where", "colour == \"red\" and a > 100").isEmpty)
    #expect(try place.lines("log", "--where", "score > 0.9", "--limit", "3").count == 3)
    let ending = try place.run("log", "--where", "scor > 0.9", "--json")
    #expect((ending.status, ending.output) == (2, ""))
    #expect(ending.errors.hasSuffix("did you mean `score`?\n"), "\(ending.errors)")
  }

  @Test("--where takes words and conditions in every list, and names what it does not know")
  func oneFilter() throws {
    let place = try Workplace()
    let none = try place.run("runs", "--where", "aucc > 0.5")
    #expect((none.status, none.output) == (2, ""))
    #expect(none.errors.contains("nothing is named `aucc`; did you mean `auc`?"), "\(none.errors)")
    try place.must("train", "--set", "rounds=30")
    try place.must("train", "--recipe", "linear")
    #expect(try place.document("runs", "--where", "LINEAR")["runs"]?.array?.compactMap { $0["run"]?.int } == [2])
    let words = try place.run("runs", "--where", "acuracy")
    #expect(words.status == 0 && words.output.contains("none of 2 runs"))
    #expect(words.errors.contains("did you mean a condition over `accuracy`?"), "\(words.errors)")
    let versions = try place.document("registry", "--where", "alias == \"challenger\"")["versions"]?.array
    #expect(versions?.compactMap { $0["version"]?.int } == [2])
    #expect(try place.document("alarms", "--where", "severity == \"critical\"")["alarms"] == [])
    #expect(try place.run("alarms", "--where", "sevirity == 1").status == 2)
    let rows = try place.document("data", "rows", "--where", "red", "--limit", "3")
    #expect(rows["rows"]?.array?.isEmpty == false)
  }

  @Test("data: every change is a version, and the way back is one too")
  func data() throws {
    let place = try Workplace()
    try place.edit {
      $0.replacing("  target: \"y\"\n", with: "  target: \"y\"\n  checks: [{name: a within reach, rule: a <= 5}]\n")
    }
    let findings = try place.document("data", "checks")
    expect(findings, .dataFindings)
    let mend = try #require(findings["findings"]?.array?.first { $0["mend"]?.string != nil }?["id"]?.string)
    let mended = try place.document("data", "mend", mend, "--because", "a sensor's limit")
    expect(mended, .dataChange)
    #expect(mended["reason"]?.string == "a sensor's limit")
    expect(try place.document("data", "drop", "--where", "a > 4"), .dataChange)
    expect(try place.document("data", "keep", "--where", "b > -3"), .dataChange)
    try place.scratch.write("id,day,a,b,colour,y\n9001,2024-06-10,0.5,0.5,red,1\n", to: "more.csv")
    let appended = try place.document("data", "append", place.scratch("more.csv"))
    expect(appended, .dataChange)
    #expect(appended["rows"]?.int == (appended["rows_before"]?.int ?? 0) + 1)
    let rows = try place.document("data", "rows", "--where", "a > 1", "--sort", "-a", "--limit", "7")
    expect(rows, .dataRows)
    #expect(rows["rows"]?.array?.count == 7)
    let list = try place.document("data", "list")
    expect(list, .datasets)
    let versions = list["versions"]?.array?.compactMap { $0["version"]?.string } ?? []
    #expect(versions.count == 5)
    let first = try #require(list["versions"]?.array?.first { $0["parent"]?.isNull == true }?["version"]?.string)
    let difference = try place.document("data", "diff", first, try #require(appended["version"]?.string))
    expect(difference, .datasetDifference)
    #expect(difference["rows"]?["added"]?.int == 1)
    expect(try place.document("data", "undo"), .receipt)
    expect(try place.document("data", "restore", first), .receipt)
    #expect(try place.document("data", "list")["current"]?.string == first)
    let undone = try place.document("undo")
    expect(undone, .undone)
    let refusal = try place.document("data", "drop", "--where", "a > 1000", status: 1)
    expect(refusal, .refused)
  }

  @Test("label: the queue, answers one by one, and a file of them")
  func labels() throws {
    let place = try Workplace()
    let queue = try place.document("label", "queue", "--limit", "3")
    expect(queue, .labelQueue)
    let rows = queue["rows"]?.array ?? []
    #expect(rows.count == 3)
    let (row, guess) = try #require(rows[0]["row"]?.int.flatMap { row in rows[0]["guess"]?.string.map { (row, $0) } })
    expect(try place.document("label", "set", "\(row)", guess, "--because", "looked it up"), .receipt)
    expect(try place.document("label", "set", "\(row)", guess, status: 1), .refused)
    expect(try place.document("label", "confirm", "\(rows[1]["row"]?.int ?? -1)"), .receipt)
    expect(try place.document("label", "skip", "\(rows[2]["row"]?.int ?? -1)"), .receipt)
    try place.scratch.write("row,label\n0,1\n1,0\n2,1\n3,0\n4,1\n", to: "labels.csv")
    expect(try place.document("label", "apply", place.scratch("labels.csv")), .dataChange)
    let after = try place.document("label", "queue", "--limit", "1")
    #expect((after["confirmed"]?.int, after["skipped"]?.int) == (1, 1))
  }

  @Test("scope: what holds, what a change would do, and the change")
  func scope() throws {
    let place = try Workplace()
    try place.must("train", "--set", "rounds=30")
    try place.must("promote", "1")
    expect(try place.document("scope"), .scope)
    expect(try place.document("scope", "show"), .scope)
    let stricter = try place.scratch.read("project/sextant.yaml").replacing("auc >= 0.7", with: "auc >= 0.9999")
    try place.scratch.write(stricter, to: "stricter.yaml")
    for words in [
      ["scope", "diff", place.scratch("stricter.yaml")], ["check", "--against", place.scratch("stricter.yaml")],
    ] {
      let change = try place.document(words)
      expect(change, .scopeChange)
      #expect(change["valid"]?.bool == true)
      #expect(change["differences"]?[0]?["path"]?.string == "scope.gates[0]")
      #expect(change["consequences"]?.array?.isEmpty == false)
    }
    expect(try place.document("scope", "apply", place.scratch("stricter.yaml"), "--because", "law"), .receipt)
    let undone = try place.document("undo")
    expect(undone, .undone)
    #expect(undone["undone"]?.string?.hasPrefix("sextant scope apply") == true)
    #expect(try place.scratch.read("project/sextant.yaml").contains("auc >= 0.7"))
  }

  @Test("estimate tells a model's metrics before the outcomes are known, and beside them")
  func estimate() throws {
    let place = try Workplace(SampleTable(shift: 0))
    try place.must("train", "--set", "rounds=30")
    let scores = try place.run("predict", "--version", "1", place.scratch("data.csv")).output.split(separator: "\n")
    let labels = try place.scratch.read("data.csv").split(separator: "\n").map { $0.split(separator: ",").last ?? "" }
    let all = zip(scores, labels).map { "\($0),\($1)" }
    let (header, rows) = (all[0], all.dropFirst())
    try place.scratch.write(([header] + rows.prefix(2000)).joined(separator: "\n") + "\n", to: "then.csv")
    try place.scratch.write(([header] + rows.suffix(1000)).joined(separator: "\n") + "\n", to: "now.csv")
    let ending = try Program.run([
      Program.sextant, "estimate", "--reference", place.scratch("then.csv"), "--current", place.scratch("now.csv"),
      "--target", "y", "--score", "score", "--outcomes", place.scratch("now.csv"), "--id", "id", "--chunk", "500",
      "--json",
    ])
    #expect((ending.status, ending.errors) == (0, ""))
    let document = try JSON(parsing: ending.output)
    expect(document, .estimate)
    #expect(document["chunks"]?.array?.compactMap { $0["rows"]?.int } == [500, 500])
  }
}

import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// Keys in the further views of Scoping, Data and Development: what is asked, what is shown, what is sent.
@Suite struct SheetJourneyTests {
  private static let size = Size(columns: 120, rows: 40)

  private func showing(_ sheet: Sheet, size: Size = SheetJourneyTests.size) -> CockpitModel {
    CockpitModel.showing(sheet, of: Sample.bank, size: size, Answers.full)
  }

  // MARK: Contract

  @Test("e edits a copy; what follows is seen first, and y applies the text")
  func contract() {
    var model = showing(.contract)
    #expect(model.press("e") == [.editContract(project: Sample.bank.path, section: "scope", again: false)])
    let text = "scope:\n  metric: auc\n"
    let effects = model.update(.contractEdited(.changed(text, base: "before")))
    #expect(effects.queries == [.scopeChange(text: text)])
    #expect(model.text.contains("the engine reads it"))
    #expect(model.press("y").commands.isEmpty, "not before the engine has spoken")
    model.settle(effects, Answers.full)
    #expect(model.text.contains("auc >= 0.78 → auc >= 0.80"))
    #expect(model.text.contains("nothing → the campaign ends in May"))
    #expect(model.text.contains("sextant.yaml:12:9"))
    #expect(model.text.contains("the champion v5 no longer passes"))
    #expect(model.press("y").commands == [.applyScope(text: text, because: nil, base: "before")])
    #expect(model.layer == nil)
  }

  @Test("A text that does not load is not applied, is not lost, and Enter edits it again")
  func brokenContract() {
    var model = showing(.contract)
    let effects = model.update(.contractEdited(.changed("???")))
    model.settle(effects, Answers.full)
    #expect(model.text.contains("✗ sextant.yaml:7:13: `auc >=` ends too early; write a number after >="))
    #expect(model.press("y").commands.isEmpty)
    #expect(model.layer == .question(.applyContract("???")))
    #expect(model.press("enter") == [.editContract(project: Sample.bank.path, section: "scope", again: true)])
    _ = model.update(.contractEdited(.changed("???")))
    #expect(model.press("e").contains(.editContract(project: Sample.bank.path, section: "scope", again: true)))
    _ = model.update(.contractEdited(.changed("???")))
    model.press("n")
    #expect(model.layer == nil)
    #expect(model.text.contains("the text stays in .sextant/sextant.yaml.edit"))
  }

  @Test("An editor that changed nothing asks nothing; one that failed says why")
  func idleEditor() {
    var model = showing(.contract)
    #expect(model.update(.contractEdited(.unchanged)).queries.isEmpty)
    #expect(model.text.contains("nothing was changed"))
    _ = model.update(.contractEdited(.failed("there is no editor `vim`; set EDITOR")))
    #expect(model.text.contains("there is no editor `vim`"))
  }

  // MARK: Checks

  @Test("m tells what the mend does and y makes the version; what cannot be mended says so")
  func mend() {
    var model = showing(.findings)
    #expect(model.press("m").commands.isEmpty)
    #expect(model.text.contains("nothing mends this by itself"))
    model.press("down", "m")
    #expect(model.text.contains("read 999 as missing in 39,673 rows"))
    #expect(model.press("enter").commands.isEmpty, "Enter is the safe answer")
    #expect(model.press("m", "y").commands == [.data(.mend("f2"), because: nil)])
    #expect(model.log.entries.last?.line == "sextant data mend f2")
  }

  @Test("u asks before it takes back, and y does")
  func undo() {
    var model = showing(.findings)
    #expect(model.press("u", "enter").commands.isEmpty)
    #expect(model.press("u", "y").commands == [.undo])
  }

  // MARK: Rows

  @Test("Five million rows: pages are asked for as they come near, one at a time")
  func rows() {
    var model = CockpitModel.showing(Sample.bank, size: SheetJourneyTests.size)
    var effects = model.press("2", "v", "v")
    // The first page, and nothing more before it is here.
    #expect(effects.queries == [.dataFindings, .rows(Query.RowRequest(limit: 200))])
    #expect(model.press("down", "down", "end").queries.isEmpty)
    model.settle(effects, Answers.full)
    effects = model.press("end")
    #expect(effects.queries == [.rows(Query.RowRequest(offset: 4_999_800, limit: 200))])
    #expect(model.press("home", "end", "pageup").queries.isEmpty, "no faster than answers")
    model.settle(effects, Answers.full)
    #expect(model.text.contains("4,999,9"))
    model.settle(model.press("end"), Answers.full)
    #expect(model.text.contains("5,000,000 of 5,000,000"))
  }

  @Test("The next page is there before it is reached")
  func prefetch() {
    var model = showing(.rows)
    var waiting: [Effect] = []
    for _ in 0..<40 {
      // The answer to a page's question is as late as the next key.
      model.settle(waiting, Answers.full)
      waiting = model.press("pagedown")
      #expect(!model.text.contains("  …  "))
    }
    #expect(model.text.contains("1,201 of 5,000,000"))
  }

  @Test("Right walks the columns, far ones scroll in, and s sorts: up, down, as it was")
  func sort() {
    var model = showing(.rows, size: Size(columns: 60, rows: 20))
    #expect(!model.text.contains("euribor3m"))
    model.press("right", "right", "right", "right", "right", "right")
    #expect(model.text.contains("euribor3m = "))
    let up = model.press("s")
    #expect(up.queries == [.rows(Query.RowRequest(sort: "euribor3m", limit: 200))])
    model.settle(up, Answers.full)
    #expect(model.text.contains("euribor3m ↑"))
    let down = model.press("s")
    #expect(down.queries == [.rows(Query.RowRequest(sort: "euribor3m", isDescending: true, limit: 200))])
    model.settle(down, Answers.full)
    #expect(model.press("s").queries.isEmpty, "the rows as they are were here before")
  }

  @Test("/ filters while it is typed; what is no filter says where and what was meant")
  func filter() {
    var model = showing(.rows)
    model.press("/")
    var asked: [Query] = []
    for letter in "aeg > 40" {
      let effects = model.type(String(letter))
      asked += effects.queries
      model.settle(effects, Answers.full)
    }
    #expect(asked.isEmpty, "nothing is asked of what is no filter")
    #expect(model.text.contains("did you mean `age`?"))
    model.press("enter")
    #expect(model.text.contains("/ aeg > 40"), "a filter that is none is not taken")
    model.press("ctrl-u")
    let effects = model.update(.input(.paste("age > 40")))
    #expect(effects.queries == [.rows(Query.RowRequest(filter: "age > 40", limit: 200))])
    model.settle(effects, Answers.full)
    #expect(model.text.contains("1,234,567 of 5,000,000 rows"))
    model.press("enter")
    #expect(model.layer == nil)
    #expect(model.text.contains("/age > 40"))
    model.settle(model.press("esc"), Answers.full)
    #expect(!model.text.contains("/age > 40"))
    #expect(model.screen == .sheet(.rows), "Esc cleared the filter and did no more")
  }

  @Test("What the engine refuses of a filter is shown with the way to change it")
  func refusedFilter() {
    var model = showing(.rows)
    model.press("/")
    let effects = model.update(.input(.paste("job > 3")))
    model.settle(effects) { _ in .failure(Refusal(kind: .wrongUse, message: "job is text; 3 is a number")) }
    model.press("enter")
    #expect(model.text.contains("job is text; 3 is a number"))
    #expect(model.text.contains("/ changes the filter"))
  }

  @Test("Enter shows the row as a card, in which the arrows walk on")
  func card() {
    var model = showing(.rows)
    model.press("down", "down", "enter")
    #expect(model.text.contains("▸2/2 Row 2"))
    model.press("down")
    #expect(model.text.contains("▸2/2 Row 3"))
    model.press("esc")
    #expect(model.text.contains("▸Rows"))
  }

  @Test("/ narrows every list: words for small ones, conditions for runs")
  func narrow() {
    var model = CockpitModel.showing(Sample.bank, size: SheetJourneyTests.size)
    model.press("2", "/")
    model.type("numeric pri")
    #expect(model.text.contains("cons.price.idx"))
    #expect(!model.text.contains("euribor3m"))
    #expect(model.text.contains("1 of 16"))
    model.press("enter", "esc")
    #expect(model.text.contains("euribor3m"))
    #expect(model.screen == .stage(.data))
    model.press("3", "/")
    model.type("run >= 3 and auc > 0.7")
    #expect(model.text.contains("of \(Sample.bank.state.runs.count)"))
    let wanted = Sample.bank.state.runs.filter { $0.id.number >= 3 && ($0.metrics["test"]?["auc"] ?? 0) > 0.7 }
    #expect(model.text.contains("\(wanted.count) of \(Sample.bank.state.runs.count)"))
    #expect(!wanted.isEmpty)
    model.press("esc")
    #expect(!model.text.contains("/run"))
  }

  // MARK: Labels

  @Test("Fifty labels by keys: the next row is there at once, and every answer is sent")
  func labels() {
    var model = showing(.labels)
    model.press("enter")
    #expect(model.context == .labelling)
    var commands: [Command] = []
    for step in 0..<50 {
      // Nothing is answered by the engine in between.
      commands += model.press(["enter", "f", "1", "2", "s"][step % 5]).commands
    }
    #expect(commands.count == 50)
    #expect(commands[0] == .label(row: 1000, .confirm, because: nil))
    // The label of 1037 is no.
    #expect(commands[1] == .label(row: 1037, .label("yes"), because: nil))
    // The label of 1074 is no already: choosing it confirms it.
    #expect(commands[2] == .label(row: 1074, .confirm, because: nil))
    #expect(commands[3] == .label(row: 1111, .confirm, because: nil))
    #expect(commands[4] == .label(row: 1148, .skip, because: nil))
    #expect(model.text.contains("Every doubtful label"))
    #expect(model.log.entries.last?.line == "sextant label skip 2813")
  }

  @Test("Letters choose classes, a digit past them says so, and outside the card digits are stages")
  func classes() {
    var model = showing(.labels)
    #expect(model.press("2").commands.isEmpty)
    #expect(model.screen == .sheet(.datasets), "the digit walks on")
    model.press("V", "enter")
    #expect(model.press("y").commands == [.label(row: 1000, .confirm, because: nil)])
    #expect(model.press("y").commands == [.label(row: 1037, .label("yes"), because: nil)])
    #expect(model.press("7").commands.isEmpty)
    #expect(model.text.contains("there are 2 classes"))
    model.press("esc")
    #expect(model.context == .labels)
    #expect(model.screen == .sheet(.labels))
  }

  @Test("u brings the last row back; a refused answer brings its row back too")
  func labelUndo() throws {
    var model = showing(.labels)
    model.press("enter", "f")
    #expect(model.text.contains("▸Row 1,037"))
    #expect(model.press("u").commands == [.undo])
    #expect(model.text.contains("▸Row 1,000"))
    let request = try #require(model.press("f").requests.first)
    _ = model.update(.receipt(request, .failure(Refusal(kind: .no, message: "row 1000 is frozen"))))
    #expect(model.text.contains("row 1000 is frozen"))
    model.press("up")
    #expect(model.text.contains("▸Row 1,000"))
    #expect(model.press("u").commands.isEmpty, "nothing is left to take back")
  }

  @Test("A reason is typed once and goes with the answers that follow")
  func labelReason() {
    var model = showing(.labels)
    model.press("enter", "w")
    model.type("late entry")
    model.press("enter")
    #expect(model.text.contains("because late entry"))
    #expect(
      model.press("f", "s").commands == [
        .label(row: 1000, .label("no"), because: "late entry"), .label(row: 1037, .skip, because: "late entry"),
      ])
  }

  @Test("While the engine looks for doubtful labels the view says how far it is")
  func labelWork() {
    let model = CockpitModel.showing(.labels, of: Sample.bank, size: SheetJourneyTests.size) { _ in
      .success(["state": "working", "fraction": 0.4, "rows": [], "classes": []])
    }
    #expect(model.text.contains("looking for doubtful labels"))
    #expect(model.text.contains("40 %"))
  }

  // MARK: Versions of the data

  @Test("A version is held against its parent, or against the one that is marked; U asks and restores")
  func datasets() {
    var model = CockpitModel.showing(Sample.bank, size: SheetJourneyTests.size)
    let effects = model.press("2", "V")
    #expect(effects.queries == [.datasets])
    let more = effects.flatMap { effect -> [Effect] in
      guard case .query(let query, let id) = effect else { return [] }
      return model.update(.page(query, id, Answers.full(query)))
    }
    #expect(more.queries == [.datasetDifference("4c7710aa93fe", "9b1de2f07c55")])
    model.settle(more, Answers.full)
    #expect(model.text.contains("31 changed"))
    #expect(model.press("U").commands.isEmpty)
    #expect(model.text.contains("this version is in use"))
    let marked = model.press("down", "down", "=", "home")
    #expect(marked.queries.contains(.datasetDifference("1f0c9a77be21", "9b1de2f07c55")))
    model.settle(marked, Answers.full)
    #expect(model.press("down", "U", "y").commands == [.data(.restore("4c7710aa93fe"), because: nil)])
  }

  // MARK: Evaluation, comparison

  @Test("- and + move the threshold, the figures follow, and Enter asks before it ships")
  func threshold() {
    var model = showing(.evaluation)
    #expect(model.text.contains("Threshold 0.180"))
    #expect(model.press("S").commands.isEmpty)
    #expect(model.text.contains("the threshold is where it was"))
    model.press("+", "=", "-", "+", "tab")
    #expect(model.text.contains("Threshold 0.200"))
    #expect(model.text.contains("was 0.180"))
    model.press("right")
    #expect(model.text.contains("Threshold 0.210"))
    // 464 positives, recall exp(-3.2 · 0.21) = 0.5107: 237 of them are found, 227 are not.
    #expect(model.text.contains("227") && model.text.contains("237"))
    model.press("enter")
    #expect(model.text.contains("A new version with the trees and weights of v7"))
    #expect(model.press("enter").commands.isEmpty)
    let effects = model.press("S", "y")
    #expect(effects.commands == [.setThreshold(VersionID(7), threshold: 0.21, because: nil)])
    #expect(model.log.entries.last?.line == "sextant threshold 0.21 --version 7")
  }

  @Test("The evaluation follows the chosen run; the threshold of another version is its own")
  func evaluatedRun() {
    var model = showing(.evaluation)
    model.press("+", "V")
    let effects = model.press("down", "v")
    #expect(effects.queries.contains(.analysis(VersionID(6), file: nil)))
    model.settle(effects, Answers.full)
    #expect(model.text.contains("Threshold 0.180"))
  }

  @Test("Two runs marked with = are compared; without marks champion and challenger are")
  func comparison() {
    var model = CockpitModel.showing(Sample.bank, size: SheetJourneyTests.size)
    #expect(model.press("3", "V").queries == [.comparison(VersionID(5), VersionID(6))])
    model.press("v", "home", "down", "=", "down", "=")
    #expect(model.text.contains("◆"))
    let effects = model.press("V")
    #expect(effects.queries == [.comparison(VersionID(7), VersionID(6))])
    model.settle(effects, Answers.full)
    #expect(model.text.contains("v7 → v6"))
    #expect(model.text.contains("✗ worse"))
    #expect(model.text.contains("~ may be chance"))
  }

  @Test("The views' keys are in the palette everywhere; elsewhere it says where they work")
  func palette() {
    var model = showing(.findings)
    model.press("down", ":")
    model.type("mend what")
    #expect(model.text.contains("▸ Mend what the selected"))
    model.press("esc", "0", ":")
    model.type("mend what")
    #expect(model.text.contains("Mend what the selected finding is about – it works in Data: Checks"))
  }
}

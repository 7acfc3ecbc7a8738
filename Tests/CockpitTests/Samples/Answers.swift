import Encoding
import Glibc
import Lifecycle

/// Answers of the engine, made by hand in the shapes of docs/pages.md.
enum Answers {
  /// Everything answered.
  static func full(_ query: Query) -> Result<JSON, Refusal> {
    switch query {
    case .scope: .success(scope)
    case .scopeChange(let text): .success(text.contains("???") ? brokenChange : scopeChange)
    case .dataFindings: .success(findings)
    case .rows(let request): .success(rows(request))
    case .labelQueue: .success(labels)
    case .datasets: .success(datasets)
    case .datasetDifference: .success(difference)
    case .analysis: .success(analysis)
    case .comparison: .success(comparison)
    case .status, .journal, .runs, .registry, .alarms, .kpis, .outcome, .log, .whatIf, .rollout, .rolloutLint,
      .rehearsal,
      .automation, .gateway, .upstream, .window, .series, .policies, .reviewQueue, .business, .insights, .iterations,
      .report, .contract:
      refused(query)
    }
  }

  /// Answers with nothing in them: what a fresh project has, and what an older engine leaves out.
  static func hollow(_ query: Query) -> Result<JSON, Refusal> { .success(.object([])) }

  static func refused(_ query: Query) -> Result<JSON, Refusal> {
    .failure(
      Refusal(kind: .no, message: "the table cannot be read: bank.csv is gone", mend: "put it back, then press r"))
  }

  static func json(_ text: String) -> JSON {
    do { return try JSON(parsing: text) } catch { fatalError("\(error)") }
  }

  // MARK: Scoping

  static let scope = json(
    #"""
    {"fields":[
    {"path":"scope.problem","value":"Who will subscribe to a term deposit?","stage":"business","reads":"heads the report","holds":"holds","fact":"heads every report"},
    {"path":"scope.metric","value":"auc","stage":"development","reads":"ranks runs","holds":"holds","fact":"AUC 0.791 on test"},
    {"path":"scope.gates[0]","value":"auc >= 0.78","stage":"development","reads":"blocks a blessing, guards a rollout, raises an alarm","holds":"broken","fact":"AUC 0.491 on the newest window, below 0.78 since 9 Feb 2009"},
    {"path":"scope.gates[1]","value":"latency_p99_ms <= 10","stage":"deployment","reads":"guards a rollout","holds":"holds","fact":"1.2 ms"},
    {"path":"scope.value.true_positive","value":120,"stage":"development","reads":"picks the threshold","holds":"holds","fact":"threshold 0.18"},
    {"path":"scope.constraints.budget","value":5000,"stage":"business","reads":"compared with the cost","holds":"unknown","fact":"no hours were written down yet"},
    {"path":"scope.constraints.privacy","value":"no personal identifiers","stage":"data","reads":"checked against the columns","holds":"broken","fact":"`phone` looks like a telephone number"},
    {"path":"scope.prior_art","value":["Moro 2014","a rule of thumb by the call centre"],"stage":null,"reads":null,"holds":"unread","fact":null}
    ]}
    """#)

  static let scopeChange = json(
    #"""
    {"valid":true,"findings":[{"line":12,"column":9,"severity":"warning","message":"`auc >= 0.80` has no margin","mend":"say how much the sample may err"}],
    "differences":[{"path":"scope.gates[0]","old":"auc >= 0.78","new":"auc >= 0.80"},{"path":"scope.risks[2]","old":null,"new":"the campaign ends in May"}],
    "consequences":[{"severity":"warning","text":"the champion v5 no longer passes: AUC 0.791 on test is below 0.80"},{"severity":"information","text":"the alarm on AUC fires earlier"}]}
    """#)

  static let brokenChange = json(
    #"""
    {"valid":false,"findings":[{"line":7,"column":13,"severity":"error","message":"`auc >=` ends too early","mend":"write a number after >="}],"differences":[],"consequences":[]}
    """#)

  // MARK: Data

  static let findings = json(
    #"""
    {"dataset":"1f0c9a77be21","rows":41188,"bad_rows":{"count":3,"examples":[{"line":17,"column":4,"reason":"too few fields"}]},
    "findings":[
    {"id":"f1","check":"duplicates","column":"","severity":"warning","count":12,"share":0.00029,"message":"12 rows are the same as another one","examples":[{"row":1266,"values":{"age":39,"job":"blue-collar","y":"no"}}],"mend":"keep the first of each, drop 12 rows"},
    {"id":"f2","check":"sentinel","column":"pdays","severity":"warning","count":39673,"share":0.963,"message":"999 stands for never contacted; a number that is no number","examples":[{"row":1,"values":{"pdays":999,"age":56,"job":"housemaid"}},{"row":2,"values":{"pdays":999,"age":57,"job":"services"}},{"row":3,"values":{"pdays":999,"age":37,"job":null}}],"mend":"read 999 as missing in 39,673 rows"},
    {"id":"f3","check":"leak","column":"duration","severity":"error","count":41188,"share":1.0,"message":"known only after the call has ended: a model that sees it cannot be used","examples":[],"mend":null},
    {"id":"f4","check":"rare-level","column":"default","severity":"information","count":3,"share":0.00007,"message":"3 rows say yes: nothing can be learnt from them","examples":[],"mend":null}
    ]}
    """#)

  /// A table of five million rows.
  static let rowTotal = 5_000_000

  static func rows(_ request: Query.RowRequest) -> JSON {
    let matching = request.filter == nil ? rowTotal : 1_234_567
    let end = min(matching, request.offset + request.limit)
    let names = ["age", "job", "marital", "education", "month", "duration", "euribor3m", "nr.employed", "y"]
    let jobs = ["admin.", "blue-collar", "technician", "services", "management"]
    let rows: [JSON] = (request.offset..<max(request.offset, end)).map { row in
      let values: [JSON] = [
        JSON(20 + row % 61), JSON(jobs[row % 5]), JSON(row % 3 == 0 ? "single" : "married"), JSON("university.degree"),
        row % 7 == 0 ? .null : JSON("may"), JSON(row % 900), JSON(0.634 + Double(row % 40) / 10), JSON(5191.5),
        JSON(row % 9 == 0 ? "yes" : "no"),
      ]
      return .object([.init("row", JSON(row)), .init("part", "train"), .init("values", .array(values))])
    }
    let columns: [JSON] = names.map { name in
      let isNumber = ["age", "duration", "euribor3m", "nr.employed"].contains(name)
      return .object([
        .init("name", JSON(name)), .init("kind", JSON(isNumber ? "numeric" : "categorical")),
        .init("role", JSON(name == "y" ? "target" : name == "duration" ? "left out" : "feature")),
      ])
    }
    return .object([
      .init("dataset", "1f0c9a77be21"), .init("total", JSON(rowTotal)), .init("matching", JSON(matching)),
      .init("offset", JSON(request.offset)), .init("columns", .array(columns)), .init("rows", .array(rows)),
      .init("seconds", 0.04),
    ])
  }

  /// A queue of fifty.
  static let labels: JSON = {
    let rows: [JSON] = (0..<50).map { place in
      let isYes = place % 3 == 0
      let share = 0.995 - Double(place) * 0.008
      return .object([
        .init("row", JSON(1000 + place * 37)), .init("label", JSON(isYes ? "yes" : "no")),
        .init("guess", JSON(isYes ? "no" : "yes")), .init("score", JSON(share)),
        .init(
          "probabilities",
          .object([.init(isYes ? "no" : "yes", JSON(share)), .init(isYes ? "yes" : "no", JSON(1 - share))])),
        .init(
          "values",
          .object([
            .init("age", JSON(30 + place)), .init("job", "technician"), .init("duration", JSON(1200 - place)),
            .init("euribor3m", 0.879), .init("poutcome", "success"),
          ])),
      ])
    }
    return .object([
      .init("dataset", "1f0c9a77be21"), .init("order", "disagreement"), .init("state", "ready"),
      .init("fraction", 1.0), .init("issues", JSON(412)), .init("labelled", JSON(7)), .init("confirmed", JSON(12)),
      .init("skipped", JSON(2)), .init("classes", ["no", "yes"]),
      .init(
        "noise",
        json(
          #"[{"given":"no","guessed":"no","rows":36400},{"given":"no","guessed":"yes","rows":148},{"given":"yes","guessed":"no","rows":264},{"given":"yes","guessed":"yes","rows":4376}]"#
        )), .init("rows", .array(rows)),
    ])
  }()

  static let datasets = json(
    #"""
    {"current":"9b1de2f07c55","versions":[
    {"version":"1f0c9a77be21","sha256":"1f0c9a77be21d04f","parent":null,"kind":"import","reason":"bank.csv","who":"ada","time":"2009-01-02T08:00:00Z","rows":41188,"columns":21,"edits":0},
    {"version":"4c7710aa93fe","sha256":"4c7710aa93fe","parent":"1f0c9a77be21","kind":"mend","reason":"keep the first of 12 equal rows","who":"ada","time":"2009-02-10T09:30:00Z","rows":41176,"columns":21,"edits":0},
    {"version":"9b1de2f07c55","sha256":"9b1de2f07c55","parent":"4c7710aa93fe","kind":"relabel","reason":"31 labels were wrong: campaign of May was entered late","who":"grace","time":"2009-03-03T16:12:00Z","rows":41176,"columns":21,"edits":31}
    ]}
    """#)

  static let difference = json(
    #"""
    {"a":"4c7710aa93fe","b":"9b1de2f07c55","rows":{"a":41176,"b":41176,"added":0,"removed":0,"changed":31},"schema":[{"column":"phone","change":"removed","a":"categorical","b":null}],
    "columns":[{"column":"y","missing":{"a":0,"b":0},"mean":{"a":0.1127,"b":0.1134},"changed":31,"examples":[{"row":1037,"a":"no","b":"yes"},{"row":1111,"a":"yes","b":"no"}]},{"column":"age","missing":{"a":0,"b":0},"mean":{"a":40.02,"b":40.02},"changed":0,"examples":[]}]}
    """#)
}

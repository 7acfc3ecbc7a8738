import CommandLine
import Encoding
import Testing

/// Documents as people read them.
@Suite struct TextReportTests {
  /// Every report with its name.
  private static let reports: [(name: String, text: @Sendable (JSON) -> String)] = [
    ("training", TextReport.training), ("runs", TextReport.runs), ("registry", TextReport.registry),
    ("replay", TextReport.replay), ("alarms", { TextReport.alarms($0) }),
    ("no alarms", { _ in TextReport.alarms(nil) }),
    ("drift", TextReport.drift), ("profile", TextReport.profile), ("initialised", TextReport.initialised),
    ("check", TextReport.check), ("status", TextReport.status), ("kpis", TextReport.kpis),
    ("doctor", TextReport.doctor), ("series", TextReport.series),
  ]

  /// Documents with nothing in them, with everything null, and with everything of the wrong kind.
  private static let poor: [JSON] = [
    .null, .object([]), [], 3, "text",
    [
      "runs": nil, "versions": nil, "aliases": nil, "windows": nil, "alarms": nil, "columns": nil, "stages": nil,
      "kpis": nil, "metrics": nil, "gates": nil, "findings": nil, "notes": nil, "tasks": nil, "seconds": nil,
    ],
    [
      "runs": [nil], "versions": [nil], "aliases": [], "windows": [nil], "alarms": [.object([])], "columns": [nil],
      "stages": [nil], "kpis": [nil], "metrics": ["test": ["auc": nil]], "gates": [nil], "findings": [nil],
      "notes": [nil], "tasks": [nil], "history": [nil], "drifted_share": "much", "seconds": .object([]),
    ],
  ]

  @Test("No document, however poor, makes a report fail")
  func poorDocuments() {
    for report in Self.reports {
      for document in Self.poor {
        let text = report.text(document)
        // A doctor who finds nothing says nothing.
        #expect(!text.isEmpty || report.name == "doctor", "\(report.name) of \(document)")
      }
    }
  }

  @Test("Nothing yet is said in words that say what to do")
  func empty() {
    #expect(TextReport.runs(["runs": []]) == "no run yet; `sextant train` makes one")
    #expect(TextReport.registry(["versions": []]) == "no version yet; `sextant train` makes one")
    #expect(TextReport.alarms([]) == "no alarm")
    #expect(TextReport.kpis(["kpis": []]).hasPrefix("no KPI; add some"))
    #expect(TextReport.training(["gates": []]).contains("no gates: nothing can pass"))
  }

  @Test("Series are a table of what there is, or CSV of their points")
  func series() {
    let entry: JSON = [
      "name": "software.queue", "family": "software", "unit": "rows", "resolutions": ["1s", "1m"], "clock": "wall",
      "time": "2026-01-01T00:00:00Z", "value": 2.5,
    ]
    let table = TextReport.series(["series": [entry]])
    #expect(table.split(separator: "\n").count == 2 && table.contains("software.queue") && table.contains("1s 1m"))
    let point: JSON = ["time": "2026-01-01T00:00:00Z", "min": 1, "mean": 2.5, "max": 4, "count": 60]
    let points = TextReport.series([
      "resolution": "1m", "series": [["name": "software.queue", "unit": "rows", "points": [point]]],
    ])
    #expect(points == "name,time,min,mean,max,count\nsoftware.queue,2026-01-01T00:00:00Z,1,2.5,4,60")
  }

  @Test("A verdict has a glyph and a word")
  func verdicts() {
    let gates: [JSON] = ["passed", "failed", "inconclusive", "no_data"].map { verdict in
      ["gate": "auc >= 0.7", "value": 0.712345, "lower": 0.7, "upper": 0.72, "n": 12_345, "verdict": verdict]
    }
    let text = TextReport.training(["run": 3, "version": 2, "gates": .array(gates)])
    for word in ["✓ passed", "✗ failed", "! inconclusive", "· no data"] { #expect(text.contains(word)) }
    #expect(text.contains("12,345"))
    #expect(text.contains("0.7123"))
    #expect(text.hasPrefix("run 3 → version 2"))
  }

  @Test("Columns of a table line up, numbers to the right, whatever the width of the letters")
  func table() {
    var table = TextTable(["name", "n"])
    table.add(["é", "5"])
    table.add(["longer", "1,234"])
    #expect(table.text == "name        n\né           5\nlonger  1,234")
    #expect(TextTable(["a", "b"]).text == "a  b")
  }

  @Test("A status names champion, stages and open alarms")
  func status() {
    let text = TextReport.status([
      "project": "bikes", "iteration": ["number": 2], "event_time": "2012-08-01T00:00:00Z",
      "stages": [["stage": "scoping", "status": "ok", "headline": "2 gates"]], "champion": ["version": 3],
      "challenger": 4, "predictions": 12_000, "outcomes": 11_000, "lost": 0,
      "alarms": [["id": 1, "state": "firing", "rule": "rmse <= 70 fails on live traffic", "value": 131.2]],
      "tasks": [["task": 2, "state": "running", "title": "run 4, trees", "detail": "round 3 of 300"]],
      "notices": ["the log cannot be written"],
    ])
    for words in [
      "bikes, iteration 2, 2012-08-01T00:00:00Z", "✓ ok", "champion 3, challenger 4", "12,000 predictions", "firing",
      "131.2", "task 2: run 4, trees, round 3 of 300", "! the log cannot be written",
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }
}

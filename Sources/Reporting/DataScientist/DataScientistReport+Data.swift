import Encoding
import Lifecycle

// What it is made of: data, their versions and findings, recipes and runs.

extension DataScientistReport {
  var data: Report.Section {
    let definition = facts.definition.data
    var blocks: [Report.Block] = []
    let split = definition.split
    blocks.append(
      .paragraph(
        "Split by \(split.method.rawValue): \(Words.percent(split.train)) train, \(Words.percent(split.validate)) "
          + "validate, \(Words.percent(split.test)) test, \(Words.percent(split.live)) live. Target "
          + "\(definition.target)\(definition.positive.map { ", positive class \($0)" } ?? "")."))
    if let summary = facts.snapshot.data {
      blocks.append(
        .figures([
          Report.Figure("Rows", Words.count(summary.rows), note: Words.count(summary.columns.count, "column")),
          Report.Figure("Train", Words.count(summary.parts.train)),
          Report.Figure("Validate", Words.count(summary.parts.validate)),
          Report.Figure("Test", Words.count(summary.parts.test)),
          Report.Figure("Live", Words.count(summary.liveRows)),
        ]))
      let span = summary.from.flatMap { from in summary.to.map { "From \(from.minuteText) to \($0.minuteText) UTC. " } }
      blocks.append(.paragraph("\(span ?? "")SHA-256 \(summary.sha256)"))
      if !summary.notes.isEmpty { blocks.append(.list(summary.notes.prefix(12).map { Report.Item($0) })) }
      blocks.append(columns(summary))
    } else {
      blocks.append(.note(.neutral, "The data have not been read yet."))
    }
    blocks += versions
    return Report.Section("Data", blocks)
  }

  private func columns(_ summary: DataSummary) -> Report.Block {
    .table(
      Table(
        "Columns",
        [
          .text("column"), .text("kind"), .text("role"), .number("missing"), .number("distinct"), .number("min"),
          .number("mean"), .number("max"), .text("histogram, or most frequent"),
        ], of: summary.columns, limit: 80
      ) { column in
        let top = column.top.prefix(3).map { "\(Markup.clipped($0.value, 24)) \(Words.count($0.count))" }
        let isNumber = column.kind == "numeric" || column.kind == "timestamp"
        return [
          .code(column.name), .text(column.kind), .text(column.role), .text(Words.count(column.missing)),
          .text(Words.count(column.distinct)), .text(Words.number(column.minimum)), .text(Words.number(column.mean)),
          .text(Words.number(column.maximum)),
          isNumber ? .course(column.histogram.map { Double($0) }) : .text(top.joined(separator: ", ")),
        ]
      })
  }

  private var versions: [Report.Block] {
    if let versions = facts.pages.datasets?["versions"]?.array, !versions.isEmpty {
      return [
        .table(
          Table(
            "Dataset versions, the newest first",
            [
              .text("version"), .text("made by"), .text("of"), .text("who"), .time("when"), .number("rows"),
              .text("reason"),
            ], of: versions, limit: 20
          ) { version in
            let edits = version["edits"]?.array?.compactMap(\.string) ?? []
            let reason = [version["reason"]?.string ?? ""] + edits.prefix(2)
            return [
              .code(version["version"]?.string ?? ""), .text(version["kind"]?.string ?? ""),
              .code(version["parent"]?.string ?? "–"), .text(version["who"]?.string ?? ""),
              .text(String((version["time"]?.string ?? "").prefix(10))), .text(Words.count(version["rows"]?.int)),
              .text(reason.filter { !$0.isEmpty }.joined(separator: "; ")),
            ]
          })
      ]
    }
    guard let reason = facts.pages.refusals["datasets"] else { return [] }
    return [.note(.warning, Words.sentence(reason))]
  }

  // MARK: Checks

  var checks: Report.Section? {
    guard let page = facts.pages.dataFindings else { return refused("Findings in the data", "data findings") }
    let findings = page["findings"]?.array ?? []
    var blocks: [Report.Block] = []
    if let bad = page["bad_rows"]?["count"]?.int, bad > 0 {
      blocks.append(.note(.warning, "\(Words.count(bad, "row")) could not be read."))
    }
    blocks.append(
      findings.isEmpty
        ? .paragraph("No check found anything.")
        : .table(
          Table(
            "", [.text("severity"), .text("check"), .text("column"), .number("rows"), .text("what"), .text("mend")],
            of: findings, limit: 40
          ) { finding in
            let severity = finding["severity"]?.string ?? ""
            let tone: Tone = severity == "error" ? .bad : severity == "warning" ? .warning : .neutral
            return [
              .verdict(tone, severity), .text((finding["check"]?.string ?? "").replacing("_", with: " ")),
              .code(finding["column"]?.string ?? "–"), .text(Words.count(finding["count"]?.int)),
              .text(finding["message"]?.string ?? ""), .text(finding["mend"]?.string ?? "–"),
            ]
          }))
    return Report.Section("Findings in the data", blocks)
  }

  // MARK: Runs

  var runs: Report.Section? {
    let recipes = facts.definition.recipes
    var blocks: [Report.Block] = [
      .table(
        Table(
          "Recipes", [.text("recipe"), .text("algorithm"), .text("parameters"), .text("features"), .number("seed")],
          of: recipes, limit: 30
        ) { recipe in
          [
            .code(recipe.name), .text(recipe.algorithm.rawValue), .text(Self.parameters(recipe)),
            .text(recipe.features.map { Words.count($0.count, "column") } ?? "all"), .text(String(recipe.seed)),
          ]
        })
    ]
    let metric = facts.scope.metric
    if facts.state.runs.isEmpty {
      blocks.append(.paragraph("Nothing has been trained yet."))
    } else {
      blocks.append(
        .table(
          Table(
            "Runs, the newest first",
            [
              .number("run"), .number("version"), .text("recipe"), .text("dataset"), .text("status"),
              .number("\(metric), validate"), .number("\(metric), test"), .number("took"), .text("verdict"),
              .text("why"),
            ], of: facts.state.runs.reversed(), limit: 40
          ) { run in
            [
              .text(String(run.id.number)), .text(run.version?.description ?? "–"), .text(run.recipe.name),
              .code(String(run.dataset.prefix(12))), .text(run.status.rawValue),
              .text(Words.number(run.metrics["validate"]?[metric], digits: 4)),
              .text(Words.number(run.metrics["test"]?[metric], digits: 4)),
              .text(run.seconds.map { NumberText.duration($0) } ?? "–"),
              run.status == .finished ? .verdict(Words.tone(run.verdict), run.verdict.word) : "–",
              .text(run.reason ?? ""),
            ]
          }))
    }
    return Report.Section("Recipes and runs", blocks)
  }

  private static func parameters(_ recipe: Recipe) -> String {
    var parts = recipe.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \(Words.number($0.value))" }
    let options = recipe.options
    if options.classWeight != .none { parts.append("class weight \(options.classWeight.rawValue)") }
    if let balance = options.balance { parts.append("balance \(Words.number(balance))") }
    if options.calibration != .none { parts.append("calibration \(options.calibration.rawValue)") }
    if let folds = options.folds { parts.append("\(folds) folds") }
    if options.categorical != .encoded { parts.append("categorical \(options.categorical.rawValue)") }
    return parts.isEmpty ? "as they come" : parts.joined(separator: ", ")
  }
}

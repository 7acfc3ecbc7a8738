import Encoding
import Lifecycle

// How it got there and how to make it again.

extension DataScientistReport {
  var rollout: Report.Section? {
    let actions = facts.state.policyActions
    var blocks: [Report.Block] = []
    if let rollout = facts.state.rollout {
      blocks.append(
        .note(
          rollout.isPaused ? .warning : .neutral,
          "A \(rollout.started.strategy.rawValue) of version \(rollout.started.challenger) is "
            + "\(rollout.isPaused ? "paused" : "under way") at step \(rollout.step + 1), "
            + "\(Words.percent(rollout.share)) of the traffic.\(rollout.last.map { " " + Words.sentence($0.because) } ?? "")"
        ))
    }
    if !facts.state.aliasHistory.isEmpty {
      blocks.append(
        .table(
          Table(
            "What each alias named, the newest first",
            [.time("when"), .text("alias"), .number("version"), .number("before"), .text("who"), .text("why")],
            of: facts.state.aliasHistory.reversed(), limit: 40
          ) { change in
            [
              .text(change.at.minuteText), .text(change.alias), .text(change.version?.description ?? "–"),
              .text(change.from?.description ?? "–"), .text(change.who), .text(change.why ?? ""),
            ]
          }))
    }
    if !actions.isEmpty {
      blocks.append(
        .table(
          Table(
            "What policies did, the newest first",
            [.time("when"), .text("policy"), .text("what"), .text("reason"), .text("answered")],
            of: actions.reversed(), limit: 20
          ) { action in
            [
              .text(action.at.minuteText), .text(action.fact.policy),
              .text(action.fact.action.rawValue.replacing("_", with: " ")), .text(action.fact.reason),
              .text(action.isAccepted.map { $0 ? "accepted" : "dismissed" } ?? "–"),
            ]
          }))
    }
    return blocks.isEmpty ? nil : Report.Section("Deployment", blocks)
  }

  var registry: Report.Section? {
    guard !facts.state.versions.isEmpty else { return nil }
    let aliases = facts.state.aliases
    let metric = facts.scope.metric
    return Report.Section(
      "Registry",
      [
        .table(
          Table(
            "The newest first",
            [
              .number("version"), .text("called"), .text("recipe"), .text("of dataset"), .time("made"),
              .number(metric), .text("verdict"), .text("blessed"), .text("model"),
            ], of: facts.state.versions.reversed(), limit: 40
          ) { version in
            let names = [
              ("champion", aliases.champion), ("challenger", aliases.challenger), ("shadow", aliases.shadow),
              ("previous", aliases.previous),
            ].filter { $0.1 == version.id }.map(\.0)
            let blessing = version.blessing.map { $0.override.map { "against the verdict: \($0)" } ?? "yes" }
            return [
              .text(version.id.description), .text(names.joined(separator: ", ")), .text(version.recipe),
              .code(String(version.dataset.prefix(12))), .text(version.created.minuteText),
              .text(Words.number(version.metrics["test"]?[metric], digits: 4)),
              .verdict(Words.tone(version.verdict), version.verdict.word), .text(blessing ?? "–"),
              .code(String(version.model.sha256.prefix(12))),
            ]
          }),
        .code(IterationMap(facts.state, facts.definition).lines.joined(separator: "\n")),
      ])
  }

  // MARK: Reproduction

  var reproduction: Report.Section {
    guard let version = facts.subject, let run = facts.state.runs.last(where: { $0.id == version.run }) else {
      return Report.Section("How to make it", [.code("sextant check\nsextant train")])
    }
    let recipe = run.recipe
    var lines = [
      "sextant check", "sextant train --recipe \(Self.shell(recipe.name)) --seed \(recipe.seed)",
      "sextant registry --json", "sextant evaluate --version N FILE",
    ]
    if let dataset = facts.state.dataset?.sha256, dataset != version.dataset {
      lines.insert("sextant data restore \(version.dataset.prefix(12))", at: 1)
    }
    var rows: [[Table.Cell]] = [
      ["dataset", .code(version.dataset)], ["recipe", .text("\(recipe.name), \(recipe.algorithm.rawValue)")],
      ["seed", .text(String(recipe.seed))],
      [
        "rows",
        .text(
          "\(Words.count(run.rows.train)) train, \(Words.count(run.rows.validate)) validate, "
            + "\(Words.count(run.rows.test)) test"),
      ],
      ["model", .code(version.model.sha256)], ["model file", .code(version.model.path)],
    ]
    if let release = run.newestRelease { rows.append(["newest outcome it saw", .text(release.description)]) }
    if let scope = facts.state.scopeDigest { rows.append(["project file", .code(scope)]) }
    rows.append(["features", .text(version.features.joined(separator: ", "))])
    return Report.Section(
      "How to make version \(version.id) again",
      [
        .paragraph("The same data, recipe and seed give the same model, byte for byte: compare the hashes."),
        .code(lines.joined(separator: "\n")), .table(Table("", [.text("fact"), .text("")], rows)),
      ])
  }

  /// A word of a shell's command line.
  private static func shell(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

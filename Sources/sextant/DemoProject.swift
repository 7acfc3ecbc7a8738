import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage

/// The demo's project: an advertiser who shows one of several ads and is paid for clicks.
enum DemoProject {
  static func write(seed: UInt64, to folder: ProjectFolder) throws {
    guard access(folder.settings, F_OK) == 0 else {
      return try FileBytes.write(Array(text(seed: seed).utf8), to: folder.settings)
    }
    // A person may have changed the gates to see what happens; that is theirs to keep. Another project is not ours.
    guard try LoadedDefinition(folder: folder).definition.data.source == .world(seed: seed) else {
      throw Refusal(
        kind: .wrongUse, message: "\(folder.path) holds a project that is not the demo of seed \(seed)",
        mend: "name another folder: `--project DIR`")
    }
  }

  private static func text(seed: UInt64) -> String {
    """
    # The demo: ad impressions in a market that changes. Change what you like; `e` opens this file from the cockpit.
    name: ads
    scope:
      problem: Which of four ads should this visitor see?
      users: [ad server]
      stakeholders: [{name: Advertising sales, role: decision-maker}, {name: Data science, role: data-scientist}]
      metric: auc
      gates: ["auc >= 0.65", "latency_p99_ms <= 5"]
      # An ad that is clicked earns its price in cents; every impression costs one.
      value: {true_positive: price - 1, false_positive: -1}
      constraints: {budget: 5000, privacy: no personal identifiers leave the site}
      risks:
        - {what: tastes change faster than the model, likelihood: 3, impact: 2, plan: watch the live AUC and retrain}
        - {what: a new audience arrives, likelihood: 2, impact: 2, plan: watch the inputs drift}
      milestones: [{what: first champion live, hours: 8}, {what: a month of traffic watched, hours: 12}]
    data:
      source: {world: \(seed)}
      target: click
      positive: "1"
      # Who judges an outcome is logged with it, to find one who judges wrongly; a model must not learn from it.
      leave_out: [annotator]
      time: {columns: [time]}
      split: {by: time, train: 0.7, validate: 0.15, test: 0.15}
      retrain_newest: 16000
    recipes:
      trees: {algorithm: boosted-trees, rounds: 200, leaves: 15, learning_rate: 0.06, min_rows_per_leaf: 60, early_stopping: 20}
      logistic: {algorithm: logistic}
    deployment: {strategy: direct, automation: full, explore: 0.1}
    monitoring: {window: 24h, outcome_delay: 2h}
    business:
      unit: cents
      segments: [device, segment]
      kpis:
        - {name: revenue a day, unit: cents, formula: "sum(outcome * price)", target: ">= 14000"}
        - {name: click rate, formula: "rate(outcome == 1)", target: ">= 0.09"}

    """
  }

  /// Trains and promotes the first champion where there is none.
  static func ensureChampion(_ link: any EngineLink) async throws {
    let status = try await link.query(.status).items.first
    guard status?["champion"]?["version"] == nil else { return }
    let receipt = try await link.send(.train(Command.Training()))
    guard let task = receipt.task else { return }
    let outcome = try await link.query(.outcome(of: task)).items.first
    let version = outcome?["version"]?.int.map { VersionID($0) }
    let promotion = Command.Promotion(
      version: version, because: "the first version of the demo", override: "the demo needs a champion to begin with")
    _ = try await link.send(.promote(promotion))
  }

  // MARK: Folders

  /// `$XDG_DATA_HOME/sextant`, or its default below the home folder.
  static func dataFolder() throws -> String {
    let base: String
    if let data = Environment.wish("XDG_DATA_HOME"), data.hasPrefix("/") {
      base = data
    } else if let home = Environment.wish("HOME") {
      base = home + "/.local/share"
    } else {
      throw Refusal(kind: .wrongUse, message: "there is no home folder for the demo", mend: "name one: `--project DIR`")
    }
    return base + "/sextant"
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws {
    var parts = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      parts += (parts.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      if parts == "/" || part.isEmpty { continue }
      guard mkdir(parts, 0o755) == 0 || errno == EEXIST else {
        throw Refusal(
          kind: .wrongUse, message: "\(parts) cannot be made: \(String(cString: strerror(errno)))",
          mend: "name another folder: `--project DIR`")
      }
    }
  }

  /// Deletes a headless run's folder: two levels, nothing but what the engine and `write` made.
  static func remove(_ folder: ProjectFolder) {
    removeContents(folder.path, depth: 0)
    rmdir(folder.path)
  }

  private static func removeContents(_ path: String, depth: Int) {
    guard depth < 4, let entries = opendir(path) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name != ".", name != ".." else { continue }
      let inner = path + "/" + name
      if unlink(inner) != 0 {
        removeContents(inner, depth: depth + 1)
        rmdir(inner)
      }
    }
  }
}

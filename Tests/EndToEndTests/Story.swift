import Encoding
import Testing

/// A project on the demo world that a test leads round the circle by commands alone.
final class Story {
  let scratch: Scratch
  /// Rows that the world's history holds.
  static let historyCount = 24_000

  /// The scope it begins with: a metric that says how sure the model may be, not what a click is worth.
  static let scope = """
    name: story
    scope:
      problem: Which ad should this visitor see?
      users: [ad server]
      stakeholders: [{name: Advertising sales, role: decision-maker}]
      metric: brier
      gates: ["brier <= 0.12"]
      # A click earns the ad's price in cents, every impression costs one.
      value: {true_positive: price - 1, false_positive: -1}
      costs: {hour_rate: 600, once: 5000}
      milestones: [{what: first champion live, hours: 8, done: true}]
    data:
      source: {world: 7}
      target: click
      positive: "1"
      leave_out: [annotator]
      time: {columns: [time]}
      split: {by: time, train: 0.7, validate: 0.15, test: 0.15}
    recipes:
      trees: {algorithm: boosted-trees, rounds: 60, leaves: 15}
    deployment: {explore: 0.1}
    monitoring: {window: 24h, outcome_delay: 2h}
    business:
      unit: cents
      kpis: [{name: revenue a day, unit: cents, formula: "sum(outcome * price)"}]

    """

  init() throws {
    scratch = try Scratch()
    try scratch.write(Story.scope, to: "sextant.yaml")
  }

  /// Runs a command and gives the one document that it prints.
  @discardableResult
  func tell(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
    let ending = try Program.run(
      [Program.sextant] + words + ["--json", "--quiet", "--project", scratch.path],
      environment: ["XDG_DATA_HOME": scratch.path, "SEXTANT_USER": "ada"], seconds: 240)
    guard ending.status == 0 else {
      throw Program.Problem(
        description: "`\(words.joined(separator: " "))` ended with \(ending.status): \(ending.errors)")
    }
    return try JSON(parsing: ending.output)
  }

  /// The names of the files of a folder within the project.
  func files(in folder: String) throws -> [String] {
    try Program.run(["/bin/ls", scratch(folder)]).output.split(separator: "\n").map(String.init)
  }

  /// An agency labels clicks of the past and records seven of ten as none.
  ///
  /// - Returns: how many rows its file holds.
  func hireAgency() throws -> Int {
    try tell("data", "collect", "--where", "click == 1", "--limit", "900", "--because", "to be labelled by an agency")
    let name = try #require(try files(in: ".sextant/collected").first)
    var lines = try scratch.read(".sextant/collected/\(name)").split(separator: "\n").map(String.init)
    try tell("undo")
    for index in lines.indices.dropFirst() where Story.isWrong(Story.historyCount + index - 1) {
      lines[index] = String(lines[index].dropLast()) + "0"
    }
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "agency.csv")
    try tell("data", "append", "agency.csv", "--because", "900 rows labelled by an agency")
    return lines.count - 1
  }

  /// Whether a row of the data is one of those the agency recorded wrongly: what a look at the server's log tells.
  static func isWrong(_ row: Int) -> Bool { row >= historyCount && (row - historyCount) % 10 < 7 }
}

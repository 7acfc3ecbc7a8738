import Encoding
import Expressions
import Lifecycle

/// Snapshots for tests: a project in trouble, one that does well, and one where nothing has happened yet.
enum Sample {
  static func gate(_ text: String) -> Gate {
    do { return try Gate(parsing: text) } catch { fatalError("\(error)") }
  }

  static func expression(_ text: String) -> Expression {
    do { return try Expression(parsing: text) } catch { fatalError("\(error)") }
  }

  static func result(
    _ gate: String, bound: Double, _ value: Double, _ lower: Double, _ upper: Double, n: Int, _ verdict: Verdict
  ) -> GateResult {
    GateResult(
      gate: Sample.gate(gate), bound: bound,
      measurement: Measurement(value: value, lower: lower, upper: upper, count: n), verdict: verdict)
  }

  static func stages(_ all: [(StageStatus, String)]) -> [StageSummary] {
    zip(Stage.allCases, all).map { StageSummary(stage: $0, status: $1.0, headline: $1.1) }
  }

  static func artifact(_ number: Int, bytes: Int) -> ModelArtifact {
    let digits = Array("0123456789abcdef")
    let sha = String((0..<64).map { digits[($0 * 7 + number * 5) % 16] })
    return ModelArtifact(sha256: sha, bytes: bytes, path: ".sextant/models/\(sha)")
  }

  /// A project just made by `sextant init`: a definition and nothing else.
  static var empty: Snapshot {
    Snapshot(
      definition: ProjectDefinition(
        name: "fresh", scope: Scope(metric: "auc"), data: DataDefinition(source: .file("data.csv"), target: "y"),
        recipes: [Recipe(name: "trees", algorithm: .boostedTrees)]),
      path: "/projects/fresh", task: .binary,
      stages: stages([
        (.attention, "no gates yet"), (.empty, "not read yet"), (.empty, "no runs yet"), (.empty, "no champion yet"),
        (.empty, "no traffic yet"), (.empty, "no value model"),
      ]))
  }
}

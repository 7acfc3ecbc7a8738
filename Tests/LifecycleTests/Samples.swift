import Encoding
import Lifecycle

extension Timestamp {
  /// A day of March 2026.
  static func march(_ day: Int) -> Timestamp { Timestamp(year: 2026, month: 3, day: day) }
}

extension GateResult {
  static func sample(_ text: String = "auc >= 0.78", _ verdict: Verdict = .passed) throws -> GateResult {
    GateResult(
      gate: try Gate(parsing: text), bound: 0.78,
      measurement: Measurement(value: 0.8, lower: 0.79, upper: 0.81, count: 500),
      verdict: verdict)
  }
}

extension ModelArtifact {
  static let sample = ModelArtifact(
    sha256: String(repeating: "ab", count: 32), bytes: 1234, path: ".sextant/artifacts/ab")
}

extension Event {
  static func sample(_ sequence: Int, _ payload: Payload, eventTime: Timestamp? = nil) -> Event {
    Event(
      sequence: sequence, time: .march(1).advanced(bySeconds: Double(sequence)), eventTime: eventTime, who: "tester",
      payload: payload)
  }
}

extension Event.Payload {
  static func runStarted(_ run: Int) -> Event.Payload {
    .runStarted(
      Event.RunStarted(
        run: RunID(run), recipe: Recipe(name: "trees", algorithm: .boostedTrees), dataset: "d1",
        rows: PartCounts(train: 60, validate: 10, test: 10)))
  }

  static func runFinished(_ run: Int, version: Int, _ verdict: Verdict = .passed) throws -> Event.Payload {
    .runFinished(
      Event.RunFinished(
        run: RunID(run), version: VersionID(version), model: .sample, metrics: ["test": ["auc": 0.8]],
        gates: [try .sample("auc >= 0.78", verdict)], features: ["age"], seconds: 1.5))
  }

  static func promoted(_ champion: Int, previous: Int?) -> Event.Payload {
    .promoted(
      Event.Promoted(champion: VersionID(champion), previous: previous.map { VersionID($0) }, because: "better"))
  }

  static func rolledBack(_ champion: Int, previous: Int?) -> Event.Payload {
    .rolledBack(
      Event.Promoted(champion: VersionID(champion), previous: previous.map { VersionID($0) }, because: "worse"))
  }

  static func session(_ number: Int, isResumed: Bool = false) -> Event.Payload {
    .sessionStarted(Event.SessionStarted(session: SessionID(number), source: "hour.csv", isResumed: isResumed))
  }

  static func closed(_ index: Int, session: Int = 1) -> Event.Payload {
    .windowClosed(
      WindowClosed(
        session: SessionID(session), index: index, from: .march(1), to: .march(2), rows: 24, version: VersionID(1),
        drift: [DriftReading(column: "age", method: "psi", statistic: 0.31, threshold: 0.2, isDrifted: true)]))
  }

  static func settled(_ index: Int, session: Int = 1) -> Event.Payload {
    .windowSettled(
      WindowSettled(
        session: SessionID(session), index: index, from: .march(1), to: .march(2), settled: 20,
        metrics: ["auc": 0.71], lower: 0.65, upper: 0.77, value: -3, kpis: ["clicks": 4]))
  }

  static func alarm(_ id: Int, _ state: Alarm.State, _ severity: AlarmRule.Severity = .warning) -> Event.Payload {
    .alarmChanged(
      Alarm(
        id: AlarmID(id), rule: "rule \(id)", metric: "auc", severity: severity, state: state, since: .march(id),
        advice: "retrain"))
  }
}

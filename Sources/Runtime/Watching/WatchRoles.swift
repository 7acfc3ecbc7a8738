import Lifecycle
import Traffic

/// Which column of a log plays which part: as named, else by the usual names.
struct WatchRoles {
  enum Role: CaseIterable {
    case id, time, score, prediction, outcome, version
  }

  /// Names that are remembered; further ones are passed over.
  static let nameCountMax = 4096

  private let wanted: WatchColumns
  private let target: String
  private let id: String?
  private let time: String?
  private var roles: [String: Role?] = [:]
  private var taken: [Role: String] = [:]

  /// - Parameters:
  ///   - target: of the project, which may name the outcome.
  ///   - id: likewise.
  ///   - time: likewise.
  init(_ wanted: WatchColumns, target: String, id: String?, time: String?) {
    self.wanted = wanted
    self.target = target
    self.id = id
    self.time = time
  }

  /// The column that plays a part, as far as the log has shown one.
  func name(of role: Role) -> String? { taken[role] }

  /// What one line says.
  mutating func line(_ record: LogRecord) -> WatchedLine {
    if record.fields.contains(where: { roles[$0.name] == nil }) { learn(record) }
    var line = WatchedLine()
    for field in record.fields {
      guard let role = roles[field.name] else { continue }
      switch role {
      case .id?: line.id = field.value.text
      case .time?: line.time = field.value
      case .score?: line.score = field.value
      case .prediction?: line.prediction = field.value
      case .outcome?: line.outcome = field.value
      case .version?: line.version = field.value.text
      case nil:
        guard isFeature(field.name) else { continue }
        line.features.append(field)
      }
    }
    return line
  }

  private func isFeature(_ name: String) -> Bool {
    guard !wanted.leaveOut.contains(name) else { return false }
    return wanted.features.map { $0.contains(name) } ?? true
  }

  /// Gives the parts that nobody plays yet to the names of a line.
  private mutating func learn(_ record: LogRecord) {
    let names = Set(record.fields.map(\.name))
    for role in Role.allCases where taken[role] == nil {
      guard let name = candidates(role).first(where: { names.contains($0) && taken.values.contains($0) == false })
      else {
        continue
      }
      taken[role] = name
      roles[name] = role
    }
    for name in names where roles[name] == nil && roles.count < Self.nameCountMax { roles[name] = .some(nil) }
  }

  private func candidates(_ role: Role) -> [String] {
    switch role {
    case .id: wanted.id.map { [$0] } ?? (id.map { [$0] } ?? []) + ["id", "prediction_id", "request_id", "uuid"]
    case .time:
      wanted.time.map { [$0] } ?? (time.map { [$0] } ?? []) + [
        "time", "timestamp", "event_time", "ts", "datetime", "date",
      ]
    case .score:
      wanted.score.map { [$0] } ?? [
        "score", "probability", "proba", "prob", "y_score", "y_pred_proba", "predicted_probability",
      ]
    case .prediction:
      wanted.prediction.map { [$0] } ?? ["prediction", "predicted", "y_pred", "decision", "predicted_class"]
    case .outcome:
      wanted.outcome.map { [$0] } ?? [target, "outcome", "label", "y_true", "actual", "truth", "target", "y"]
    case .version: wanted.version.map { [$0] } ?? ["version", "model_version"]
    }
  }
}

/// A line of a log by its parts.
struct WatchedLine: Equatable {
  var id: String?
  var time: LogValue?
  var score: LogValue?
  var prediction: LogValue?
  var outcome: LogValue?
  var version: String?
  var features: [LogRecord.Field] = []

  /// Whether it tells an answer; else at most an outcome.
  var isRow: Bool {
    score.map { !$0.isMissing } ?? false || prediction.map { !$0.isMissing } ?? false
      || features.contains { !$0.value.isMissing }
  }

  var hasOutcome: Bool { outcome.map { !$0.isMissing } ?? false }
}

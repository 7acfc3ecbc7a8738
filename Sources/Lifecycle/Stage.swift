/// One of the six steps of the production cycle.
public enum Stage: Int, Sendable, Hashable, CaseIterable, Codable {
  case scoping = 1
  case data, development, deployment, monitoring, business

  /// The word used on the command line and in JSON.
  public var id: String {
    switch self {
    case .scoping: "scoping"
    case .data: "data"
    case .development: "development"
    case .deployment: "deployment"
    case .monitoring: "monitoring"
    case .business: "business"
    }
  }

  /// The word on the screen.
  public var title: String { id.prefix(1).uppercased() + id.dropFirst() }

  public init?(id: String) {
    guard let stage = Stage.allCases.first(where: { $0.id == id.lowercased() || String($0.rawValue) == id }) else {
      return nil
    }
    self = stage
  }
}

/// How a stage stands. Always shown as a glyph and a word, never as a colour alone.
public enum StageStatus: String, Sendable, Hashable, CaseIterable, Codable {
  case ok, attention, failing, busy, empty
}

/// A stage's status and the one sentence that says why.
public struct StageSummary: Sendable, Equatable, Codable {
  public var stage: Stage
  public var status: StageStatus
  public var headline: String

  public init(stage: Stage, status: StageStatus, headline: String) {
    self.stage = stage
    self.status = status
    self.headline = headline
  }
}

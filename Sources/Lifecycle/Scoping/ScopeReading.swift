import Encoding

/// The project file field by field: which stage reads it, and whether it holds today.
///
/// A pure function of the definition, the folded journal and the day.
public struct ScopeReading: Sendable, Equatable {
  public var fields: [Field]

  public struct Field: Sendable, Equatable {
    /// As `ProjectDefinition.entries` names it.
    public var path: String
    /// As text; empty for a field that is missed.
    public var value: String
    /// The stage that reads it first; nil when nothing does.
    public var stage: Stage?
    /// What is done with it.
    public var reads: String
    public var holds: Holding
    /// Why, in a few words.
    public var fact: String

    public init(path: String, value: String, stage: Stage?, reads: String, holds: Holding, fact: String) {
      self.path = path
      self.value = value
      self.stage = stage
      self.reads = reads
      self.holds = holds
      self.fact = fact
    }
  }

  public enum Holding: String, Sendable, Hashable, CaseIterable, Codable {
    case holds, broken
    /// It could be told, but the facts are not there yet.
    case unknown
    /// Nothing in the program reads it: people alone do.
    case unread
  }

  /// - Parameters:
  ///   - today: wall time, for due dates and running costs.
  ///   - liveGates: the gates as the newest settled window has them.
  public init(
    _ definition: ProjectDefinition, _ state: LifecycleState, today: Timestamp, liveGates: [GateResult] = []
  ) {
    let reader = ScopeReader(definition: definition, state: state, today: today, liveGates: liveGates)
    fields = definition.entries.map { reader.field($0) } + reader.missed()
  }

  /// How many fields hold, are broken, and so on.
  public func count(_ holding: Holding) -> Int { fields.count { $0.holds == holding } }

  /// The document of the query `scope`.
  public var json: JSON {
    [
      "fields": .array(
        fields.map {
          [
            "path": JSON($0.path), "value": JSON($0.value), "stage": JSON($0.stage?.id), "reads": JSON($0.reads),
            "holds": JSON($0.holds.rawValue), "fact": JSON($0.fact),
          ]
        })
    ]
  }
}

/// Judges one field after the other.
struct ScopeReader {
  typealias Field = ScopeReading.Field
  typealias Judgement = (stage: Stage?, reads: String, holds: ScopeReading.Holding, fact: String)

  let definition: ProjectDefinition
  let state: LifecycleState
  let today: Timestamp
  var liveGates: [GateResult] = []

  var scope: Scope { definition.scope }

  /// The version that answers, or else the newest one.
  var version: Version? { state.champion ?? state.versions.last }

  /// `champion 7`, or `version 7` when it does not answer.
  func name(_ version: Version) -> String {
    version.id == state.aliases.champion ? "champion \(version.id)" : "version \(version.id)"
  }

  var settled: WindowSettled? { state.windows.last { $0.settled != nil }?.settled }

  func field(_ entry: ProjectDefinition.Entry) -> Field {
    let parts = entry.path.split(separator: ".", maxSplits: 1).map(String.init)
    let rest = parts.count > 1 ? parts[1] : ""
    let judgement: Judgement
    switch parts[0] {
    case "scope": judgement = self.scope(rest)
    case "data": judgement = data(rest)
    case "recipes": judgement = recipe(rest)
    case "deployment": judgement = deployment(rest)
    case "monitoring": judgement = monitoring(rest)
    case "business": judgement = business(rest)
    default: judgement = (.scoping, "names the project on every screen and in reports", .holds, "it has a name")
    }
    return Field(
      path: entry.path, value: entry.value, stage: judgement.stage, reads: judgement.reads, holds: judgement.holds,
      fact: judgement.fact)
  }

  /// What no contract should be without.
  func missed() -> [Field] {
    var fields: [Field] = []
    func miss(_ path: String, _ stage: Stage, _ reads: String, _ holds: ScopeReading.Holding, _ fact: String) {
      fields.append(Field(path: path, value: "", stage: stage, reads: reads, holds: holds, fact: fact))
    }
    if scope.problem.isEmpty { miss("scope.problem", .scoping, "heads the reports", .unknown, "nobody has said it") }
    if scope.gates.isEmpty {
      miss("scope.gates", .development, "decide what may go live", .broken, "there are none: nothing can pass")
    }
    if scope.value == nil {
      miss(
        "scope.value", .development, "picks the threshold", .unknown, "not given: no threshold and no profit goes by it"
      )
    }
    if !scope.stakeholders.contains(where: { $0.role == "decision-maker" }) {
      miss("scope.stakeholders", .deployment, "names who decides", .unknown, "no decision-maker is named")
    }
    return fields
  }

  /// The index in `gates[1]`.
  func index(_ path: String) -> Int? {
    guard let open = path.lastIndex(of: "["), path.hasSuffix("]") else { return nil }
    return Int(path[path.index(after: open)...].dropLast())
  }
}

import Encoding

/// What one project file changes of another, and what would follow.
///
/// A pure function of both definitions and the folded journal.
public struct ScopeChange: Sendable, Equatable {
  public var differences: [Difference]
  public var consequences: [Consequence]

  public struct Difference: Sendable, Equatable {
    /// As `ProjectDefinition.entries` names it.
    public var path: String
    /// Nil when the field is new.
    public var old: String?
    /// Nil when the field is gone.
    public var new: String?

    public init(path: String, old: String? = nil, new: String? = nil) {
      self.path = path
      self.old = old
      self.new = new
    }
  }

  public struct Consequence: Sendable, Equatable {
    public var severity: AlarmRule.Severity
    public var text: String

    public init(_ severity: AlarmRule.Severity, _ text: String) {
      self.severity = severity
      self.text = text
    }
  }

  public init(from old: ProjectDefinition, to new: ProjectDefinition, _ state: LifecycleState) {
    differences = ScopeChange.differences(old.entries, new.entries)
    var finder = ConsequenceFinder(old: old, new: new, state: state)
    consequences = differences.isEmpty ? [] : finder.find()
  }

  /// Fields of the new file in its order, then those that are gone.
  private static func differences(
    _ old: [ProjectDefinition.Entry], _ new: [ProjectDefinition.Entry]
  ) -> [Difference] {
    let before = Dictionary(old.map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.map(\.path))
    let changed = new.filter { before[$0.path] != $0.value }
      .map { Difference(path: $0.path, old: before[$0.path], new: $0.value) }
    return changed + old.filter { !after.contains($0.path) }.map { Difference(path: $0.path, old: $0.value) }
  }

  /// `differences` and `consequences` of the document of the query `scopeChange`.
  public var json: JSON {
    [
      "differences": .array(
        differences.map { ["path": JSON($0.path), "old": JSON($0.old), "new": JSON($0.new)] }),
      "consequences": .array(
        consequences.map { ["severity": JSON($0.severity.rawValue), "text": JSON($0.text)] }),
    ]
  }
}

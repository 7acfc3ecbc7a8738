import Encoding
import Lifecycle
import Tabular
import Traffic

/// What the beginning of a log shows, for a project that is to watch it.
public struct WatchPreview: Sendable {
  /// Lines that are looked at.
  public static let lineCountMax = 5000

  public struct Column: Sendable, Equatable {
    public var name: String
    public var kind: String
    public var role: String
  }

  public private(set) var rows = 0
  public private(set) var malformed = 0
  public private(set) var task: LearningTask = .binary
  public private(set) var columns: [Column] = []
  public private(set) var notes: [String] = []
  public private(set) var target: String

  /// - Parameter target: the outcome's column, where it is not one of the usual names.
  /// - Throws: `LogError`; `Refusal` for a log without a line that can be read.
  public init(path: String, columns wanted: WatchColumns, target: String) throws {
    let follower = try LogFollower(path: path)
    var dialect = LogDialect()
    var roles = WatchRoles(wanted, target: target, id: nil, time: nil)
    var lines: [WatchedLine] = []
    var events: [LogFollower.Event] = []
    var count = 0
    self.target = target
    while count < Self.lineCountMax, try follower.read(waitMilliseconds: 0, into: &events) == .more {}
    if let tail = follower.takeTail() { events.append(.line(tail)) }
    for case .line(let bytes) in events.prefix(Self.lineCountMax) {
      count += 1
      switch dialect.read(bytes) {
      case .nothing: break
      case .malformed: malformed += 1
      case .record(let record): lines.append(roles.line(record))
      }
    }
    let answers = lines.filter(\.isRow)
    rows = answers.count
    guard !answers.isEmpty else {
      throw Refusal(
        kind: .wrongUse, message: "\(path) has no line that tells an answer",
        mend: "it needs lines of JSON objects, or CSV under a header, with features and a score")
    }
    let schema = WatchSchema(reference: answers, idColumn: nil)
    let model = WatchedModel(
      lines: lines, table: .init(columns: []), features: [], task: nil, metric: "auc", target: target, positive: nil)
    task = model.task
    self.target = roles.name(of: .outcome) ?? target
    describe(roles, schema)
  }

  private mutating func describe(_ roles: WatchRoles, _ schema: WatchSchema) {
    let parts: [(WatchRoles.Role, String)] = [
      (.id, "id"), (.time, "time"), (.score, "score"), (.prediction, "prediction"), (.outcome, "target"),
      (.version, "version"),
    ]
    for (role, name) in parts {
      if let column = roles.name(of: role) {
        columns.append(Column(name: column, kind: role == .score ? "numeric" : "text", role: name))
      } else if role != .version {
        notes.append("no line has a column for the \(name == "target" ? "outcome" : name)")
      }
    }
    columns += schema.columns.map { Column(name: $0.name, kind: $0.kind.rawValue, role: "feature") }
    columns += schema.texts.map { Column(name: $0, kind: "text", role: "left_out") }
    if malformed > 0 { notes.append("\(malformed) lines cannot be read; they will be counted") }
  }
}

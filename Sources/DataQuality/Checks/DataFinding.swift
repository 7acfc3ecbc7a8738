/// Something about the data that its owner should look at.
public struct DataFinding: Sendable, Equatable {
  public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case info, warning, error

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .info: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  public enum Check: String, Sendable, Hashable, CaseIterable {
    case missing, range, set, unique, duplicates, constant, balance, leak, time, kinds, levels, whitespace, rule
  }

  /// A row that shows it.
  public struct Example: Sendable, Equatable {
    /// From 0 in the dataset version that was checked.
    public var row: Int
    /// The columns that matter, nil being missing.
    public var values: [Value]

    public struct Value: Sendable, Equatable {
      public var column: String
      public var text: String?
    }
  }

  /// Examples of a finding at most.
  public static let exampleLimit = 5

  /// The same finding of the same column has the same id in every version.
  public var id: String
  public var check: Check
  public var severity: Severity
  /// Nil where it is about whole rows.
  public var column: String?
  /// Rows concerned, and their share of all; 0 where it is not about rows.
  public var count: Int
  public var share: Double
  /// One sentence without the final stop.
  public var message: String
  public var examples: [Example] = []
  /// What would mend it; nil where edits cannot.
  public var mend: DatasetEdits?
  /// What a person can do where edits cannot.
  public var advice: String?

  /// The mend as a phrase: what the edits do, else the advice.
  public var mendText: String? {
    mend.map { $0.edits.map(\.description).joined(separator: ", then ") } ?? advice
  }
}

extension Command {
  /// A model file of another program, and rows that show what it answers.
  public struct Import: Sendable, Equatable, Codable {
    public var path: String
    /// A table of rows with the answers the model's own program gave; nil leaves the version unverified.
    public var examples: String?
    /// The column of those answers; nil looks for `score` or `expected`, or `score_CLASS` of several classes.
    public var score: String?
    public var because: String?

    public init(path: String, examples: String? = nil, score: String? = nil, because: String? = nil) {
      self.path = path
      self.examples = examples
      self.score = score
      self.because = because
    }
  }
}

/// Whether an imported model was seen to answer as its own program does.
public struct ImportCheck: Sendable, Equatable, Codable {
  /// Example rows that were compared; 0 where none were given.
  public var rows: Int
  /// The largest difference among them, beside answers above 1 a share of them.
  public var worst: Double

  public init(rows: Int, worst: Double) {
    self.rows = rows
    self.worst = worst
  }

  public static let unverified = ImportCheck(rows: 0, worst: 0)

  public var isVerified: Bool { rows > 0 }
}

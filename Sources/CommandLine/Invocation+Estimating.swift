extension Invocation {
  /// What `estimate` was asked for.
  public struct EstimateRequest: Sendable, Equatable {
    public var reference: String
    public var current: String
    public var outcomes: String?
    public var id: String?
    public var target: String
    public var score: String
    public var prediction: String?
    public var chunk: Int?
  }

  static func estimate(_ arguments: ParsedArguments) throws(UsageError) -> EstimateRequest {
    func needed(_ name: String, _ what: String) throws(UsageError) -> String {
      guard let value = arguments.value(name) else {
        throw UsageError("`\(name)` is missing", mend: "name \(what): `\(name) …`")
      }
      return value
    }
    let (outcomes, id) = (arguments.value("--outcomes"), arguments.value("--id"))
    if outcomes != nil && id == nil {
      throw UsageError("`--id` is missing", mend: "name the column that joins the outcomes: `--id COL`")
    }
    return EstimateRequest(
      reference: try needed("--reference", "a file of scores with their outcomes"),
      current: try needed("--current", "the file to estimate for"), outcomes: outcomes, id: id,
      target: try needed("--target", "the column of the outcome"),
      score: try needed("--score", "the column of the score"), prediction: arguments.value("--prediction"),
      chunk: try chunk(arguments))
  }

  /// Rows of a chunk, where they are named.
  static func chunk(_ arguments: ParsedArguments) throws(UsageError) -> Int? {
    guard let text = arguments.value("--chunk") else { return nil }
    guard let count = Int(text), count > 0 else {
      throw UsageError("`--chunk \(text)` is no number of rows", mend: "write it as `--chunk 5000`")
    }
    return count
  }
}

/// What `sextant keys` is to show.
public struct KeysRequest: Sendable, Equatable {
  /// Whether the exit status tells what was found.
  public var checks: Bool
  /// A file in place of the person's own.
  public var file: String?

  public init(checks: Bool = false, file: String? = nil) {
    self.checks = checks
    self.file = file
  }

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let words = arguments.positionals
    let file = words.dropFirst().first
    switch words.first {
    case nil, "list"?: self.init(file: file)
    case "check"?: self.init(checks: true, file: file)
    case let verb?: throw UsageError("`keys \(verb)` is unknown", mend: "use list or check")
    }
  }
}

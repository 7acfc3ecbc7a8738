/// What `sextant themes` is to show.
public struct ThemesRequest: Sendable, Equatable {
  /// Whether the exit status tells what was found.
  public var checks: Bool
  /// Names or files; empty for all there are.
  public var names: [String]

  public init(checks: Bool = false, names: [String] = []) {
    self.checks = checks
    self.names = names
  }

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let words = arguments.positionals
    switch words.first {
    case nil, "list"?: self.init(names: Array(words.dropFirst()))
    case "check"?: self.init(checks: true, names: Array(words.dropFirst()))
    case let verb?: throw UsageError("`themes \(verb)` is unknown", mend: "use list or check")
    }
  }
}

/// What `sextant docs` is to print.
public enum DocsRequest: Sendable, Equatable {
  /// What there is.
  case list
  /// A page by its name.
  case topic(String)
  /// The manual page, as roff.
  case manual
  case completions(Shell)

  public enum Shell: String, Sendable, Hashable, CaseIterable {
    case bash, zsh, fish
  }

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let words = arguments.positionals
    switch words.first {
    case nil: self = .list
    case "man"? where words.count == 1: self = .manual
    case "completions"?:
      guard words.count == 2, let shell = Shell(rawValue: words[1]) else {
        throw UsageError("completions for which shell?", mend: "write `sextant docs completions bash|zsh|fish`")
      }
      self = .completions(shell)
    case let topic?:
      guard words.count == 1 else {
        throw UsageError("`\(words[1])` is one word too many", mend: "`sextant docs` lists the topics")
      }
      self = .topic(topic)
    }
  }
}

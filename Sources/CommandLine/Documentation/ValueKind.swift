import Lifecycle

/// What may stand for an argument or for the value of an option, as far as a shell can offer it.
enum ValueKind: Equatable {
  case words([String])
  case files
  case folders
  case themes
  case versions
  case commands
  /// Pages of the documentation, and some words.
  case topics([String])
  /// Nothing can be offered.
  case free

  /// - Parameter placeholder: what stands for it in the help: `FILE`, `random|time`.
  init(of option: CommandSpecification.Option, placeholder: String) {
    switch option.name {
    case "--theme": self = .themes
    case "--strategy": self = .words(["shadow", "canary", "rolling", "blue_green", "ab"])
    case "--profile": self = .words(["sextant", "evidently", "nannyml"])
    case "--reference", "--current", "--examples", "--outcomes", "--certificate", "--key", "--against", "--token-file",
      "--ca-file", "--output":
      self = .files
    case "--version" where placeholder == "V": self = .versions
    default: self.init(placeholder: placeholder)
    }
  }

  init(of argument: CommandSpecification.Argument, command: String) {
    switch (command, argument.name) {
    case ("compare", _), (_, "VERSION"): self = .versions
    case ("themes", "NAME"): self = .themes
    case ("help", _): self = .commands
    case ("step-back", _): self = .words(Stage.allCases.map(\.id))
    case ("automation", _): self = .words(["human", "shadow", "assistance", "partial", "full"])
    case ("decide", _): self = .words(["continue", "retrain", "step_back", "retire"])
    case ("docs", "TOPIC|man|completions"): self = .topics(["man", "completions"])
    case ("label", "ROW|FILE"): self = .files
    default: self.init(placeholder: argument.name)
    }
  }

  private init(placeholder: String) {
    switch placeholder {
    case "DIR": self = .folders
    case "FILE", "F", "DATA", "LOG": self = .files
    default:
      let words = placeholder.split(separator: "|").map(String.init).filter { word in
        word.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" || $0 == "_" }
      }
      self = words.isEmpty ? .free : .words(words)
    }
  }
}

extension CommandSpecification {
  /// Its own options and those of every command, each name once.
  var allOptions: [Option] {
    options + CommandSpecification.common.filter { common in !options.contains { $0.name == common.name } }
  }
}

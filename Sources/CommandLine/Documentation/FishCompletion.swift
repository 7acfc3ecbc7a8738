/// Completions for fish, made from the table of commands.
enum FishCompletion {
  static var text: String {
    let bare = CommandSpecification.bare.map { line(bareCondition, $0) }
    let common = CommandSpecification.common.map { line(nil, $0) }
    let commands = CommandSpecification.all.map {
      "complete -c sextant -f -n \(bareCondition) -a \($0.name) -d \(quoted($0.summary))"
    }
    let own = CommandSpecification.all.flatMap { command in
      let condition = quoted("__fish_seen_subcommand_from \(command.name)")
      return command.options.map { line(condition, $0) } + arguments(of: command, condition)
    }
    return """
      # Completions of sextant for fish: put this into ~/.config/fish/completions/sextant.fish.
      # Made by `sextant docs completions fish`.

      complete -c sextant -f
      \((common + bare + commands + own).joined(separator: "\n"))

      """
  }

  private static let bareCondition = "__fish_use_subcommand"

  private static func line(_ condition: String?, _ option: CommandSpecification.Option) -> String {
    let place = condition.map { " -n \($0)" } ?? ""
    let name = String(option.name.drop { $0 == "-" })
    let value = option.value.map { " -r\(offer(ValueKind(of: option, placeholder: $0)))" } ?? ""
    return "complete -c sextant\(place) -l \(name)\(value) -d \(quoted(option.summary))"
  }

  /// Which of several arguments is being typed is not told apart: all that fits is offered.
  private static func arguments(of command: CommandSpecification, _ condition: String) -> [String] {
    command.arguments.compactMap { argument in
      let kind = ValueKind(of: argument, command: command.name)
      return kind == .free ? nil : "complete -c sextant -n \(condition)\(offer(kind))"
    }
  }

  private static func offer(_ kind: ValueKind) -> String {
    switch kind {
    case .words(let words): " -f -a \(quoted(words.joined(separator: " ")))"
    case .files: " -F"
    case .folders: " -f -a '(__fish_complete_directories)'"
    case .themes: " -f -a \(quoted("auto (\(CompletionQuery.themes))"))"
    case .versions: " -f -a \(quoted("(\(CompletionQuery.versions))"))"
    case .commands: " -f -a \(quoted(CommandSpecification.all.map(\.name).joined(separator: " ")))"
    case .topics(let words): " -f -a \(quoted(words.joined(separator: " ") + " (\(CompletionQuery.topics))"))"
    case .free: " -f"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = ""
    for character in text {
      if character == "'" || character == "\\" { result += "\\" }
      result.append(character)
    }
    return "'\(result)'"
  }
}

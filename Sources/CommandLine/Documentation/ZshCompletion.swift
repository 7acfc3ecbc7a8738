/// Completions for zsh, made from the table of commands.
enum ZshCompletion {
  static var text: String {
    """
    #compdef sextant
    # Completions of sextant for zsh: put this as _sextant into a folder of $fpath.
    # Made by `sextant docs completions zsh`.

    _sextant_themes() { local -a found; found=(auto ${(f)"$(\(CompletionQuery.themes))"}); compadd -a found }
    _sextant_versions() { local -a found; found=(${(f)"$(\(CompletionQuery.versions))"}); compadd -a found }
    _sextant_topics() { local -a found; found=(man completions ${(f)"$(\(CompletionQuery.topics))"}); compadd -a found }

    _sextant_commands() {
      local -a commands
      commands=(
    \(CommandSpecification.all.map { "    '\($0.name):\(escaped($0.summary))'" }.joined(separator: "\n"))
      )
      _describe -t commands command commands
    }

    _sextant() {
      local curcontext="$curcontext" state line
      local -a common
      common=(
    \(CommandSpecification.common.map { "    \(option($0))" }.joined(separator: "\n"))
      )
      _arguments -C $common \(CommandSpecification.bare.map(option).joined(separator: " ")) \\
        '1: :_sextant_commands' '*:: :->rest'
      [[ $state == rest ]] || return
      case $words[1] in
    \(CommandSpecification.all.map(branch).joined(separator: "\n"))
      esac
    }

    _sextant "$@"

    """
  }

  private static func branch(_ command: CommandSpecification) -> String {
    let arguments = command.arguments.enumerated().map { index, argument in
      let kind = action(ValueKind(of: argument, command: command.name))
      return "'\(index + 1):\(argument.isOptional ? ":" : "")\(escaped(argument.name)):\(kind)'"
    }
    let words = command.options.map(option) + arguments
    return "    \(command.name)) _arguments $common \(words.joined(separator: " ")) ;;"
  }

  private static func option(_ option: CommandSpecification.Option) -> String {
    let star = option.isRepeatable ? "*" : ""
    let value = option.value.map { ":\(escaped($0)):\(action(ValueKind(of: option, placeholder: $0)))" } ?? ""
    return "'\(star)\(option.name)[\(escaped(option.summary))]\(value)'"
  }

  /// Inside single quotes, within a specification of `_arguments`.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "'": result += "'\\''"
      case ":", "[", "]", "\\": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }

  private static func action(_ kind: ValueKind) -> String {
    switch kind {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files: "_files"
    case .folders: "_files -/"
    case .themes: "_sextant_themes"
    case .versions: "_sextant_versions"
    case .commands: "_sextant_commands"
    case .topics: "_sextant_topics"
    case .free: " "
    }
  }
}

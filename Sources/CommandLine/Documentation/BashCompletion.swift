/// Completions for bash, made from the table of commands.
enum BashCompletion {
  static var text: String {
    """
    # Completions of sextant for bash: `source` this, or put it into /usr/share/bash-completion/completions/sextant.
    # Made by `sextant docs completions bash`.

    # COMMAND OPTION: sets kind to what the option's value may be; fails for an option without a value.
    _sextant_value() {
      case "$1 $2" in
    \(values.joined(separator: "\n"))
        *) return 1 ;;
      esac
    }

    # COMMAND PLACE: sets kind to what may stand there.
    _sextant_argument() {
      case "$1 $2" in
    \(arguments.joined(separator: "\n"))
        *) kind=free ;;
      esac
    }

    # COMMAND: sets options.
    _sextant_options() {
      case "$1" in
    \(options.joined(separator: "\n"))
      esac
    }

    # KIND WORD: offers what begins with the word.
    _sextant_offer() {
      case "$1" in
        words:*) COMPREPLY=($(compgen -W "${1#words:}" -- "$2")) ;;
        files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$2")) ;;
        folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$2")) ;;
        themes) COMPREPLY=($(compgen -W "auto $(\(CompletionQuery.themes))" -- "$2")) ;;
        versions) COMPREPLY=($(compgen -W "$(\(CompletionQuery.versions))" -- "$2")) ;;
        topics:*) COMPREPLY=($(compgen -W "${1#topics:} $(\(CompletionQuery.topics))" -- "$2")) ;;
      esac
    }

    _sextant() {
      local current=${COMP_WORDS[COMP_CWORD]} command= place=0 last= index word kind options
      COMPREPLY=()
      for ((index = 1; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        last=
        # The shell cuts `--theme=dark` into three words.
        if [[ $word == -* ]]; then
          if _sextant_value "$command" "$word"; then
            last=$word
            [[ ${COMP_WORDS[index + 1]} == = ]] && ((index + 1 < COMP_CWORD)) && ((index++))
            if ((index + 1 < COMP_CWORD)); then
              ((index++))
              last=
            fi
          fi
        elif [[ -z $command ]]; then
          command=$word
        else
          ((place++))
        fi
      done
      [[ $current == = ]] && current=
      if [[ -n $last ]]; then
        _sextant_value "$command" "$last"
        _sextant_offer "$kind" "$current"
      elif [[ $current == -* ]]; then
        _sextant_options "$command"
        COMPREPLY=($(compgen -W "$options" -- "$current"))
      elif [[ -z $command ]]; then
        _sextant_offer "words:\(CommandSpecification.all.map(\.name).joined(separator: " "))" "$current"
      else
        _sextant_argument "$command" "$place"
        _sextant_offer "$kind" "$current"
      fi
    }

    complete -F _sextant sextant

    """
  }

  private static var values: [String] {
    let own = CommandSpecification.all.flatMap { command in
      command.options.compactMap { line("\(command.name) \($0.name)", $0) }
    }
    let bare = CommandSpecification.bare.compactMap { line(" \($0.name)", $0) }
    let common = CommandSpecification.common.compactMap { option -> String? in
      guard let value = option.value else { return nil }
      return "    *\" \(option.name)\") kind=\(quoted(ValueKind(of: option, placeholder: value))) ;;"
    }
    return own + bare + common
  }

  private static func line(_ pattern: String, _ option: CommandSpecification.Option) -> String? {
    guard let value = option.value else { return nil }
    return "    \"\(pattern)\") kind=\(quoted(ValueKind(of: option, placeholder: value))) ;;"
  }

  private static var arguments: [String] {
    CommandSpecification.all.flatMap { command in
      command.arguments.enumerated().compactMap { index, argument -> String? in
        let kind = ValueKind(of: argument, command: command.name)
        return kind == .free ? nil : "    \"\(command.name) \(index)\") kind=\(quoted(kind)) ;;"
      }
    }
  }

  private static var options: [String] {
    let bare = CommandSpecification.bare + CommandSpecification.common
    return (CommandSpecification.all.map { ($0.name, $0.allOptions) } + [("", bare)]).map { name, options in
      "    \"\(name)\") options=\"\(options.map(\.name).joined(separator: " "))\" ;;"
    }
  }

  private static func quoted(_ kind: ValueKind) -> String {
    switch kind {
    case .words(let words): "\"words:\(words.joined(separator: " "))\""
    case .topics(let words): "\"topics:\(words.joined(separator: " "))\""
    case .commands: "\"words:\(CommandSpecification.all.map(\.name).joined(separator: " "))\""
    case .files: "files"
    case .folders: "folders"
    case .themes: "themes"
    case .versions: "versions"
    case .free: "free"
    }
  }
}

/// Command lines that print, one a line, what only the program knows.
enum CompletionQuery {
  static let themes = "sextant themes list 2>/dev/null | awk 'NR > 1 { print $1 }'"
  // The table of versions ends with an empty line.
  static let versions = "sextant registry 2>/dev/null | awk 'NR > 1 && NF == 0 { exit } NR > 1 { print $1 }'"
  static let topics = "sextant docs 2>/dev/null | awk '/^  / { print $1 }'"
}

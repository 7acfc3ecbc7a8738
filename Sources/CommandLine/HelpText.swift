/// The help, made from the table of commands.
public enum HelpText {
  public static func general(version: String) -> String {
    let width = CommandSpecification.all.map(\.name.count).max() ?? 0
    let commands = CommandSpecification.all.map { command in
      "  " + command.name + String(repeating: " ", count: width - command.name.count + 2) + command.summary
    }
    return """
      sextant \(version): the whole life of an ML model in one terminal

      sextant                open the project's cockpit (its folder or one below)
      sextant demo           open a world that drifts, to look around
      sextant --plain        the same as lines, for screen readers, logs and scripts
      sextant --attach URL   open the cockpit of an engine on another machine, behind its `sextant serve`
      sextant COMMAND …      the same things without a screen

      \(commands.joined(separator: "\n"))

      \(options(CommandSpecification.common))

      Without a command:

      \(options(CommandSpecification.bare))

      `sextant COMMAND --help` explains one. Exit status: 0 done, 1 the answer is no, 2 wrong use or bad input,
      3 the project is damaged or cannot be reached, 130 interrupted.
      """
  }

  public static func command(_ command: CommandSpecification) -> String {
    let own = command.options.isEmpty ? "" : options(command.options) + "\n"
    return "\(command.usage)\n\n\(command.summary)\n\n\(own)\(options(CommandSpecification.common))"
  }

  private static func options(_ options: [CommandSpecification.Option]) -> String {
    let names = options.map { $0.name + ($0.value.map { " " + $0 } ?? "") }
    let width = names.map(\.count).max() ?? 0
    return zip(names, options).map { name, option in
      "  " + name + String(repeating: " ", count: width - name.count + 2) + option.summary
    }.joined(separator: "\n")
  }
}

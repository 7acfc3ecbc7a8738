import CommandLine
import Testing

@Suite struct HelpTests {
  @Test("The help lists every command with its summary, in lines that fit a screen")
  func general() {
    let text = HelpText.general(version: "1.2.3")
    #expect(text.hasPrefix("sextant 1.2.3: "))
    for command in CommandSpecification.all {
      let lines = text.split(separator: "\n").filter { $0.hasPrefix("  \(command.name) ") }
      #expect(lines.count == 1, "\(command.name)")
      #expect(lines.first?.hasSuffix(command.summary) == true)
    }
    for option in CommandSpecification.common { #expect(text.contains("  \(option.name)")) }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test("A command's help begins with its usage and names every option", arguments: CommandSpecification.all)
  func command(command: CommandSpecification) {
    let text = HelpText.command(command)
    #expect(text.hasPrefix("sextant \(command.name)"))
    #expect(text.contains(command.summary))
    for option in command.options + CommandSpecification.common {
      #expect(text.contains("\n  \(option.name)\(option.value.map { " " + $0 } ?? "") "), "\(option.name)")
    }
    for argument in command.arguments { #expect(text.contains(argument.name)) }
  }

  @Test("The contract's commands of this build are there")
  func contract() {
    let promised =
      "init check profile train runs promote rollback replay drift alarms kpis status journal registry step-back demo doctor"
    for name in promised.split(separator: " ") { #expect(CommandSpecification.named(String(name)) != nil, "\(name)") }
    let names = CommandSpecification.all.map(\.name)
    #expect(Set(names).count == names.count)
  }
}

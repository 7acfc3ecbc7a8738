import Encoding
import Testing

/// A project folder of a test's own, worked on through the built program.
final class Workplace {
  let scratch: Scratch

  /// - Parameter table: made into a project by `sextant init`, with a window, a delay and a figure of its own.
  init(_ table: SampleTable = SampleTable()) throws {
    scratch = try Scratch()
    try scratch.write(table.text, to: "data.csv")
    try must("init", scratch("data.csv"), "--target", "y", "--time", "day", "--id", "id")
    try edit { text in
      let delay = text.index(ofFirst: "  outcome_delay:")
      return text[..<delay] + """
          window: 100 rows
          outcome_delay: 1h
        business:
          kpis: [{name: positives, unit: rows, formula: "sum(outcome)", target: ">= 10"}]

        """
    }
  }

  /// The project, which is in a folder of its own beside the data.
  var folder: String { scratch("project") }

  /// Runs `sextant` on the project.
  func run(_ words: String..., seconds: Double = 60) throws -> Program.Ending {
    try Program.run(command(words), environment: environment, seconds: seconds)
  }

  /// Starts `sextant` on the project and leaves it running.
  func start(_ words: String...) throws -> Program {
    try Program(command(words), environment: environment)
  }

  /// The one document that a command prints; its end, and what went to standard error, are checked.
  func document(_ words: String..., status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON
  {
    try document(words, status: status, sourceLocation: sourceLocation)
  }

  func document(_ words: [String], status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON
  {
    let ending = try Program.run(command(words + ["--json"]), environment: environment)
    #expect(ending.status == status, "\(ending.errors)", sourceLocation: sourceLocation)
    if status == 0 { #expect(ending.errors == "", sourceLocation: sourceLocation) }
    // Anything after the one document is an error to the parser.
    return try JSON(parsing: ending.output)
  }

  /// The documents of a command that prints one a line.
  func lines(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> [JSON] {
    let ending = try Program.run(command(words + ["--json"]), environment: environment)
    #expect(ending.status == 0, "\(ending.errors)", sourceLocation: sourceLocation)
    #expect(ending.errors == "", sourceLocation: sourceLocation)
    return try ending.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
  }

  /// Runs a command that prepares the ground.
  func must(_ words: String...) throws {
    let ending = try Program.run(command(words), environment: environment)
    guard ending.status == 0 else {
      throw Program.Problem(
        description: "`\(words.joined(separator: " "))` ended with \(ending.status): \(ending.errors)")
    }
  }

  /// Changes the project file.
  func edit(_ change: (String) throws -> String) throws {
    try scratch.write(try change(try scratch.read("project/sextant.yaml")), to: "project/sextant.yaml")
  }

  private func command(_ words: [String]) -> [String] { [Program.sextant] + words + ["--project", folder] }

  private var environment: [String: String] { ["XDG_DATA_HOME": scratch.path, "SEXTANT_USER": "ada"] }
}

extension String {
  /// Where a text begins first; the end when it is nowhere.
  func index(ofFirst text: String) -> Index {
    indices.first { self[$0...].hasPrefix(text) } ?? endIndex
  }

  func replacing(_ old: String, with new: String) -> String {
    let start = index(ofFirst: old)
    guard start != endIndex else { return self }
    return self[..<start] + new + self[index(start, offsetBy: old.count)...]
  }
}

import Expressions

/// Words of a command line, sorted by the command's specification.
public struct ParsedArguments: Sendable, Equatable {
  /// Nil when no command was named: the cockpit opens.
  public var command: CommandSpecification?
  public var positionals: [String] = []
  private var values: [String: [String]] = [:]

  public func value(_ option: String) -> String? { values[option]?.last }
  public func allValues(_ option: String) -> [String] { values[option] ?? [] }
  public func has(_ option: String) -> Bool { values[option] != nil }

  /// - Parameter words: the command line without the program's name.
  public init(_ words: [String]) throws(UsageError) {
    var words = words[...]
    // What every command takes may come before it: `sextant --project ads status`.
    while let first = words.first, first.hasPrefix("-"), first != "-", first != "--" {
      words = words.dropFirst()
      try take(option: first, rest: &words)
    }
    if let first = words.first, !first.hasPrefix("-") {
      guard let found = CommandSpecification.named(first) else {
        throw UsageError("there is no command `\(first)`", mend: Self.suggestion(for: first))
      }
      for option in Self.bare where has(option.name) {
        throw UsageError("`\(found.name)` has no option `\(option.name)`", mend: "leave it out")
      }
      command = found
      words = words.dropFirst()
    }
    try sort(words)
    try checkPositionals()
  }

  private static func suggestion(for word: String) -> String {
    let names = CommandSpecification.all.map(\.name)
    guard let near = Spelling.nearest(to: word, among: names) else { return "`sextant --help` lists the commands" }
    return "did you mean `\(near)`?"
  }

  private mutating func sort(_ words: ArraySlice<String>) throws(UsageError) {
    var words = words
    var onlyPositionals = false
    while let word = words.popFirst() {
      if word == "--" {
        onlyPositionals = true
      } else if onlyPositionals || !word.hasPrefix("-") || word == "-" {
        positionals.append(word)
      } else {
        try take(option: word, rest: &words)
      }
    }
  }

  private mutating func take(option word: String, rest: inout ArraySlice<String>) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0] == "-h" ? "--help" : parts[0]
    let known =
      (command?.options ?? []) + CommandSpecification.common + (command == nil ? Self.bare : [])
    guard let option = known.first(where: { $0.name == name }) else {
      let near = Spelling.nearest(to: name, among: known.map(\.name))
      throw UsageError(
        "\(command.map { "`\($0.name)`" } ?? "sextant") has no option `\(name)`",
        mend: near.map { "did you mean `\($0)`?" } ?? "`--help` lists its options")
    }
    guard let placeholder = option.value else {
      guard parts.count == 1 else { throw UsageError("`\(name)` takes no value", mend: "leave out `=\(parts[1])`") }
      values[name, default: []].append("")
      return
    }
    guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
      throw UsageError("`\(name)` needs a value", mend: "write `\(name) \(placeholder)`")
    }
    guard option.isRepeatable || values[name] == nil else {
      throw UsageError("`\(name)` is given twice", mend: "give it once")
    }
    values[name, default: []].append(value)
  }

  private static let bare = CommandSpecification.bare

  private func checkPositionals() throws(UsageError) {
    guard !has("--help") else { return }
    let wanted = command?.arguments ?? []
    let least = wanted.count { !$0.isOptional }
    if positionals.count < least {
      let name = wanted[positionals.count].name
      guard name.contains("|"), positionals.isEmpty else {
        throw UsageError("`\(name)` is missing", mend: command.map { "write `\($0.usage)`" } ?? "")
      }
      let verbs = name.split(separator: "|").joined(separator: ", ")
      throw UsageError("`\(command?.name ?? "")` what?", mend: "use one of: \(verbs)")
    }
    if positionals.count > wanted.count, wanted.last?.isRepeatable != true {
      throw UsageError(
        "`\(positionals[wanted.count])` is one word too many", mend: "write `\(command?.usage ?? "sextant --help")`")
    }
  }
}

/// Wrong use of the command line: exit status 2.
public struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
  public let message: String
  public let mend: String

  public init(_ message: String, mend: String) {
    self.message = message
    self.mend = mend
  }

  /// The problem, then the mend; a question ends by itself.
  public var description: String {
    if mend.isEmpty { return message }
    return message.hasSuffix("?") ? "\(message) \(mend)" : "\(message); \(mend)"
  }
}

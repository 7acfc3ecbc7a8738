extension Keymap {
  /// The keys as Markdown tables, one a group, for the README.
  public var markdown: String {
    Binding.Group.allCases.map { group in
      let rows = bindings.filter { $0.group == group }.map { binding in
        let keys = keys(of: binding).map { "`\($0.label)`" }.joined(separator: " ")
        let asks = binding.danger == .asks ? " (asks first)" : ""
        return "| \(keys) | \(binding.title)\(asks) | \(Keymap.cell(binding.twin)) |"
      }
      return
        (["**\(group.rawValue)**", "", "| key | what it does | without the cockpit |", "| --- | --- | --- |"] + rows)
        .joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  }

  private static func cell(_ twin: Binding.Twin) -> String {
    switch twin {
    case .command(let line): "`" + line.split(separator: "|").joined(separator: "\\|") + "`"
    case .screenOnly: ""
    }
  }
}

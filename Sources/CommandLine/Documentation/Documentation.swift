/// What is written from the tables of commands and keys: the manual page and the completions of shells.
public enum Documentation {
  public static func completions(_ shell: DocsRequest.Shell) -> String {
    switch shell {
    case .bash: BashCompletion.text
    case .zsh: ZshCompletion.text
    case .fish: FishCompletion.text
    }
  }

  /// The manual page `sextant(1)`, as roff.
  ///
  /// - Parameter keys: the cockpit's, in the order in which they are explained.
  public static func manual(version: String, keys: [Key]) -> String { ManualPage(version: version, keys: keys).text }

  /// Every command with its options, as Markdown.
  public static var commands: String {
    CommandSpecification.all.map { "## \($0.name)\n\n```\n\(HelpText.command($0))\n```\n" }.joined(separator: "\n")
  }

  /// A key of the cockpit as the manual page explains it.
  public struct Key: Sendable, Equatable {
    public var group: String
    /// As people read them: "↑ k".
    public var labels: String
    public var title: String
    /// The command line that does the same; nil where it changes nothing but the screen.
    public var twin: String?
    public var asks: Bool

    public init(group: String, labels: String, title: String, twin: String?, asks: Bool) {
      self.group = group
      self.labels = labels
      self.title = title
      self.twin = twin
      self.asks = asks
    }
  }
}

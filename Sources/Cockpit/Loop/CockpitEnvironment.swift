import CellCanvas

/// What the loop needs from outside beside the screen and the engine.
public struct CockpitEnvironment {
  /// Opens a copy of a project's contract in the person's editor, at the first line that begins with a section's
  /// name, or goes on with the copy that is there.
  public var edit: (_ project: String, _ section: String, _ again: Bool) -> EditedContract
  /// The theme of a name.
  public var theme: (String) -> Theme
  /// Keeps something for the next time.
  public var remember: (Memory) -> Void
  /// Called once, when the start is over: what only the start needed can go. nil wants no call.
  public var settle: (() -> Void)?

  public init(
    edit: @escaping (_ project: String, _ section: String, _ again: Bool) -> EditedContract,
    theme: @escaping (String) -> Theme, remember: @escaping (Memory) -> Void = { _ in },
    settle: (() -> Void)? = nil
  ) {
    self.settle = settle
    self.edit = edit
    self.theme = theme
    self.remember = remember
  }
}

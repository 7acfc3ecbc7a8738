import CellCanvas

/// The themes there are, and which one is wanted.
public struct ThemeShelf: Sendable, Equatable {
  /// Which theme a person wants.
  public enum Wish: Sendable, Hashable {
    /// Dark or light, as the terminal is.
    case automatic
    case named(String)

    public static let automaticName = "auto"

    public init(_ name: String) { self = name == Self.automaticName ? .automatic : .named(name) }

    public var name: String {
      switch self {
      case .automatic: Self.automaticName
      case .named(let name): name
      }
    }
  }

  /// In the order they are offered.
  public var names: [String]
  public var wish: Wish
  /// What the terminal said of its background; dark until it says something.
  public var background: Theme.Appearance
  /// Counts how often files of themes have changed.
  public var revision = 0

  public init(names: [String] = ["dark", "light"], wish: Wish = .automatic, background: Theme.Appearance = .dark) {
    self.background = background
    self.names = names.isEmpty ? ["dark"] : names
    self.wish = wish
  }

  /// All that can be wished for.
  var wishes: [Wish] { [.automatic] + names.map { .named($0) } }

  /// The theme that a wish comes to on this terminal.
  public func name(of wish: Wish) -> String {
    switch wish {
    case .automatic: background.rawValue
    case .named(let name): names.contains(name) ? name : background.rawValue
    }
  }
}

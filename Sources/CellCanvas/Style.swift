/// How a cell looks. A colour that is nil leaves what is there already, so that text keeps its row's background.
public struct Style: Sendable, Hashable {
  public var foreground: Color?
  public var background: Color?
  public var attributes: Attributes

  public struct Attributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let italic = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)
    public static let reverse = Attributes(rawValue: 16)
  }

  /// Changes nothing but the attributes, which become none.
  public static let plain = Style()

  public init(foreground: Color? = nil, background: Color? = nil, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// This style drawn on top of another: its colours where it has them, its own attributes.
  ///
  /// Reverse goes with the background: where there are no colours it stands for one.
  public func over(_ base: Style) -> Style {
    let kept: Attributes = background == nil ? base.attributes.intersection(.reverse) : []
    return Style(
      foreground: foreground ?? base.foreground, background: background ?? base.background,
      attributes: attributes.union(kept))
  }

  /// As `over`, but keeping the attributes beneath: what a selection does to the text it covers.
  public func tinting(_ base: Style) -> Style {
    Style(
      foreground: foreground ?? base.foreground, background: background ?? base.background,
      attributes: base.attributes.union(attributes))
  }
}

extension Style: CustomStringConvertible {
  /// Such as "bold 110 on 234"; "plain" where it changes nothing.
  public var description: String {
    let names: [(Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
    ]
    var words = names.filter { attributes.contains($0.0) }.map(\.1)
    if let foreground { words.append("\(foreground)") }
    if let background { words.append("on \(background)") }
    return words.isEmpty ? "plain" : words.joined(separator: " ")
  }
}

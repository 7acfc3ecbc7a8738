/// How each role looks.
///
/// A theme always has an answer: a role it does not name looks like its parent, and at the end like `text`. Every
/// style it gives is complete enough to be told from the screen at its colour depth.
public struct Theme: Sendable, Hashable {
  public let name: String
  /// The depth its colours have been brought down to.
  public let depth: ColorDepth
  /// What an empty cell looks like; both colours are set.
  public let screenStyle: Style

  private let styles: [Role: Style]
  /// The background its author had in mind; nil where it suits any.
  public let appearance: Appearance?
  /// The roles the author named, as they were named.
  let namedStyles: [Role: Style]
  /// What the author wants instead of a colour where the nearest one would be a poor choice.
  let alternates: Alternates

  /// Light words on a dark screen, or the other way round.
  public enum Appearance: String, Sendable, Hashable, CaseIterable {
    case dark, light
  }

  /// Colours to use instead of others, on terminals with fewer.
  public struct Alternates: Sendable, Hashable {
    public var palette: [Color: Color]
    public var sixteen: [Color: Color]

    public init(palette: [Color: Color] = [:], sixteen: [Color: Color] = [:]) {
      self.palette = palette
      self.sixteen = sixteen
    }
  }

  /// A theme of the styles given, by role.
  public init(
    name: String, styles: [Role: Style], appearance: Appearance? = nil, alternates: Alternates = Alternates()
  ) {
    self.init(name: name, depth: .truecolor, styles: styles, appearance: appearance, alternates: alternates)
  }

  private init(
    name: String, depth: ColorDepth, styles: [Role: Style], appearance: Appearance?, alternates: Alternates
  ) {
    self.name = name
    self.depth = depth
    self.appearance = appearance
    self.alternates = alternates
    namedStyles = styles
    let screen = styles[.screen] ?? .plain
    screenStyle = Style(
      foreground: screen.foreground ?? .terminal, background: screen.background ?? .terminal,
      attributes: screen.attributes)
    var complete = styles
    for role in Role.all { complete[role] = Theme.resolve(role, in: styles) }
    self.styles = complete
  }

  /// The look of a role, its parent's where the theme does not name it.
  public func style(_ role: Role) -> Style {
    styles[role] ?? Theme.resolve(role, in: styles)
  }

  /// The same theme for a terminal with fewer colours.
  ///
  /// Monochrome keeps bold, dim and underline; a role with a background of its own (a selection, a toast) is shown
  /// reversed instead, the fainter selection underlined.
  public func reduced(to depth: ColorDepth) -> Theme {
    guard depth < self.depth else { return self }
    var styles: [Role: Style] = [:]
    for (role, style) in self.styles {
      styles[role] = depth == .monochrome ? plain(style, of: role) : reduced(style, to: depth)
    }
    // Two shades that became one: the fainter selection would be lost.
    if depth != .monochrome, let faint = styles[.selectionFaint], faint.background == styles[.screen]?.background {
      styles[.selectionFaint] = Style(
        foreground: faint.foreground, attributes: faint.attributes.union(.underline))
    }
    return Theme(name: name, depth: depth, styles: styles, appearance: appearance, alternates: alternates)
  }

  /// What attributes tell where colours told it.
  private static let plainMarks: [Role: Style.Attributes] = [
    .borderFocus: .bold, .failing: [.bold, .underline], .titleFocus: [.bold, .reverse], .busy: .underline,
  ]

  private func plain(_ style: Style, of role: Role) -> Style {
    if let marks = Theme.plainMarks[role] { return Style(attributes: style.attributes.union(marks)) }
    // Dialogs have a frame; reversed, they would outshine what is chosen in them.
    if [.screen, .dialog, .dialogBorder].contains(role) {
      return Style(foreground: .terminal, background: .terminal, attributes: style.attributes)
    }
    if role == .selectionFaint { return Style(attributes: style.attributes.union(.underline)) }
    guard let background = style.background, background != screenStyle.background else {
      return Style(attributes: style.attributes)
    }
    return Style(attributes: style.attributes.union(.reverse))
  }

  private func reduced(_ style: Style, to depth: ColorDepth) -> Style {
    Style(
      foreground: style.foreground.map { reduced($0, to: depth) },
      background: style.background.map { reduced($0, to: depth) }, attributes: style.attributes)
  }

  private func reduced(_ color: Color, to depth: ColorDepth) -> Color {
    switch depth {
    case .ansi16: alternates.sixteen[color] ?? color.reduced(to: depth)
    case .indexed256: alternates.palette[color] ?? color.reduced(to: depth)
    case .monochrome, .truecolor: color.reduced(to: depth)
    }
  }

  private static func resolve(_ role: Role, in styles: [Role: Style]) -> Style {
    var candidate: Role? = role
    while let current = candidate {
      if let style = styles[current] { return style }
      candidate = current.parent
    }
    return styles[.text] ?? .plain
  }
}

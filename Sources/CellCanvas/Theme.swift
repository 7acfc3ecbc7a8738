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
  /// The roles the author named, as they were named.
  let namedStyles: [Role: Style]
  /// What the author wants on a sixteen-colour terminal where the nearest colour would be a poor choice.
  let sixteenColors: [Color: Color]

  /// A theme of the styles given, by role.
  ///
  /// - Parameter sixteen: the colour to use instead of another one at `ColorDepth.ansi16`.
  public init(name: String, styles: [Role: Style], sixteen: [Color: Color] = [:]) {
    self.init(name: name, depth: .truecolor, styles: styles, sixteen: sixteen)
  }

  private init(name: String, depth: ColorDepth, styles: [Role: Style], sixteen: [Color: Color]) {
    self.name = name
    self.depth = depth
    sixteenColors = sixteen
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
    return Theme(name: name, depth: depth, styles: styles, sixteen: sixteenColors)
  }

  private func plain(_ style: Style, of role: Role) -> Style {
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
    if depth == .ansi16, let chosen = sixteenColors[color] { return chosen }
    return color.reduced(to: depth)
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

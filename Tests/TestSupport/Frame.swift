import CellCanvas

/// A canvas as golden text: what it shows, then a letter a cell for how it looks, then what the letters mean.
///
/// With `Theme.probe` the meanings are the roles' own names, so that a change of colours leaves the goldens alone.
public func frame(_ canvas: Canvas) -> String {
  let map = canvas.styleMap
  let legend = map.legend.map { "\($0.letter) \(Theme.probeDescription($0.style))" }
  return ([canvas.text, "", "— look —"] + map.rows + legend).joined(separator: "\n")
}

/// A view drawn with the probe theme, as golden text.
public func frame(_ view: some View, size: Size, glyphs: GlyphSet = .braille) -> String {
  frame(Canvas(drawing: view, size: size, theme: .probe, glyphs: glyphs))
}

extension Theme {
  /// A theme whose every role has a colour of its own, by which tests can tell which role was used.
  public static let probe = Theme(
    name: "probe",
    styles: Dictionary(
      uniqueKeysWithValues: Role.all.enumerated().map { index, role in (role, probeStyle(role, index)) }))

  private static let backgrounds: Set<Role> = [.screen, .selection, .selectionFaint, .toast, .tabActive, .dialog]

  private static func probeStyle(_ role: Role, _ index: Int) -> Style {
    let color = Color.indexed(UInt8(16 + index))
    return Style(foreground: color, background: backgrounds.contains(role) ? color : nil)
  }

  static func probeDescription(_ style: Style) -> String {
    guard style.attributes.isEmpty else { return style.description }
    let words = [probeName(style.foreground), probeName(style.background)]
    return words[1] == "screen" ? words[0] : words.joined(separator: " on ")
  }

  private static func probeName(_ color: Color?) -> String {
    guard case .indexed(let index) = color, index >= 16, Int(index) - 16 < Role.all.count else {
      return color.map(String.init(describing:)) ?? "none"
    }
    return Role.all[Int(index) - 16].name
  }
}

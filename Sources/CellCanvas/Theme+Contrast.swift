extension Theme {
  /// A pair of looks that is too hard to tell apart.
  public struct ContrastFinding: Sendable, Hashable, CustomStringConvertible {
    public let role: Role
    /// The role whose background it stands on.
    public let on: Role
    /// 1 (the same) to 21, as WCAG 2.1 defines it.
    public let ratio: Double
    /// The least that is readable.
    public let wanted: Double

    public var description: String {
      let (ratio, wanted) = (NumberLabel.fixed(ratio, 2), NumberLabel.fixed(wanted, 1))
      return "\(role) on \(on) has a contrast of \(ratio), not \(wanted)"
    }
  }

  /// What WCAG 2.1 asks of words (1.4.3) and of graphics (1.4.11).
  static let wordContrast = 4.5
  static let markContrast = 3.0

  private static let words: [Role] = [
    .text, .dim, .strong, .accent, .title, .ok, .attention, .failing, .busy, .idle, .key, .keyHint, .tab, .tableHeader,
    .axisLabel, .threshold, .chartEvent, .cursor, .spark, .screen,
  ]
  private static let marks: [Role] =
    (1...6).map(Role.line) + [.borderFocus, .window, .reference, .gauge, .progress]
  private static let grounds: [Role] = [.selection, .selectionFaint, .toast, .tabActive, .titleFocus, .dialog]

  /// Whether anything can be said of its contrasts: nobody knows the terminal's own colours.
  public var hasKnownColors: Bool {
    Theme.words.contains { style($0).foreground?.isOfSixteen == false } && !screenStyle.background.isUnknown
  }

  /// Every look that is too hard to read on what it stands on. Pairs with one of the terminal's own colours are left
  /// out: they look as the person set them up.
  public var contrastFindings: [ContrastFinding] {
    var findings: [ContrastFinding] = []
    let screen = screenStyle.background
    for role in Theme.words { look(at: style(role).foreground, role, screen, .screen, Theme.wordContrast, &findings) }
    for role in Theme.marks { look(at: style(role).foreground, role, screen, .screen, Theme.markContrast, &findings) }
    for ground in Theme.grounds {
      let style = style(ground)
      let background = style.background ?? screen
      if let own = style.foreground {
        look(at: own, ground, background, ground, Theme.wordContrast, &findings)
      } else {
        for role in [Role.text, .dim, .strong] {
          look(at: self.style(role).foreground, role, background, ground, Theme.wordContrast, &findings)
        }
      }
      // Of these four the words keep their own colour on a selection.
      guard style.foreground == nil || ground == .dialog else { continue }
      for role in [Role.ok, .attention, .failing, .busy] {
        look(at: self.style(role).foreground, role, background, ground, Theme.markContrast, &findings)
      }
    }
    return findings
  }

  private func look(
    at color: Color?, _ role: Role, _ background: Color?, _ on: Role, _ wanted: Double,
    _ findings: inout [ContrastFinding]
  ) {
    guard let color, let background, !color.isOfSixteen, !background.isOfSixteen,
      let ratio = color.contrast(with: background), ratio < wanted
    else { return }
    findings.append(ContrastFinding(role: role, on: on, ratio: ratio, wanted: wanted))
  }
}

extension Color? {
  fileprivate var isUnknown: Bool { self?.isOfSixteen ?? true }
}

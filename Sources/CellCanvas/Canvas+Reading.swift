extension Canvas {
  /// What the canvas shows as plain text: one line a row, spaces at the ends of rows left off.
  public var text: String {
    (0..<size.rows).map { rowText($0) }.joined(separator: "\n")
  }

  /// The text of one row without the spaces at its end; empty outside.
  public func rowText(_ row: Int) -> String {
    guard row >= 0, row < size.rows else { return "" }
    var line = ""
    for x in 0..<size.columns {
      let glyph = cells[row * size.columns + x].glyph
      if let scalar = glyph.soleScalar {
        line.unicodeScalars.append(scalar)
      } else {
        line += glyph.text
      }
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  /// How the canvas looks: a letter a cell and what each letter means.
  ///
  /// The screen's own style is "."; the others get letters in the order they appear, row by row, and "?" once the
  /// letters run out.
  public var styleMap: StyleMap {
    var letters: [Style: Character] = [theme.screenStyle: "."]
    var legend: [(letter: Character, style: Style)] = []
    let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    let rows = (0..<size.rows).map { row in
      var line = ""
      for x in 0..<size.columns {
        let style = cells[row * size.columns + x].style
        if letters[style] == nil {
          let letter = legend.count < alphabet.count ? alphabet[legend.count] : "?"
          letters[style] = letter
          legend.append((letter, style))
        }
        line.append(letters[style] ?? "?")
      }
      return line
    }
    return StyleMap(rows: rows, legend: legend)
  }
}

/// A second layer beside a canvas's text, so that tests and reviews see changes of look as well.
public struct StyleMap: Sendable {
  /// A letter for each cell, a line for each row.
  public let rows: [String]
  /// The letters but ".", in order of appearance.
  public let legend: [(letter: Character, style: Style)]
}

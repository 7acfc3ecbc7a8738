import CellCanvas
import Encoding
import Lifecycle

/// What an edited contract would change, or why it cannot be applied.
struct ContractBox: View {
  let text: String
  let model: CockpitModel

  private static let width = 100

  func draw(in area: Rect, on canvas: inout Canvas) {
    content(in: area.size).draw(in: area, on: &canvas)
  }

  func content(in room: Size) -> BoxContent {
    let width = BoxContent.textWidth(on: room.columns, ContractBox.width)
    let again = BoxContent.Answer(key: model.keymap.key(.answer(.editAgain)), title: "edit again")
    let yes = BoxContent.Answer(key: model.keymap.key(.answer(.accept)), title: "apply")
    let no = BoxContent.Answer(key: model.keymap.key(.answer(.decline)), title: "leave it")
    let entry = model.contractAnswer(text)
    let answers = entry?.page?["valid"]?.bool == true ? [yes, again, no] : [again, no]
    let marked = answers.count == 3 ? 2 : 0
    let rows = max(1, room.rows - 8)
    return BoxContent(
      title: "The edited contract", lines: ContractBox.fitted(lines(entry, width), to: rows), answers: answers,
      marked: marked, width: ContractBox.width)
  }

  /// Cut where the box is full, with the number of lines left out.
  static func fitted(_ lines: [TextLine], to rows: Int) -> [TextLine] {
    guard lines.count > rows else { return lines }
    return Array(lines.prefix(rows - 1)) + [TextLine("… and \(lines.count - rows + 1) lines more", .dim)]
  }

  private func lines(_ entry: PageBook.Entry?, _ width: Int) -> [TextLine] {
    guard let entry, let page = entry.page else {
      if let refusal = entry?.refusal {
        return refusal.description.wrapped(to: width).map { TextLine($0, .failing) }
      }
      return [TextLine("⠹ the engine reads it and works out what would follow", .busy)]
    }
    return findings(page, width) + differences(page, width) + consequences(page, width)
  }

  private func findings(_ page: JSON, _ width: Int) -> [TextLine] {
    let findings = page["findings"]?.array ?? []
    let isValid = page["valid"]?.bool == true
    guard !findings.isEmpty || !isValid else { return [] }
    var lines = [isValid ? TextLine("It loads, with a remark:", .attention) : TextLine("✗ It does not load:", .failing)]
    for finding in findings {
      let place = [finding["line"]?.int, finding["column"]?.int].compactMap { $0 }.map(String.init)
      let head = "sextant.yaml" + (place.isEmpty ? "" : ":" + place.joined(separator: ":"))
      let message = [finding["message"]?.string, finding["mend"]?.string].compactMap { $0 }.joined(separator: "; ")
      let isError = finding["severity"]?.string == "error"
      lines += "\(isError ? "✗" : "!") \(head): \(message)".wrapped(to: width)
        .map { TextLine($0, isError ? .failing : .attention) }
    }
    return lines
  }

  private func differences(_ page: JSON, _ width: Int) -> [TextLine] {
    let differences = page["differences"]?.array ?? []
    guard !differences.isEmpty else {
      return page["valid"]?.bool == true ? [TextLine("No field changes: only comments or order.", .dim)] : []
    }
    let longest = differences.map { CharacterWidth.columns($0["path"]?.string ?? "") }.max() ?? 0
    let names = min(longest, width / 3) + 2
    return [TextLine("Changes", .titleFocus)]
      + differences.flatMap { difference -> [TextLine] in
        let old = CellText.plain(difference["old"] ?? .null)
        let new = CellText.plain(difference["new"] ?? .null)
        let change = "\(old.isEmpty ? "nothing" : old) → \(new.isEmpty ? "nothing" : new)"
        return change.wrapped(to: max(1, width - names)).enumerated().map { index, line in
          TextLine((index == 0 ? difference["path"]?.string ?? "" : "").fitted(to: names), .strong) + TextLine(line)
        }
      }
  }

  private func consequences(_ page: JSON, _ width: Int) -> [TextLine] {
    let consequences = page["consequences"]?.array ?? []
    guard !consequences.isEmpty else { return [] }
    return ["", TextLine("What follows", .titleFocus)]
      + consequences.flatMap { consequence -> [TextLine] in
        let mark = SeverityText(consequence["severity"]?.string ?? "")
        return (consequence["text"]?.string ?? "").wrapped(to: max(1, width - 2)).enumerated().map { index, line in
          TextLine(index == 0 ? "\(mark.glyph) " : "  ", mark.role) + TextLine(line)
        }
      }
  }
}

import CellCanvas
import Encoding
import Lifecycle

/// The table as a whole: how much, from when to when, how it is split, what was left out.
struct SourcePane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    guard let data = context.snapshot.data else { return "Table" }
    return TextLine("Table · \(NumberText.grouped(data.rows)) rows × \(data.columns.count) columns")
  }

  var note: TextLine? {
    context.snapshot.data.map { TextLine("sha256 \($0.sha256.prefix(12))", .dim) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    canvas.put(
      SourcePane.lines(context.snapshot, keymap: context.model.keymap, width: area.width), in: area,
      offset: context.model.offsets[.source] ?? 0)
  }

  static func lines(_ snapshot: Snapshot, keymap: Keymap, width: Int) -> [TextLine] {
    guard let data = snapshot.data else {
      if snapshot.notices.contains(where: { $0.hasPrefix(StageSummary.dataTrouble) }) {
        return [
          TextLine("✗ The table cannot be read; the columns say why.", .failing),
          TextLine("\(keymap.key(.act(.edit))) opens sextant.yaml, which names the source.", .accent),
        ]
      }
      return [
        TextLine("The data has not been read yet.", .dim),
        TextLine(
          "\(keymap.key(.act(.retrain))) reads and trains; \(keymap.key(.act(.edit))) names the source.", .accent),
      ]
    }
    var text = LabelledText(width: width)
    let parts = parts(data, withShares: true)
    text.add("Parts", parts.width <= width - text.labelWidth ? parts : self.parts(data, withShares: false))
    if let from = data.from, let to = data.to {
      text.add("Time", TextLine("\(TimeText.minute(from)) – \(TimeText.minute(to))"))
    }
    let leftOut = snapshot.definition.data.leaveOut
    text.add("Left out", leftOut.isEmpty ? "nothing" : leftOut.joined(separator: ", "))
    for (index, note) in data.notes.enumerated() { text.add(index == 0 ? "Notes" : "", note, .attention) }
    return text.lines
  }

  private static func parts(_ data: DataSummary, withShares: Bool) -> TextLine {
    let parts = [
      ("train", data.parts.train), ("validate", data.parts.validate), ("test", data.parts.test),
      ("live", data.liveRows),
    ].filter { $0.1 > 0 }
    var line = TextLine("")
    for (index, part) in parts.enumerated() {
      if index > 0 { line = line + TextLine(" · ", .dim) }
      line =
        line + TextLine("\(part.0) ", .dim) + TextLine(NumberText.grouped(part.1), .strong)
        + TextLine(withShares ? " \(share(part.1, of: data.rows))" : "", .dim)
    }
    return line
  }

  private static func share(_ part: Int, of whole: Int) -> String {
    whole > 0 ? NumberText.fixed(Double(part) / Double(whole) * 100, 0) + " %" : ""
  }
}

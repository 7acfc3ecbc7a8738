import CellCanvas
import Encoding
import Lifecycle

/// An answer of the engine as it is: for what has no picture of its own.
struct PagePane: PaneContent {
  let context: PaneContext
  let sheet: Sheet

  var title: TextLine { TextLine(sheet.title) }

  var note: TextLine? { entry?.pending == nil ? nil : TextLine("⠹ asking", .busy) }

  private var entry: PageBook.Entry? {
    context.model.query(of: .page(sheet)).flatMap { context.model.pages[$0.query] }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let entry else { return canvas.putEmpty("there is nothing to ask about yet", in: area) }
    if let refusal = entry.refusal, entry.page == nil {
      return canvas.putEmpty(refusal.message, refusal.mend, in: area)
    }
    let lines = PagePane.lines(of: .page(sheet), context.model, width: area.width)
    canvas.put(lines, in: area, offset: context.model.offsets[.page(sheet)] ?? 0)
  }

  static func lines(of pane: Pane, _ model: CockpitModel, width: Int) -> [TextLine] {
    guard let query = model.query(of: pane)?.query, let page = model.pages[query]?.page else { return [] }
    return page.text(pretty: true).split(separator: "\n", omittingEmptySubsequences: false)
      .prefix(2000).map { TextLine(String($0)).truncated(to: width) }
  }
}

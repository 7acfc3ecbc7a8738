/// One file of HTML: no scripts, nothing from elsewhere, light or dark as the reader likes, fit for paper.
public struct HTMLRenderer: Sendable {
  public init() {}

  public func text(_ report: Report) -> String {
    var page = HTMLPage()
    page.markup.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    page.markup.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.markup.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
    page.markup.element("title", report.title)
    page.markup.raw("\n<style>\n\(HTMLStyle.sheet)</style>\n</head>\n<body>\n<main>\n<header>\n")
    page.markup.element("h1", report.title)
    for line in report.lead { page.markup.element("p", "class=\"lead\"", line) }
    page.markup.raw("\n</header>\n")
    for section in report.sections { page.add(section) }
    page.markup.raw("</main>\n</body>\n</html>\n")
    return page.markup.text
  }
}

/// The page while it is written; numbers its charts.
private struct HTMLPage {
  var markup = Markup()
  private var chartCount = 0

  mutating func add(_ section: Report.Section) {
    markup.raw("<section>\n")
    markup.element("h2", section.title)
    markup.raw("\n")
    for block in section.blocks {
      add(block)
      markup.raw("\n")
    }
    markup.raw("</section>\n")
  }

  private mutating func add(_ block: Report.Block) {
    switch block {
    case .paragraph(let text): markup.element("p", text)
    case .note(let tone, let text):
      markup.raw("<p class=\"note \(tone.rawValue)\">")
      markup.element("span", "class=\"glyph\" aria-hidden=\"true\"", tone.glyph)
      markup.element("span", text)
      markup.raw("</p>")
    case .figures(let figures): add(figures)
    case .table(let table): add(table)
    case .chart(let chart): add(chart)
    case .charts(let charts):
      markup.raw("<div class=\"beside\">\n")
      for chart in charts { add(chart) }
      markup.raw("</div>")
    case .list(let items): add(items)
    case .code(let text): markup.element("pre", "tabindex=\"0\"", text)
    }
  }

  private mutating func add(_ figures: [Report.Figure]) {
    markup.raw("<dl class=\"figures\">\n")
    for figure in figures {
      markup.raw("<div class=\"\(figure.tone.rawValue)\">")
      markup.element("dt", figure.label)
      markup.element("dd", figure.value)
      if !figure.note.isEmpty { markup.element("dd", "class=\"more\"", figure.note) }
      markup.raw("</div>\n")
    }
    markup.raw("</dl>")
  }

  private mutating func add(_ items: [Report.Item]) {
    markup.raw("<ul>\n")
    for item in items {
      markup.raw("<li>")
      if !item.lead.isEmpty {
        markup.element("strong", item.lead)
        markup.raw(" ")
      }
      if !item.text.isEmpty { markup.element("span", item.text) }
      if let command = item.command {
        markup.raw(" ")
        markup.element("code", command)
      }
      markup.raw("</li>\n")
    }
    markup.raw("</ul>")
  }

  // MARK: Tables

  private mutating func add(_ table: Table) {
    markup.raw("<div class=\"scroll\" tabindex=\"0\">\n<table>\n")
    if !table.caption.isEmpty { markup.element("caption", table.caption) }
    markup.raw("<thead><tr>")
    for column in table.columns {
      markup.element("th", "scope=\"col\"\(Self.look(column))", column.title)
    }
    markup.raw("</tr></thead>\n<tbody>\n")
    for row in table.rows {
      markup.raw("<tr>")
      for (column, cell) in zip(table.columns, row) { add(cell, column) }
      markup.raw("</tr>\n")
    }
    markup.raw("</tbody>\n</table>\n</div>")
    if table.omitted > 0 { markup.element("p", "class=\"more\"", "and \(Words.count(table.omitted)) more") }
  }

  private static func look(_ column: Table.Column) -> String {
    switch column.manner {
    case .text: ""
    case .number: " class=\"n\""
    case .time: " class=\"k\""
    }
  }

  private mutating func add(_ cell: Table.Cell, _ column: Table.Column) {
    switch cell {
    case .text(let text): markup.element("td", String(Self.look(column).dropFirst()), text)
    case .code(let text):
      markup.raw("<td>")
      markup.element("code", text)
      markup.raw("</td>")
    case .verdict(let tone, let word):
      markup.element("td", "class=\"verdict \(tone.rawValue)\"", "\(tone.glyph) \(word)")
    case .course(let values): markup.raw("<td class=\"course\">\(Course(values).svg)</td>")
    }
  }

  // MARK: Charts

  private mutating func add(_ chart: Chart) {
    chartCount += 1
    markup.raw("<figure>\n")
    markup.element("figcaption", chart.title)
    markup.raw("\n\(chart.svg(id: "c\(chartCount)"))\n")
    if !chart.marks.isEmpty {
      markup.raw("<ol class=\"marks\">")
      for mark in chart.marks { markup.element("li", "\(mark.time) \(mark.label)") }
      markup.raw("</ol>\n")
    }
    markup.raw("</figure>\n")
  }
}

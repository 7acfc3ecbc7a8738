/// GitHub's Markdown, readable in a terminal as well; charts as small pictures in letters.
public struct MarkdownRenderer: Sendable {
  public init() {}

  public func text(_ report: Report) -> String {
    var parts = ["# " + MarkdownText.inline(report.title)]
    if !report.lead.isEmpty { parts.append(report.lead.map(MarkdownText.line).joined(separator: "  \n")) }
    for section in report.sections {
      parts.append("## " + MarkdownText.inline(section.title))
      parts += section.blocks.map(text)
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func text(_ block: Report.Block) -> String {
    switch block {
    case .paragraph(let text): return MarkdownText.line(text)
    case .note(let tone, let text): return "> **\(tone.glyph) \(MarkdownText.inline(text))**"
    case .figures(let figures): return self.text(figures)
    case .table(let table): return self.text(table)
    case .chart(let chart): return self.text(chart)
    case .charts(let charts): return charts.map(self.text).joined(separator: "\n\n")
    case .list(let items): return items.map(self.text).joined(separator: "\n")
    case .code(let text): return MarkdownText.block(text)
    }
  }

  private func text(_ figures: [Report.Figure]) -> String {
    let rows = figures.map {
      "| \(MarkdownText.inline($0.label)) | **\(MarkdownText.inline($0.value))** | \(MarkdownText.inline($0.note)) |"
    }
    return (["| figure | value | |", "| --- | ---: | --- |"] + rows).joined(separator: "\n")
  }

  private func text(_ item: Report.Item) -> String {
    let lead = item.lead.isEmpty ? "" : "**\(MarkdownText.inline(item.lead))**"
    let command = item.command.map { MarkdownText.code($0) } ?? ""
    let text = lead.isEmpty ? MarkdownText.line(item.text) : MarkdownText.inline(item.text)
    return "- " + [lead, text, command].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func text(_ table: Table) -> String {
    var lines = table.caption.isEmpty ? [] : [MarkdownText.line(table.caption), ""]
    lines.append("| " + table.columns.map { MarkdownText.inline($0.title) }.joined(separator: " | ") + " |")
    lines.append("| " + table.columns.map { $0.manner == .number ? "---:" : "---" }.joined(separator: " | ") + " |")
    for row in table.rows { lines.append("| " + row.map(text).joined(separator: " | ") + " |") }
    if table.omitted > 0 { lines += ["", "and \(Words.count(table.omitted)) more"] }
    return lines.joined(separator: "\n")
  }

  private func text(_ cell: Table.Cell) -> String {
    switch cell {
    case .text(let text): MarkdownText.inline(text)
    case .code(let text): MarkdownText.code(text, inTable: true)
    case .verdict(let tone, let word): "\(tone.glyph) \(MarkdownText.inline(word))"
    case .course(let values): Course(values).blocks
    }
  }

  private func text(_ chart: Chart) -> String {
    let lines = TextChart(chart.plot).lines.joined(separator: "\n")
    return "**\(MarkdownText.inline(chart.title))**\n\n\(MarkdownText.block(lines))"
  }
}

import Encoding
import Lifecycle

// What it is worth, and what to do about it.

extension Engine {
  func businessPage() throws -> JSON {
    let settled = state.windows.compactMap(\.settled).filter { $0.value != nil }
    var page = BusinessSummary(state, definition).json(series: settled)
    page.set("unit", JSON(definition.business.unit))
    page.set("kpis", try kpis())
    return page
  }

  func insightsPage() throws -> JSON {
    ["insights": .array(Insight.all(state, definition).map(\.json))]
  }
}

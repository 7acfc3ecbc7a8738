import Encoding
import Lifecycle
import Reporting
import Storage

// Reports: the panes' facts, gathered and written down.

extension Engine {
  /// The document of the query `report`. What cannot be answered is said in the report and never keeps it from being
  /// written.
  func reportPage(_ request: Query.Report) async throws -> JSON {
    let facts = try await reportFacts(for: request.audience)
    let text = try await onWorker { Report(facts, for: request.audience).text(request.format) }
    return [
      "format": JSON(request.format.rawValue), "audience": JSON(request.audience.rawValue), "text": JSON(text),
    ]
  }

  private func reportFacts(for audience: Query.Report.Audience) async throws -> ReportFacts {
    let pages =
      switch audience {
      case .decisionMaker: ReportFacts.Pages()
      case .dataScientist: try await technicalPages()
      }
    // After the pages: what they had to read may have been written down as an event.
    let recorded = try journal.events(since: max(0, state.sequence - 1), limit: 1).last?.time
    return ReportFacts(snapshot: makeSnapshot(), pages: pages, recorded: recorded, today: clock.now())
  }

  private func technicalPages() async throws -> ReportFacts.Pages {
    var pages = ReportFacts.Pages()
    pages.datasets = try await answer("datasets", &pages) { try await self.datasetsPage() }
    pages.dataFindings = try await answer("data findings", &pages) { try await self.dataFindingsPage() }
    pages.rollout = try await answer("rollout", &pages) { try await self.rolloutPage() }
    guard let subject = state.aliases.champion ?? state.versions.last?.id else { return pages }
    pages.analysis = try await answer("analysis", &pages) { try await self.analysisPage(subject, file: nil) }
    guard
      let other = [state.aliases.challenger, state.aliases.previous].compactMap({ $0 }).first(where: { $0 != subject })
    else { return pages }
    pages.comparison = try await answer("comparison", &pages) { try await self.comparisonPage(other, subject) }
    return pages
  }

  /// A page, or the reason why there is none; a report that is no longer wanted ends here.
  private func answer(
    _ name: String, _ pages: inout ReportFacts.Pages, _ page: () async throws -> JSON
  ) async throws -> JSON? {
    try Task.checkCancellation()
    do {
      return try await page()
    } catch {
      pages.refusals[name] = Refusal.describing(error).description
      return nil
    }
  }
}

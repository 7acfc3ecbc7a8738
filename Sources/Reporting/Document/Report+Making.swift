import Lifecycle

extension Report {
  /// The report for an audience: a pure function of the facts, so that the same facts give the same text.
  public init(_ facts: ReportFacts, for audience: Query.Report.Audience) {
    switch audience {
    case .decisionMaker: self = DecisionMakerReport(facts: facts).report
    case .dataScientist: self = DataScientistReport(facts: facts).report
    }
  }

  public func text(_ format: Query.Report.Format) -> String {
    switch format {
    case .md: MarkdownRenderer().text(self)
    case .html: HTMLRenderer().text(self)
    }
  }
}

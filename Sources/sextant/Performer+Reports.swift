import CommandLine
import Encoding
import Lifecycle

extension Performer {
  /// How people read the answer to a question that has a report of its own; the document's text for others.
  static func report(_ document: JSON, of query: Query) -> String {
    switch query {
    case .analysis: AnalysisReport(document).text
    case .comparison: ComparisonReport(document).text
    case .whatIf: TextReport.whatIf(document)
    case .scope: TextReport.scope(document)
    case .datasets: TextReport.datasets(document)
    case .datasetDifference: TextReport.datasetDifference(document)
    case .dataFindings: TextReport.dataFindings(document)
    case .rows: TextReport.rows(document)
    case .labelQueue: TextReport.labelQueue(document)
    case .business: TextReport.business(document)
    case .insights: TextReport.insights(document)
    case .iterations: TextReport.iterations(document)
    case .rollout: TextReport.rollout(document)
    case .gateway: TextReport.gateway(document)
    case .upstream: TextReport.upstream(document)
    case .window: TextReport.window(document)
    case .policies: TextReport.policies(document)
    case .series: TextReport.series(document)
    case .rolloutLint: TextReport.rolloutLint(document)
    case .rehearsal: TextReport.rehearsal(document)
    case .automation: TextReport.automation(document)
    case .reviewQueue: TextReport.reviews(document)
    case .status, .journal, .runs, .registry, .alarms, .kpis, .outcome, .log, .scopeChange, .report, .contract:
      document.text(pretty: true)
    }
  }
}

import CommandLine
import Encoding
import Lifecycle

extension Performer {
  /// How people read the answer to a question that has a report of its own; the document's text for others.
  static func report(_ document: JSON, of query: Query) -> String {
    if case .analysis = query { return AnalysisReport(document).text }
    if case .comparison = query { return ComparisonReport(document).text }
    if case .whatIf = query { return TextReport.whatIf(document) }
    return document.text()
  }
}

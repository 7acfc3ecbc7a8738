import Encoding
import Lifecycle

// The way round: decisions, undo, the past, reports.

extension Engine {
  func decide(_ decision: Decision, because: String) throws -> Receipt { throw Refusal.unbuilt("decisions") }

  func undo() throws -> Receipt { throw Refusal.unbuilt("undo") }

  func iterationsPage() throws -> JSON { throw Refusal.unbuilt("iterations") }

  func reportPage(_ request: Query.Report) async throws -> JSON { throw Refusal.unbuilt("reports") }

  func pastSnapshot(_ sequence: Int) throws -> Snapshot { throw Refusal.unbuilt("the time machine") }
}

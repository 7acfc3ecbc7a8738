import Encoding
import Lifecycle

extension Engine {
  func reportPage(_ request: Query.Report) async throws -> JSON { throw Refusal.unbuilt("reports") }
}

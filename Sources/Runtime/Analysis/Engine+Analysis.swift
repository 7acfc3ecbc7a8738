import Encoding
import Lifecycle

// What a version does right and wrong.

extension Engine {
  func analysisPage(_ version: VersionID?, file: String?) async throws -> JSON { throw Refusal.unbuilt("analysis") }

  func comparisonPage(_ a: VersionID, _ b: VersionID) async throws -> JSON { throw Refusal.unbuilt("comparison") }
}

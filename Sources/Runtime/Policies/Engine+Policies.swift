import Encoding
import Lifecycle

// What the engine does by itself, and what it suggests.

extension Engine {
  func answerSuggestion(_ number: Int, accept: Bool) throws -> Receipt { throw Refusal.unbuilt("suggestions") }

  func whatIfPage(_ version: VersionID?) async throws -> JSON { throw Refusal.unbuilt("what-if") }
}

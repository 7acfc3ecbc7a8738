import Encoding
import Lifecycle

// The scope: what is read of it, what a change of it would do.

extension Engine {
  func applyScope(_ text: String, because: String?) throws -> Receipt { throw Refusal.unbuilt("applying a scope") }

  func scopePage() throws -> JSON { throw Refusal.unbuilt("the reading of the scope") }

  func scopeChangePage(_ text: String) throws -> JSON { throw Refusal.unbuilt("the consequences of a scope") }
}

import Encoding
import Lifecycle

// What it is worth, and what to do about it.

extension Engine {
  func businessPage() throws -> JSON { throw Refusal.unbuilt("business figures") }

  func insightsPage() throws -> JSON { throw Refusal.unbuilt("insights") }
}

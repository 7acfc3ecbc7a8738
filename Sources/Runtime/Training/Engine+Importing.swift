import Encoding
import Lifecycle

// Models that other programs trained.

extension Engine {
  func importModel(_ path: String, because: String?) throws -> Receipt { throw Refusal.unbuilt("importing a model") }
}

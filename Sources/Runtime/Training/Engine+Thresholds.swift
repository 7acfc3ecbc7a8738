import Encoding
import Lifecycle

// A version with another threshold.

extension Engine {
  func setThreshold(_ version: VersionID?, _ threshold: Double, because: String?) throws -> Receipt {
    throw Refusal.unbuilt("changing a threshold")
  }
}

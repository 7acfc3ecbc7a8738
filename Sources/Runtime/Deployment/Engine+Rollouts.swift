import Encoding
import Lifecycle

// Rollouts, automation and the review queue.

extension Engine {
  func steer(_ order: Command.RolloutOrder, because: String?) throws -> Receipt {
    throw Refusal.unbuilt("steering a rollout")
  }

  func setAutomation(_ level: AutomationLevel, because: String?) throws -> Receipt {
    throw Refusal.unbuilt("automation levels")
  }

  func review(_ session: SessionID, _ id: Int, _ answer: String) throws -> Receipt {
    throw Refusal.unbuilt("the review queue")
  }

  func rolloutPage() throws -> JSON { throw Refusal.unbuilt("rollouts") }

  func reviewQueuePage(_ offset: Int, _ limit: Int) throws -> JSON { throw Refusal.unbuilt("the review queue") }
}

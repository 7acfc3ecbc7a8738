import Encoding
import Lifecycle

// The review of labels.

extension Engine {
  func label(_ row: Int, _ answer: Command.LabelAnswer, because: String?) throws -> Receipt {
    throw Refusal.unbuilt("labelling")
  }

  func labelQueuePage(_ offset: Int, _ limit: Int) async throws -> JSON { throw Refusal.unbuilt("the label queue") }
}

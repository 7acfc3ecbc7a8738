/// How the answers to a request are written: as its convention and its own wishes have it.
public struct ReplyShape: Sendable {
  let shape: Shape

  enum Shape: Sendable {
    case inference(InferenceReply)
    case scoring(ScoringReply)
  }

  public func answer(_ reply: PredictionReply, served: ServedModels) -> HTTPAnswer {
    switch shape {
    case .inference(let inference): inference.answer(reply, served)
    case .scoring(let scoring): scoring.answer(reply, served)
    }
  }

  public func answer(_ explanation: Explanation, served: ServedModels) -> HTTPAnswer {
    switch shape {
    case .inference(let inference): inference.answer(explanation.reply, served)
    case .scoring(let scoring): scoring.answer(explanation, served)
    }
  }
}

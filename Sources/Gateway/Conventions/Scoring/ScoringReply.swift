import Lifecycle

/// How a scoring request is answered: `{"predictions": […]}`.
///
/// Each prediction is the probability of the positive class, a list with one a class, or the value. With details it is
/// an object, which tells the decision and the identity of the row too.
struct ScoringReply: Sendable {
  var convention: Convention
  var hasDetails: Bool

  func answer(_ reply: PredictionReply, _ served: ServedModels) -> HTTPAnswer {
    var writer = JSONWriter(capacity: 64 + reply.ids.count * (hasDetails ? 160 : 24))
    writer.beginObject()
    predictions(reply, served, &writer)
    writer.endObject()
    return answer(writer, reply)
  }

  func answer(_ explanation: Explanation, _ served: ServedModels) -> HTTPAnswer {
    var writer = JSONWriter(capacity: 64 + explanation.contributions.count * 40)
    writer.beginObject()
    predictions(explanation.reply, served, &writer)
    writer.name("explanations")
    writer.beginArray()
    let width = explanation.features.count
    for row in 0..<explanation.reply.ids.count {
      writer.beginObject()
      if row < explanation.base.count {
        writer.name("base")
        writer.number(explanation.base[row])
      }
      writer.name("contributions")
      writer.beginObject()
      for (index, feature) in explanation.features.enumerated()
      where row * width + index < explanation.contributions.count {
        writer.name(feature)
        writer.number(explanation.contributions[row * width + index])
      }
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return answer(writer, explanation.reply)
  }

  /// What does not fit into the convention's body stands in headers.
  private func answer(_ writer: JSONWriter, _ reply: PredictionReply) -> HTTPAnswer {
    var answer = HTTPAnswer(status: 200, type: "application/json", body: writer.bytes)
    answer.headers.append(("Sextant-Session", String(reply.session.number)))
    if let first = reply.versions.first, reply.versions.allSatisfy({ $0 == first }) {
      answer.headers.append(("Sextant-Version", String(first.number)))
    }
    if reply.ids.count == 1 { answer.headers.append(("Sextant-Prediction", String(reply.ids[0]))) }
    return answer
  }

  private func predictions(_ reply: PredictionReply, _ served: ServedModels, _ writer: inout JSONWriter) {
    writer.name("predictions")
    writer.beginArray()
    for row in 0..<reply.ids.count {
      if hasDetails { details(row, reply, served, &writer) } else { score(row, reply, &writer) }
    }
    writer.endArray()
  }

  private func score(_ row: Int, _ reply: PredictionReply, _ writer: inout JSONWriter) {
    let width = reply.scores.count / max(1, reply.ids.count)
    if width == 1 {
      writer.number(reply.scores[row])
    } else {
      writer.numbers(reply.scores[row * width..<(row + 1) * width])
    }
  }

  private func details(_ row: Int, _ reply: PredictionReply, _ served: ServedModels, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.name(served.task == .regression ? "score" : "probability")
    score(row, reply, &writer)
    writer.name("prediction")
    if served.classes.isEmpty {
      writer.number(reply.predictions[row])
    } else {
      let label = OutputElements.label(reply.predictions[row], served.classes)
      if label.isEmpty { writer.null() } else { writer.string(label) }
    }
    writer.name("prediction_id")
    writer.number(reply.ids[row])
    writer.name("session")
    writer.number(reply.session.number)
    writer.name("version")
    writer.number(reply.versions[row].number)
    writer.endObject()
  }
}

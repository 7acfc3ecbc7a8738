import Lifecycle

/// An output tensor of the protocol with what is in it.
enum OutputTensor: String, CaseIterable, Sendable {
  /// The probability of the positive class, [n]; of each class, [n, classes].
  case probability
  /// A regression's value, [n].
  case score
  /// The class's number, -1 where a person will decide; a regression's value.
  case prediction
  /// The class's name; empty where a person will decide.
  case label
  /// Identity of each row, by which its outcome may be told later.
  case predictionID = "prediction_id"
  /// Which version answered each row.
  case version

  /// What a task's models put out, in order; those at the end only where asked for.
  static func all(_ served: ServedModels) -> [OutputTensor] {
    switch served.task {
    case .binary, .multiclass:
      served.classes.isEmpty
        ? [.probability, .prediction, .predictionID, .version]
        : [.probability, .prediction, .label, .predictionID, .version]
    case .regression: [.score, .prediction, .predictionID, .version]
    }
  }

  func type(_ task: LearningTask) -> TensorType {
    switch self {
    case .probability, .score: .double
    case .prediction: task == .regression ? .double : .int64
    case .label: .bytes
    case .predictionID, .version: .int64
    }
  }

  /// Extents after the first, which is the number of rows.
  func extents(_ served: ServedModels) -> [Int] {
    self == .probability && served.task == .multiclass ? [served.classes.count] : []
  }
}

/// How an inference request is answered.
struct InferenceReply: Sendable {
  var id: String?
  var outputs: [Output]

  struct Output: Sendable {
    var tensor: OutputTensor
    var isBinary: Bool
    var classification = 0
  }

  /// - Throws: `RowError` where an output is asked for that the model does not have.
  init(_ request: InferenceRequest, _ served: ServedModels) throws(RowError) {
    id = request.id
    let all = OutputTensor.all(served)
    guard let wanted = request.outputs, !wanted.isEmpty else {
      outputs = all.filter { $0 != .version }.map { Output(tensor: $0, isBinary: request.isBinary) }
      return
    }
    outputs = []
    for output in wanted {
      guard let tensor = all.first(where: { $0.rawValue == output.name }) else {
        throw RowError("no such output; there are \(RowScan.list(all.map(\.rawValue)))", field: output.name)
      }
      guard output.classification == 0 || tensor == .probability else {
        throw RowError("only 'probability' can be told as classes", field: output.name)
      }
      outputs.append(
        Output(
          tensor: tensor, isBinary: output.isBinary ?? request.isBinary,
          classification: min(output.classification, max(2, served.classes.count))))
    }
  }

  func answer(_ reply: PredictionReply, _ served: ServedModels) -> HTTPAnswer {
    let isBinary = outputs.contains(where: \.isBinary)
    let elements = outputs.map { OutputElements($0, reply, served) }
    let blocks = zip(outputs, elements).map { $0.isBinary ? $1.bytes : [] }
    var writer = JSONWriter(capacity: 256 + (isBinary ? 0 : reply.ids.count * 24 * outputs.count))
    writer.beginObject()
    head(reply, served, &writer)
    writer.name("outputs")
    writer.beginArray()
    for (index, output) in outputs.enumerated() {
      writer.beginObject()
      writer.name("name")
      writer.string(output.tensor.rawValue)
      writer.name("datatype")
      writer.string(elements[index].type.rawValue)
      writer.name("shape")
      writer.beginArray()
      for extent in elements[index].shape { writer.number(extent) }
      writer.endArray()
      if output.isBinary {
        writer.name("parameters")
        writer.beginObject()
        writer.name("binary_data_size")
        writer.number(blocks[index].count)
        writer.endObject()
      } else {
        writer.name("data")
        elements[index].write(&writer)
      }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    guard isBinary else { return HTTPAnswer(status: 200, type: "application/json", body: writer.bytes) }
    var answer = HTTPAnswer(status: 200, type: "application/octet-stream", body: writer.bytes)
    answer.headers.append(("Inference-Header-Content-Length", String(writer.bytes.count)))
    for block in blocks { answer.body += block }
    return answer
  }

  private func head(_ reply: PredictionReply, _ served: ServedModels, _ writer: inout JSONWriter) {
    writer.name("model_name")
    writer.string(served.name)
    // Rows of one request can be answered by several versions while a rollout splits the traffic.
    if let first = reply.versions.first, reply.versions.allSatisfy({ $0 == first }) {
      writer.name("model_version")
      writer.string(String(first.number))
    }
    if let id {
      writer.name("id")
      writer.string(id)
    }
    writer.name("parameters")
    writer.beginObject()
    writer.name("session")
    writer.number(reply.session.number)
    writer.endObject()
  }
}

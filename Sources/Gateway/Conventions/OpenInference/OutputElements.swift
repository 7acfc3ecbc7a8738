import Lifecycle

/// The elements of one output of a reply.
struct OutputElements {
  let type: TensorType
  let shape: [Int]
  private let values: Values

  private enum Values {
    case numbers([Double])
    case integers([Int64])
    case texts([String])
  }

  init(_ output: InferenceReply.Output, _ reply: PredictionReply, _ served: ServedModels) {
    let rowCount = reply.ids.count
    if output.classification > 0 {
      let classes = ClassRanking(reply.scores, rowCount, served.classes)
      type = .bytes
      shape = [rowCount, output.classification]
      values = .texts(classes.best(output.classification))
      return
    }
    type = output.tensor.type(served.task)
    shape = [rowCount] + output.tensor.extents(served)
    switch output.tensor {
    case .probability, .score: values = .numbers(reply.scores)
    case .prediction:
      values =
        served.task == .regression
        ? .numbers(reply.predictions) : .integers(reply.predictions.map { Int64(Self.number($0)) })
    case .label: values = .texts(reply.predictions.map { Self.label($0, served.classes) })
    case .predictionID: values = .integers(reply.ids)
    case .version: values = .integers(reply.versions.map { Int64($0.number) })
    }
  }

  /// Number of a class; -1 where there is none.
  static func number(_ prediction: Double) -> Int {
    Int(exactly: prediction.rounded()) ?? -1
  }

  /// Name of a class; empty where there is none.
  static func label(_ prediction: Double, _ classes: [String]) -> String {
    let number = number(prediction)
    return classes.indices.contains(number) ? classes[number] : ""
  }

  func write(_ writer: inout JSONWriter) {
    switch values {
    case .numbers(let numbers): writer.numbers(numbers)
    case .texts(let texts): writer.strings(texts)
    case .integers(let integers):
      writer.beginArray()
      for integer in integers { writer.number(integer) }
      writer.endArray()
    }
  }

  /// The elements in binary form.
  var bytes: [UInt8] {
    switch values {
    case .numbers(let numbers): Self.words(numbers.map(\.bitPattern))
    case .integers(let integers): Self.words(integers.map { UInt64(bitPattern: $0) })
    case .texts(let texts):
      texts.reduce(into: []) { bytes, text in
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text.utf8)
      }
    }
  }

  private static func words(_ words: [UInt64]) -> [UInt8] {
    words.map(\.littleEndian).withUnsafeBytes { Array($0) }
  }
}

/// Classes of each row, best first, as the protocol's classification extension writes them: `score:number:name`.
private struct ClassRanking {
  let scores: [Double]
  let rowCount: Int
  let classes: [String]

  init(_ scores: [Double], _ rowCount: Int, _ classes: [String]) {
    self.scores = scores
    self.rowCount = rowCount
    self.classes = classes
  }

  func best(_ count: Int) -> [String] {
    (0..<rowCount).flatMap { row -> [String] in
      let probabilities = probabilities(row)
      let order = probabilities.indices.sorted { (probabilities[$0], $1) > (probabilities[$1], $0) }
      return order.prefix(count).map { index in
        let text = "\(probabilities[index]):\(index)"
        return classes.indices.contains(index) ? "\(text):\(classes[index])" : text
      }
    }
  }

  /// Of two classes only the positive one's is told.
  private func probabilities(_ row: Int) -> [Double] {
    if scores.count == rowCount { return [1 - scores[row], scores[row]] }
    let width = scores.count / max(1, rowCount)
    return Array(scores[row * width..<(row + 1) * width])
  }
}

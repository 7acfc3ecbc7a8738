import Encoding
import Expressions
import Learning
import Lifecycle

/// What a binary model said about its test rows, kept with it: another threshold can then be judged as the first one
/// was, on rows that the judged fit had not seen, without reading the data again.
struct JudgedRows: Sendable, Equatable {
  static let attachmentName = "judged"
  /// Rows kept at most: at 17 bytes each a model stays small.
  static let rowCountMax = 200_000

  var scores: [Double]
  var labels: [UInt8]
  /// What either answer is worth, and the value model that said so; nil without one.
  var worth: Worth?

  struct Worth: Sendable, Equatable {
    /// Tells whether the scope's value model is still the same.
    var model: String
    var positive: [Float]
    var negative: [Float]
  }

  /// Nil for a model that has no threshold.
  init?(_ run: TrainedRun, _ value: ValueFunction?, model: ValueModel?) {
    let count = min(run.test.rows.count, Self.rowCountMax)
    guard run.model.task == .binary, count > 0 else { return nil }
    scores = Array(run.test.scores.prefix(count))
    labels = run.test.labels.prefix(count).map { $0 == 1 ? 1 : 0 }
    guard case .answers(let answers)? = value, let model else { return }
    let rows = Array(run.test.rows.prefix(count))
    worth = Worth(
      model: Self.key(model), positive: answers(rows, [Double](repeating: 1, count: count)).map { Float($0) },
      negative: answers(rows, [Double](repeating: 0, count: count)).map { Float($0) })
  }

  /// The value model in one line.
  static func key(_ model: ValueModel) -> String {
    switch model {
    case .perRow(let expression): expression.text
    case .confusion(let a, let b, let c, let d): [a, b, c, d].map { $0?.text ?? "" }.joined(separator: "\n")
    }
  }

  /// The metrics of another threshold; `value` only where the scope's value model is the one of the training.
  func metrics(threshold: Double, value model: ValueModel?) -> MetricSet {
    var values: Learning.DecisionValues?
    if let worth, let model, Self.key(model) == worth.model {
      values = Learning.DecisionValues(
        positive: worth.positive.map { Double($0) }, negative: worth.negative.map { Double($0) })
    }
    return BinaryEvaluation(
      scores: scores, labels: labels.map { Double($0) }, threshold: threshold, values: values, curvePointCount: 3
    ).metrics
  }
}

extension JudgedRows {
  func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(scores)
    writer.append(labels)
    writer.append(worth?.model ?? "")
    writer.append(worth?.positive ?? [])
    writer.append(worth?.negative ?? [])
    return writer.bytes
  }

  /// Nil for bytes that are no judged rows.
  init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    do {
      scores = try reader.readArray(of: Double.self)
      labels = try reader.readArray(of: UInt8.self)
      let model = try reader.readString()
      let positive = try reader.readArray(of: Float.self)
      let negative = try reader.readArray(of: Float.self)
      guard labels.count == scores.count else { return nil }
      guard !positive.isEmpty else { return }
      guard positive.count == scores.count, negative.count == scores.count else { return nil }
      worth = Worth(model: model, positive: positive, negative: negative)
    } catch {
      return nil
    }
  }
}

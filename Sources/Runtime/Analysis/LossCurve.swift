import Encoding
import Learning

/// The loss after each round of a training, kept with its model so that two trainings can be laid over each other.
enum LossCurve {
  /// Name of the attachment that holds the curve as JSON.
  static let name = "loss_curve"
  /// Points that are kept; of more every k-th and the last.
  static let pointLimit = 400

  static func bytes(of curve: [LossPoint]) -> [UInt8] {
    let step = max(1, (curve.count + pointLimit - 1) / pointLimit)
    let kept = curve.indices.filter { $0 % step == 0 || $0 == curve.count - 1 }.map { curve[$0] }
    let json: JSON = [
      "rounds": .array(kept.map { JSON($0.round) }), "train": .array(kept.map { JSON($0.train) }),
      "validate": .array(kept.map { JSON($0.validate) }),
    ]
    return Array(json.text().utf8)
  }

  /// `{rounds, train, validate}`; null for a model that has none.
  static func json(of model: Model) -> JSON {
    model.attachments[name].flatMap { try? JSON(parsing: $0) } ?? .null
  }
}

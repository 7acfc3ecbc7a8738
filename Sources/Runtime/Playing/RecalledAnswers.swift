import Lifecycle
import Serving
import Storage
import Traffic

/// Answers of an interrupted session that its windows still need, as they were given.
///
/// Scoring those requests again would give the windows to the champion of today, who may have learnt their outcomes.
struct RecalledAnswers {
  /// Consecutive identities, up to the last one logged.
  let ids: Range<Int64>
  private let scores: [Double]
  private let predictions: [Double]
  private let versions: [VersionID]
  private let models: [VersionID: ServedModel]

  /// - Parameter wanted: identities whose answers are needed; those that retention took from the log are left out.
  init(
    _ wanted: Range<Int64>, of session: SessionID, from reader: PredictionLogReader,
    model: (VersionID) throws -> ServedModel
  ) throws {
    var scores: [Double] = []
    var predictions: [Double] = []
    var versions: [VersionID] = []
    var next: Int64?
    try reader.forEachPredictionBlock(session: session, features: []) { block in
      for row in 0..<block.count where wanted.contains(block.id(at: row)) {
        let id = block.id(at: row)
        if next != id {
          scores.removeAll()
          predictions.removeAll()
          versions.removeAll()
        }
        scores.append(block.scores[row])
        predictions.append(block.decisions[row])
        versions.append(block.version)
        next = id + 1
      }
    }
    let end = next ?? wanted.upperBound
    ids = end - Int64(scores.count)..<end
    self.scores = scores
    self.predictions = predictions
    self.versions = versions
    models = try Dictionary(uniqueKeysWithValues: Set(versions).map { ($0, try model($0)) })
  }

  /// How many requests from one on can be played together: those that one version answered, or those before the first
  /// that is known; nil past the last.
  func limit(from id: Int64) -> Int? {
    guard id < ids.upperBound else { return nil }
    guard id >= ids.lowerBound else { return Int(ids.lowerBound - id) }
    let first = Int(id - ids.lowerBound)
    return versions[first...].prefix { $0 == versions[first] }.count
  }

  /// Hands a batch's answers to the player; nil for requests that are not known.
  func answer(_ batch: RequestBatch, with player: TrafficPlayer) throws -> Decisions? {
    guard ids.contains(batch.firstID) else { return nil }
    let first = Int(batch.firstID - ids.lowerBound)
    let range = first..<first + batch.requestCount
    guard let model = models[versions[first]] else { return nil }
    return try player.recall(
      batch, scores: Array(scores[range]), predictions: Array(predictions[range]), by: model)
  }
}

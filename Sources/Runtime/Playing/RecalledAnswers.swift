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
    let count = max(0, wanted.count)
    var scores = [Double](repeating: .nan, count: count)
    var predictions = scores
    var versions = [VersionID?](repeating: nil, count: count)
    try reader.forEachPredictionBlock(session: session, features: []) { block in
      for row in 0..<block.count where wanted.contains(block.id(at: row)) {
        let position = Int(block.id(at: row) - wanted.lowerBound)
        scores[position] = block.scores[row]
        predictions[position] = block.decisions[row]
        versions[position] = block.version
      }
    }
    // What retention took is at the beginning.
    let first = versions.lastIndex { $0 == nil }.map { $0 + 1 } ?? 0
    ids = wanted.lowerBound + Int64(first)..<wanted.upperBound
    self.scores = Array(scores[first...])
    self.predictions = Array(predictions[first...])
    let answeredBy = versions[first...].compactMap { $0 }
    self.versions = answeredBy
    models = try Dictionary(uniqueKeysWithValues: Set(answeredBy).map { ($0, try model($0)) })
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

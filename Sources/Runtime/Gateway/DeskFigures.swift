import Lifecycle

/// What the desk has done, as screens and `/metrics` show it.
struct DeskFigures: Sendable {
  var predictions = 0
  var outcomes = 0
  var duplicates = 0
  var unknown = 0
  var late = 0
  /// Answers and facts that are nowhere: must be zero.
  var lost = 0
  /// Groups of requests that were answered together.
  var groups = 0
  /// Requests that were refused because too many waited.
  var refused = 0
  /// Rows that went into a window past its length, because the journal was behind.
  var heldRows = 0
  /// Window facts on their way to the journal.
  var pendingFacts = 0
  /// Rows that wait to be answered.
  var queued = 0
  var scores: [VersionID: ScoreCounts] = [:]
  /// The newest thing that went wrong; nil while all is well.
  var failure: String?

  /// Scores of one version, counted in bins.
  struct ScoreCounts: Sendable {
    /// Upper bounds of the bins, ascending; one more count is of what lies above.
    var bounds: [Double]
    var counts: [Int]
    var sum = 0.0

    init(bounds: [Double]) {
      self.bounds = bounds
      counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    mutating func add(_ score: Double) {
      guard score.isFinite else { return }
      var (low, high) = (0, bounds.count)
      while low < high {
        let middle = (low + high) / 2
        if bounds[middle] < score { low = middle + 1 } else { high = middle }
      }
      counts[low] += 1
      sum += score
    }
  }
}

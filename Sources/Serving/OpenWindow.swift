import Lifecycle
import Monitoring
import Tabular

/// A window of one session, from its first request until it is settled.
struct OpenWindow {
  let session: SessionID
  let index: Int
  let firstID: Int64
  let from: Int64
  var to: Int64
  /// Model that answered its first request; drift is measured against its reference.
  let model: ServedModel
  var accumulator: WindowAccumulator?
  /// Whole rows, for what is measured of all columns together.
  var sample: JointSample?
  var scores: [Double] = []
  var predictions: [Double] = []
  /// NaN until known.
  var outcomes: [Double] = []
  var outcomeCount = 0
  var isExplored: [Bool] = []
  var retained: RetainedColumns
  var versionCounts: [VersionID: Int] = [:]
  /// Which version answered each row, where more than one did; else empty.
  var answeredBy: [VersionID] = []
  var thresholds: [VersionID: Double] = [:]
  var deciders = DeciderCounts()
  /// Rows by the level of automation at which they were answered.
  var levels: [AutomationLevel: Int] = [:]
  /// People's decisions and the model's own, one a row where both are told; else empty.
  var humans: [Double] = []
  var proposals: [Double] = []
  /// Rows whose outcome is a person's answer, until the truth comes.
  var reviewed: Set<Int64> = []
  /// How far each column had moved when it closed; only until it has been told.
  var drift: [FeatureDrift]?
  /// Metrics as its scores promised when it closed.
  var estimated: [String: PerformanceEstimate] = [:]
  /// By column, at most `textColumnCountMax`.
  var texts: [String: TextLengths] = [:]
  /// Columns of the reference that some of its rows came without.
  var absentColumns: Set<String> = []
  var redo = RedoTable.Counts()
  /// People's answers that came while it was filled, whatever window asked, and those that were not the model's.
  var peopleAnswers = (all: 0, overriding: 0)
  /// What its inputs showed when it closed.
  var driftedColumns: Set<String> = []
  var isBroken = false

  init(session: SessionID, index: Int, firstID: Int64, from: Int64, model: ServedModel, retaining names: [String]) {
    self.session = session
    self.index = index
    self.firstID = firstID
    self.from = from
    to = from
    self.model = model
    accumulator = model.reference.map { WindowAccumulator(reference: $0) }
    sample = model.reference?.joint.map { JointSample(of: $0) }
    retained = RetainedColumns(names: names)
  }

  var rowCount: Int { scores.count }

  /// The version that answered most of it.
  var version: VersionID? {
    versionCounts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  func contains(_ id: Int64) -> Bool { id >= firstID && id < firstID + Int64(rowCount) }

  /// Joins an outcome with its prediction.
  ///
  /// - Returns: false when it was joined already.
  mutating func join(_ id: Int64, _ value: Double) -> Bool {
    let position = Int(id - firstID)
    if reviewed.remove(id) != nil {
      outcomes[position] = value
      return true
    }
    guard outcomes[position].isNaN else { return false }
    outcomes[position] = value
    outcomeCount += 1
    return true
  }
}

import Lifecycle

/// Where the person is in the further views: what was chosen, marked, sorted and typed there.
struct Desk: Sendable, Equatable {
  var grid = RowGrid()
  var labels = LabelDesk()
  var reviews = ReviewDesk()
  var rehearsals = RehearsalDesk()
  var figures = FiguresDesk()
  /// The port that the gateway is opened on: where clients look first, until another was typed.
  var port = 8080
  /// The threshold looked at and the version it belongs to; nil stands for the version's own.
  var threshold: ThresholdChoice?
  /// Which rows the retrain that is asked about learns from; nil is what the project file says.
  var retrainData: DataChoice?
  /// The view that was opened from another one, to which Esc goes back.
  var origin: Origin?
  /// Versions marked for comparison, at most two, the older mark first.
  var marked: [VersionID] = []
  /// The version of the data that others are held against; nil stands for each one's parent.
  var markedDataset: String?

  /// What `←` and `→` walk.
  static let retrainChoices: [DataChoice?] = [nil, .auto, .sinceChange, .all]

  /// The window that the drift view shows while no other is chosen; nil elsewhere.
  var heldWindow: Int?

  struct Origin: Sendable, Equatable {
    var opened: Screen
    var from: Screen
    /// The window under the cursor there.
    var window: Int?
  }

  struct ThresholdChoice: Sendable, Equatable {
    var version: VersionID?
    /// By place in the answer's list of thresholds.
    var index: Int
  }
}

import CellCanvas
import Encoding
import Lifecycle

/// One place of the threshold slider.
struct ThresholdPoint: Sendable, Equatable {
  let json: JSON

  init(_ json: JSON) { self.json = json }

  var threshold: Double { json["threshold"]?.double ?? .nan }
  var precision: Double? { json["precision"]?.double }
  var recall: Double? { json["recall"]?.double }
  var f1: Double? { json["f1"]?.double }
  var value: Double? { json["value"]?.double }
  var positives: Int? { json["positives"]?.int }
}

extension CockpitModel {
  /// The thresholds that are known of the evaluated version, rising.
  var thresholds: [ThresholdPoint] {
    (page(of: .threshold)?["thresholds"]?.array ?? []).map { ThresholdPoint($0) }.filter { $0.threshold.isFinite }
      .sorted { $0.threshold < $1.threshold }
  }

  /// The place of the version's own threshold.
  func ownThreshold(_ points: [ThresholdPoint]) -> Int? {
    guard let own = page(of: .threshold)?["threshold"]?.double else { return nil }
    return points.indices.min { abs(points[$0].threshold - own) < abs(points[$1].threshold - own) }
  }

  /// The place under the slider: the version's own until it is moved.
  func chosenThreshold(_ points: [ThresholdPoint]) -> Int? {
    guard !points.isEmpty else { return nil }
    if let choice = desk.threshold, choice.version == evaluatedVersion { return min(choice.index, points.count - 1) }
    return ownThreshold(points) ?? points.count / 2
  }

  mutating func moveThreshold(by step: Int) {
    let points = thresholds
    guard let here = chosenThreshold(points) else { return }
    desk.threshold = Desk.ThresholdChoice(
      version: evaluatedVersion, index: min(max(0, here + step), points.count - 1))
  }

  /// The confusion matrix of two classes at the threshold under the slider, rows by what was; as answered where the
  /// slider stands on the version's own, and nil for more classes.
  var confusionAtThreshold: [[Int]]? {
    let counts = (page(of: .confusion)?["confusion"]?["counts"]?.array ?? []).map {
      ($0.array ?? []).map { $0.int ?? 0 }
    }
    guard counts.count == 2, counts.allSatisfy({ $0.count == 2 }) else { return nil }
    let points = thresholds
    guard let own = ownThreshold(points), let chosen = chosenThreshold(points), own != chosen,
      let recall = points[chosen].recall, let positives = points[chosen].positives,
      let ownPositives = points[own].positives
    else { return counts }
    // The class that is looked for is the one named as often as the threshold's list says.
    let named = (0..<2).map { counts[0][$0] + counts[1][$0] }
    let yes = abs(named[1] - ownPositives) <= abs(named[0] - ownPositives) ? 1 : 0
    let (actual, others) = (counts[yes][0] + counts[yes][1], counts[1 - yes][0] + counts[1 - yes][1])
    let hits = min(actual, Int((recall * Double(actual)).rounded()))
    let misnamed = min(others, max(0, positives - hits))
    var moved = [[0, 0], [0, 0]]
    moved[yes][yes] = hits
    moved[yes][1 - yes] = actual - hits
    moved[1 - yes][yes] = misnamed
    moved[1 - yes][1 - yes] = others - misnamed
    return moved
  }

  /// The place of the ROC the threshold under the slider puts the version at.
  var operatingPoint: (falsePositives: Double, truePositives: Double)? {
    guard let counts = confusionAtThreshold else { return nil }
    let (negatives, positives) = (Double(counts[0][0] + counts[0][1]), Double(counts[1][0] + counts[1][1]))
    guard negatives > 0, positives > 0 else { return nil }
    return (Double(counts[0][1]) / negatives, Double(counts[1][1]) / positives)
  }

  /// Why the chosen threshold cannot be shipped; nil when it can.
  var shipReason: String? {
    let points = thresholds
    guard evaluatedVersion != nil, let chosen = chosenThreshold(points) else {
      return "this version's thresholds are not known"
    }
    guard chosen != ownThreshold(points) else {
      return "the threshold is where it was; "
        + "\(keymap.key(.tool(.lowerThreshold))) and \(keymap.key(.tool(.raiseThreshold))) move it"
    }
    return nil
  }

  mutating func askToShip() {
    let points = thresholds
    guard let version = evaluatedVersion, let chosen = chosenThreshold(points) else { return }
    layer = .question(.shipThreshold(version, points[chosen].threshold))
  }

  mutating func ship(_ version: VersionID, _ threshold: Double) -> [Effect] {
    send(.setThreshold(version, threshold: threshold, because: nil), by: .act(.shipThreshold))
  }
}

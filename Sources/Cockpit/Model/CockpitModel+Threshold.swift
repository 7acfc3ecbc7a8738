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

import Encoding
import Statistics

extension PerformanceEstimator {
  /// The layout below; a reader refuses a newer one.
  private static let formatVersion = 1

  public var json: JSON {
    var bands: JSON = [:]
    for metric in EstimatedMetric.allCases {
      guard let error = errors[metric] else { continue }
      bands.set(metric.rawValue, ["deviation": JSON(error.deviation), "share": JSON(error.share)])
    }
    var json: JSON = ["version": JSON(Self.formatVersion), "rows": JSON(rowCount), "errors": bands]
    if let calibration {
      json.set("calibration", ["inputs": JSON(calibration.inputs), "outputs": JSON(calibration.outputs)])
    }
    return json
  }

  public init(_ json: JSON) throws(ProfileError) {
    guard let version = json["version"]?.int, version <= Self.formatVersion, let rows = json["rows"]?.int, rows > 0
    else { throw ProfileError(reason: "its performance estimator has no version or row count this build knows") }
    var errors: [EstimatedMetric: SamplingError] = [:]
    for metric in EstimatedMetric.allCases {
      guard let error = json["errors"]?[metric.rawValue] else { continue }
      guard let deviation = error["deviation"]?.double, deviation.isFinite, deviation >= 0,
        let share = error["share"]?.double, (0...1).contains(share)
      else { throw ProfileError(reason: "the error of `\(metric.rawValue)` is not a number within its range") }
      errors[metric] = SamplingError(deviation: deviation, share: share)
    }
    self.init(calibration: try Self.calibration(json["calibration"]), rowCount: rows, errors: errors)
  }

  static func calibration(_ json: JSON?) throws(ProfileError) -> MonotoneFit? {
    guard let json else { return nil }
    guard let inputs = json["inputs"]?.array?.compactMap(\.double),
      let outputs = json["outputs"]?.array?.compactMap(\.double),
      let fit = MonotoneFit(inputs: inputs, outputs: outputs)
    else { throw ProfileError(reason: "its calibration is no rising function") }
    return fit
  }
}

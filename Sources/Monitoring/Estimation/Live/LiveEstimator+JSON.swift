import Encoding
import Statistics

extension LiveEstimator {
  /// The layout below; a reader refuses a newer one.
  private static let formatVersion = 1

  /// Nil for what an earlier build wrote, which has a form of its own.
  public var json: JSON? {
    switch self {
    case .scores(let estimator):
      return [
        "version": JSON(Self.formatVersion), "kind": "scores", "rows": JSON(estimator.rowCount),
        "calibration": estimator.calibration.json,
      ]
    case .classes(let estimator):
      return [
        "version": JSON(Self.formatVersion), "kind": "classes", "rows": JSON(estimator.rowCount),
        "calibration": estimator.calibration.json, "classes": JSON(estimator.classCount),
        "errors": JSON(estimator.errors),
      ]
    case .losses(let estimator): return estimator.json(version: Self.formatVersion)
    case .earlier: return nil
    }
  }

  public init(_ json: JSON) throws(ProfileError) {
    guard let version = json["version"]?.int, version <= Self.formatVersion else {
      throw ProfileError(reason: "its live estimator has no version this build knows")
    }
    if json["kind"]?.string == "losses" {
      self = .losses(try LossEstimator(json))
      return
    }
    guard let rows = json["rows"]?.int, rows > 0,
      let calibration = try json["calibration"].map({ json throws(ProfileError) in try ScoreCalibration(json) })
    else { throw ProfileError(reason: "its live estimator has no rows or calibration this build knows") }
    switch json["kind"]?.string {
    case "scores": self = .scores(ScoreEstimator(calibration: calibration, rowCount: rows))
    case "classes":
      guard let count = json["classes"]?.int, (2...4096).contains(count),
        let errors = json["errors"]?.array?.compactMap(\.double), errors.count == count * count,
        errors.allSatisfy({ (0...1).contains($0) })
      else { throw ProfileError(reason: "the errors of its live estimator do not fit its classes") }
      self = .classes(
        ClassEstimator(calibration: calibration, classCount: count, rowCount: rows, errors: errors))
    case let kind: throw ProfileError(reason: "its live estimator is of an unknown kind: \(kind ?? "none")")
    }
  }
}

extension ScoreCalibration {
  var json: JSON {
    var json: JSON = [
      "intercept": JSON(intercept), "slope": JSON(slope), "probabilities": JSON(isProbability),
      "covariance": JSON([covariance.intercept, covariance.mixed, covariance.slope]),
    ]
    if let curve { json.set("curve", ["inputs": JSON(curve.inputs), "outputs": JSON(curve.outputs)]) }
    return json
  }

  init(_ json: JSON) throws(ProfileError) {
    guard let intercept = json["intercept"]?.double, intercept.isFinite, let slope = json["slope"]?.double,
      slope.isFinite, let isProbability = json["probabilities"]?.bool,
      let covariance = json["covariance"]?.array?.compactMap(\.double), covariance.count == 3,
      covariance.allSatisfy(\.isFinite), covariance[0] >= 0, covariance[2] >= 0
    else { throw ProfileError(reason: "the calibration of its live estimator is no line of finite numbers") }
    self.init(
      intercept: intercept, slope: slope, curve: try PerformanceEstimator.calibration(json["curve"]),
      isProbability: isProbability,
      covariance: Covariance(intercept: covariance[0], mixed: covariance[1], slope: covariance[2]))
  }
}

import Encoding
import Learning
import Lifecycle
import Monitoring
import Serving
import Storage

/// Between model files and what answers.
enum ModelLoading {
  /// Name of the attachment that holds the reference profile as JSON.
  static let referenceName = "reference"
  /// Name of the attachment that holds the baseline's answer as a JSON number.
  static let baselineName = "baseline"

  /// A version from the artifacts, verified and decoded.
  static func served(_ version: Version, from artifacts: ArtifactStore) throws -> ServedModel {
    try served(try model(version, from: artifacts), version: version.id)
  }

  static func model(_ version: Version, from artifacts: ArtifactStore) throws -> Model {
    try Model(decoding: try artifacts.get(version.model.sha256), isWhole: true)
  }

  static func served(_ model: Model, version: VersionID) throws -> ServedModel {
    let reference = try model.attachments[referenceName].map { try ReferenceProfile(JSON(parsing: $0)) }
    return ServedModel(
      version: version, scorer: Scorer(model), threshold: model.threshold, reference: reference,
      estimator: try estimator(of: model), impact: impact(of: model, reference: reference))
  }

  /// The model with what watching it needs attached: its reference profile and the baseline's answer.
  static func attaching(_ reference: ReferenceProfile, _ baseline: BaselineAnswer, to model: Model) -> Model {
    var model = model
    model.attachments[referenceName] = Array(reference.json.text().utf8)
    model.attachments[baselineName] = Array(JSON(baseline.prediction).text().utf8)
    return model
  }

  /// Name of the attachment that holds the live estimator as JSON.
  static let estimatorName = "live_estimator"
  /// The same in files of earlier builds, which knew another one.
  static let earlierEstimatorName = "estimator"

  /// The model with what estimates its metrics attached, where there is one.
  static func attaching(_ estimator: LiveEstimator?, to model: Model) -> Model {
    var model = model
    model.attachments[estimatorName] = estimator?.json.map { Array($0.text().utf8) }
    return model
  }

  /// Name of the attachment with the rows that price a shift of the inputs.
  static let impactName = "impact"

  private static func impact(of model: Model, reference: ReferenceProfile?) -> ImpactTable? {
    guard let reference, let bytes = model.attachments[impactName], let sample = ImpactSample(decoding: bytes) else {
      return nil
    }
    return ImpactTable(sample, reference: reference, threshold: model.threshold)
  }

  private static func estimator(of model: Model) throws -> LiveEstimator? {
    if let bytes = model.attachments[estimatorName] { return try LiveEstimator(JSON(parsing: bytes)) }
    return try model.attachments[earlierEstimatorName].map { .earlier(try PerformanceEstimator(JSON(parsing: $0))) }
  }

  static func baseline(of model: Model) -> BaselineAnswer? {
    guard let bytes = model.attachments[baselineName], let value = (try? JSON(parsing: bytes))?.double else {
      return nil
    }
    return BaselineAnswer(prediction: value)
  }
}

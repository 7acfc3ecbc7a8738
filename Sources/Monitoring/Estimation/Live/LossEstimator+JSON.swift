import Boosting
import Encoding

extension LossEstimator {
  func json(version: Int) -> JSON {
    var told: JSON = [:]
    for metric in RegressionMetric.allCases {
      guard let model = models[metric] else { continue }
      told.set(
        metric.rawValue,
        [
          "trees": JSON(Base64.text(of: model.trees.encode())), "scale": JSON(model.scale),
          "scatter": JSON(model.scatter), "wandering": JSON(model.wandering),
        ])
    }
    return [
      "version": JSON(version), "kind": "losses", "columns": scaling.json, "centre": JSON(centre),
      "spread": JSON(spread), "models": told,
    ]
  }

  init(_ json: JSON) throws(ProfileError) {
    guard let columns = json["columns"], let centre = json["centre"]?.double, centre.isFinite,
      let spread = json["spread"]?.double, spread > 0, spread.isFinite
    else { throw ProfileError(reason: "its loss estimator lacks columns or centre") }
    let scaling = try JointScaling(columns)
    var models: [RegressionMetric: Model] = [:]
    for metric in RegressionMetric.allCases {
      guard let told = json["models"]?[metric.rawValue] else { continue }
      guard let bytes = told["trees"]?.string.flatMap({ Base64.bytes(of: $0) }),
        let trees = try? BoostedTrees(decoding: bytes), trees.featureCount == scaling.inputs.count + 1,
        let scale = told["scale"]?.double, let scatter = told["scatter"]?.double,
        let wandering = told["wandering"]?.double,
        [scale, scatter, wandering].allSatisfy({ $0.isFinite && $0 >= 0 })
      else { throw ProfileError(reason: "the trees of its loss estimator for `\(metric.rawValue)` cannot be read") }
      models[metric] = Model(trees: trees, scale: scale, scatter: scatter, wandering: wandering)
    }
    self.init(scaling: scaling, centre: centre, spread: spread, models: models)
  }
}

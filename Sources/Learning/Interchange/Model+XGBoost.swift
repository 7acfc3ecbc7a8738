import Boosting
import Encoding
import Tabular

extension Model {
  /// The attribute of an exported file that says how columns become the trees' features.
  static let attributeName = "sextant"

  /// The model's trees as XGBoost's JSON.
  ///
  /// Features have the names of `FeaturePipeline.outputNames`. How a column becomes them stands in the attribute
  /// `sextant` (`Booster.attr("sextant")`), itself JSON: for each feature its column, kind and encoding: `number`,
  /// `flag` (0 or 1), `order` (the place of the level in `levels`, `other` for all further levels), `code` (the same for trees that split on
  /// sets of levels; the place after the last for all further ones), `hour`,
  /// `weekday` (0 is Monday), `month`, `day_of_year`; missing values are NaN. Beside them the target, its classes and the
  /// threshold.
  ///
  /// - Throws: `LearningError.interchange` where the model is no trees, or its answers are corrected after the trees.
  public func xgboostJSON() throws(LearningError) -> [UInt8] {
    guard case .trees(let trees) = predictor else {
      throw .interchange(
        "`\(origin.algorithm.rawValue)` is no trees, which are all that XGBoost's format holds; "
          + "export a version of a boosted-trees recipe")
    }
    guard correction.priorShift.isEmpty, correction.calibrators.isEmpty else {
      throw .interchange(
        "its answers are corrected after the trees (balance or calibration), which XGBoost's format cannot hold; "
          + "export a version trained without")
    }
    for input in pipeline.inputs {
      guard case .ranked = input.encoder else { continue }
      throw .interchange(
        "its trees compare `\(input.name)` in double precision, which XGBoost's format cannot hold; export it to onnx")
    }
    return trees.xgboostJSON(
      featureNames: pipeline.outputNames, attributes: [(Self.attributeName, interchangeDescription.text())])
  }

  /// How columns become features, as the attribute `sextant` of exported files says it.
  public var interchangeDescription: JSON {
    [
      "target": JSON(target.column), "classes": JSON(target.classNames), "threshold": JSON(threshold),
      "features": .array(pipeline.inputs.flatMap { $0.description }),
    ]
  }
}

extension FeaturePipeline.Input {
  /// One object for each number that the column becomes.
  fileprivate var description: [JSON] {
    let names = encoder.outputNames(of: name)
    func entry(_ index: Int, _ encoding: String) -> JSON {
      [
        "name": JSON(names[index]), "column": JSON(name), "kind": JSON(kind.rawValue), "encoding": JSON(encoding),
      ]
    }
    switch encoder {
    case .number: return [entry(0, "number")]
    case .ranked: return [entry(0, "ranked")]
    case .flag: return [entry(0, "flag")]
    case .ordinal(let levels):
      var object = entry(0, "order")
      object.set("levels", JSON(levels.levels))
      object.set("other", JSON(Double(levels.otherCode)))
      return [object]
    case .levelCodes(let levels):
      var object = entry(0, "code")
      object.set("levels", JSON(levels.levels))
      object.set("other", JSON(Double(levels.otherCode)))
      return [object]
    case .timeParts(let parts): return parts.indices.map { entry($0, parts[$0].rawValue) }
    // Of linear models, which are not exported.
    case .scaled, .oneHot, .timeWaves: return names.indices.map { entry($0, "linear") }
    }
  }
}

import Boosting
import Encoding
import Tabular

extension Model {
  private static let featuresSection = "features"
  private static let predictorSection = "predictor"

  /// The model as a file; equal models give equal bytes.
  ///
  /// - Precondition: no attachment bears the name of one of the model's own sections.
  public func encode() -> [UInt8] {
    var sections = attachments
    precondition(sections[Self.featuresSection] == nil && sections[Self.predictorSection] == nil)
    sections[Self.featuresSection] = Array(pipeline.json().text().utf8)
    sections[Self.predictorSection] = predictor.encode()
    return ModelFile(header: header(), sections: sections).encode()
  }

  /// Reads a model file and trusts none of it.
  ///
  /// - Parameter isWhole: the bytes have been held against their hash already, as artifacts are when they are read.
  /// - Throws: `ModelFileError`.
  public init(decoding bytes: [UInt8], isWhole: Bool = false) throws(ModelFileError) {
    var file = try ModelFile(decoding: bytes, isWhole: isWhole)
    let header = file.header
    guard let features = file.sections.removeValue(forKey: Self.featuresSection),
      let predictorBytes = file.sections.removeValue(forKey: Self.predictorSection)
    else { throw .damaged("the features or the predictor are missing") }
    let target = try TargetEncoding(decoding: header["target"] ?? .null)
    let origin = try Origin(decoding: header["origin"] ?? .null)
    let pipeline = try FeaturePipeline(decoding: try Self.parse(features))
    let predictor = try Predictor(decoding: predictorBytes, origin.algorithm, target)
    guard predictor.featureCount == pipeline.outputCount else {
      throw .damaged("the predictor reads \(predictor.featureCount) numbers, the features give \(pipeline.outputCount)")
    }
    let correction = try ScoreCorrection(decoding: header["correction"] ?? .null)
    guard correction.isSound(for: target) else { throw .damaged("the correction does not fit the classes") }
    self.init(
      origin: origin, target: target, pipeline: pipeline, predictor: predictor, correction: correction,
      threshold: try Self.threshold(decoding: header, target.task),
      importances: try Self.importances(decoding: header["importances"] ?? .null),
      metrics: try Self.metrics(decoding: header["metrics"] ?? .null), attachments: file.sections)
  }

  private static func parse(_ bytes: [UInt8]) throws(ModelFileError) -> JSON {
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw .damaged("features: \(error)")
    }
  }

  private static func threshold(decoding header: JSON, _ task: LearningTask) throws(ModelFileError) -> Double? {
    guard task == .binary else { return nil }
    guard let threshold = header["threshold"]?.double else { throw .damaged("no threshold") }
    return threshold
  }
}

// MARK: - Header

extension Model {
  private func header() -> JSON {
    let header: JSON = [
      "task": JSON(task.rawValue), "algorithm": JSON(origin.algorithm.rawValue), "target": target.json(),
      "features": JSON(features), "origin": origin.json(), "threshold": JSON(threshold),
      "importances": .array(importances.map { ["column": JSON($0.column), "share": JSON($0.share)] }),
      "metrics": .object(
        metrics.sorted { $0.key < $1.key }.map { part, set in
          JSON.Member(part, .object(set.entries.map { JSON.Member($0.id.rawValue, $0.estimate.json()) }))
        }),
    ]
    // Absent where there is none: models without one keep their bytes.
    return correction.isNone ? header : header.adding(["correction": correction.json()])
  }

  private static func importances(decoding json: JSON) throws(ModelFileError) -> [Importance] {
    var importances: [Importance] = []
    for element in json.array ?? [] {
      guard let column = element["column"]?.string, let share = element["share"]?.double else {
        throw .damaged("an importance")
      }
      importances.append(Importance(column: column, share: share))
    }
    return importances
  }

  /// Metrics that this build does not know are passed over.
  private static func metrics(decoding json: JSON) throws(ModelFileError) -> [String: MetricSet] {
    var metrics: [String: MetricSet] = [:]
    for part in json.members ?? [] {
      var set = MetricSet()
      for metric in part.value.members ?? [] {
        guard let estimate = MetricEstimate(decoding: metric.value) else {
          throw .damaged("the metric \(metric.name) of \(part.name)")
        }
        if let id = MetricID(rawValue: metric.name) { set[id] = estimate }
      }
      metrics[part.name] = set
    }
    return metrics
  }
}

extension MetricEstimate {
  /// Infinite ends are written as null.
  fileprivate func json() -> JSON {
    ["value": JSON(value), "lower": JSON(lower), "upper": JSON(upper), "n": JSON(count)]
  }

  fileprivate init?(decoding json: JSON) {
    guard let value = json["value"]?.double, let count = json["n"]?.int else { return nil }
    self.init(
      value: value, lower: json["lower"]?.double ?? -.infinity, upper: json["upper"]?.double ?? .infinity,
      count: count)
  }
}

extension Model.Origin {
  fileprivate func json() -> JSON {
    [
      "recipe": JSON(recipe), "algorithm": JSON(algorithm.rawValue),
      "parameters": .object(parameters.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }),
      // As text: JSON's integers are signed here.
      "seed": JSON(String(seed)),
    ]
  }

  fileprivate init(decoding json: JSON) throws(ModelFileError) {
    guard let recipe = json["recipe"]?.string,
      let algorithm = json["algorithm"]?.string.flatMap(LearningAlgorithm.init(rawValue:)),
      let seed = json["seed"]?.string.flatMap({ UInt64($0) }), let members = json["parameters"]?.members
    else { throw .damaged("the recipe") }
    var parameters: [String: Double] = [:]
    for member in members {
      guard let value = member.value.double else { throw .damaged("the parameter \(member.name)") }
      parameters[member.name] = value
    }
    self.init(recipe: recipe, algorithm: algorithm, parameters: parameters, seed: seed)
  }
}

extension TargetEncoding {
  fileprivate func json() -> JSON {
    let column: JSON = ["column": JSON(column), "kind": JSON(kind.rawValue)]
    switch answers {
    case .number: return column.adding(["positive": .null, "negative": .null])
    case .twoClasses(let classes):
      return column.adding(["positive": JSON(classes.positive), "negative": JSON(classes.negative)])
    case .classes(let names): return column.adding(["classes": JSON(names)])
    }
  }

  fileprivate init(decoding json: JSON) throws(ModelFileError) {
    guard let column = json["column"]?.string, let kind = json["kind"]?.string.flatMap(ColumnKind.init(rawValue:))
    else { throw .damaged("the target") }
    if let names = json["classes"]?.strings {
      guard (3...Self.classCountMax).contains(names.count), Set(names).count == names.count else {
        throw .damaged("the target's classes")
      }
      self.init(column: column, kind: kind, answers: .classes(names))
      return
    }
    switch (json["positive"]?.string, json["negative"]?.string) {
    case (.some(let positive), .some(let negative)):
      self.init(column: column, kind: kind, classes: Classes(positive: positive, negative: negative))
    case (nil, nil): self.init(column: column, kind: kind, classes: nil)
    case (_, _): throw .damaged("the target has one class")
    }
  }
}

extension JSON {
  /// The object with further members at its end.
  fileprivate func adding(_ other: JSON) -> JSON { .object((members ?? []) + (other.members ?? [])) }
}

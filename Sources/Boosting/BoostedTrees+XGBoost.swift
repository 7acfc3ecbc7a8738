import Encoding

extension BoostedTrees {
  /// The forest as XGBoost's JSON, which XGBoost 1.7 and later load and score the same to single precision.
  ///
  /// Objectives become `binary:logistic`, `reg:squarederror`, `multi:softprob` and `count:poisson`. A base margin that
  /// `base_score` cannot hold exactly enough is a first round of trees that are single leaves.
  ///
  /// - Parameters:
  ///   - featureNames: one for each feature, distinct; nil names them f0, f1, …. `[`, `]` and `<`, which XGBoost
  ///     refuses in names, become `(`, `)` and `_`.
  ///   - featureTypes: XGBoost's "float", "int", "i", "q" or "c"; nil takes "c" for features that are asked for
  ///     categories and "float" for the others.
  ///   - attributes: texts of our own by name, which XGBoost keeps and gives back (`Booster.attr`).
  public func xgboostJSON(
    featureNames: [String]? = nil, featureTypes: [String]? = nil, attributes: [(name: String, text: String)] = []
  ) -> [UInt8] {
    var writer = XGBoostWriter()
    let names = (0..<featureCount).map { index -> String in
      guard let featureNames, featureNames.indices.contains(index) else { return "f\(index)" }
      return String(featureNames[index].map { ["[": "(", "]": ")", "<": "_"][$0] ?? $0 })
    }
    let types = (0..<featureCount).map { index -> String in
      guard let featureTypes, featureTypes.indices.contains(index) else {
        return categoricalFeatures[index] ? "c" : "float"
      }
      return featureTypes[index]
    }
    writer.raw(#"{"learner":{"attributes":"#)
    writer.bytes += JSON.object(attributes.map { JSON.Member($0.name, .string($0.text)) }).text().utf8
    writer.raw(#","feature_names":"#)
    writer.list(names) { $0.text($1) }
    writer.raw(#","feature_types":"#)
    writer.list(types) { $0.text($1) }
    writer.raw(#","gradient_booster":{"model":{"#)
    write(startingRound + trees, to: &writer)
    writer.raw(#"},"name":"gbtree"},"learner_model_param":{"base_score":""#)
    writer.raw(baseScore.description)
    writer.raw(#"","boost_from_average":"0","num_class":""#)
    writer.raw(String(objective == .softmax ? classCount : 0))
    writer.raw(#"","num_feature":"\#(featureCount)","num_target":"1"},"objective":"#)
    writer.raw(objectiveJSON)
    writer.raw(#"},"version":[2,1,0]}"#)
    return writer.bytes
  }

  private func write(_ trees: [Tree], to writer: inout XGBoostWriter) {
    writer.raw(#""gbtree_model_param":{"num_parallel_tree":"1","num_trees":"\#(trees.count)"},"iteration_indptr":"#)
    writer.list(Array(0...trees.count / classCount)) { $0.raw(String($1 * classCount)) }
    writer.raw(#","tree_info":"#)
    writer.list(Array(trees.indices)) { $0.raw(String($1 % classCount)) }
    writer.raw(#","trees":"#)
    writer.list(Array(trees.enumerated())) { $0.tree($1.element, id: $1.offset, featureCount: featureCount) }
  }

  /// Whether a feature is asked for categories.
  public var categoricalFeatures: [Bool] {
    var found = [Bool](repeating: false, count: featureCount)
    for tree in trees {
      for case .split(let split) in tree.nodes where split.categories != nil { found[split.feature] = true }
    }
    return found
  }

  /// The base margins where `base_score` does not hold them: a probability would lose their digits.
  private var startingRound: [Tree] {
    guard objective != .squaredError, baseMargins.contains(where: { $0 != 0 }) else { return [] }
    return baseMargins.map { Tree(nodes: [.leaf(.init(value: Float($0), cover: trees.first?.nodes[0].cover ?? 1))]) }
  }

  /// A margin of 0 on the answers' scale, or the base margin itself.
  private var baseScore: Float {
    switch objective {
    case .squaredError: Float(baseMargin)
    case .logistic: 0.5
    case .exponential: 1
    case .softmax: 0
    }
  }

  private var objectiveJSON: String {
    switch objective {
    case .squaredError: #"{"name":"reg:squarederror","reg_loss_param":{"scale_pos_weight":"1"}}"#
    case .logistic: #"{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}"#
    case .exponential: #"{"name":"count:poisson","poisson_regression_param":{"max_delta_step":"0.7"}}"#
    case .softmax: #"{"name":"multi:softprob","softmax_multiclass_param":{"num_class":"\#(classCount)"}}"#
    }
  }
}

extension BoostedTrees.Node {
  /// The sum of second derivatives that came by.
  var cover: Float {
    switch self {
    case .split(let split): split.cover
    case .leaf(let leaf): leaf.cover
    }
  }
}

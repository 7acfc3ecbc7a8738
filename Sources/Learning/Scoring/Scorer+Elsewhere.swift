extension Scorer {
  /// Stands for a model that is served elsewhere, of which only the answers are known: it tells its classes, and scores
  /// every row alike. Nobody may ask it for scores.
  public init(elsewhere target: TargetEncoding) {
    let predictor: Predictor =
      switch target.answers {
      case .number, .twoClasses: .baseline(0)
      case .classes(let names): .shares([Double](repeating: 1 / Double(max(1, names.count)), count: names.count))
      }
    self.init(pipeline: FeaturePipeline(style: .linear, inputs: []), predictor: predictor, target: target)
  }
}

import Learning
import Lifecycle

// A recipe in the words of what trains it.

extension Recipe.Algorithm {
  var learning: LearningAlgorithm {
    switch self {
    case .baseline: .baseline
    case .linear: .linear
    case .logistic: .logistic
    case .boostedTrees: .boostedTrees
    }
  }
}

extension Recipe.Options.ClassWeight {
  var learning: ClassWeighting {
    switch self {
    case .none: .none
    case .balanced: .balanced
    }
  }
}

extension Recipe.Options.Calibration {
  var learning: CalibrationMethod {
    switch self {
    case .none: .none
    case .isotonic: .isotonic
    case .sigmoid: .sigmoid
    }
  }
}

extension Recipe.Options.Categorical {
  var learning: CategoryHandling {
    switch self {
    case .encoded: .encoded
    case .native: .native
    }
  }
}

extension Lifecycle.LearningTask {
  var learning: Learning.LearningTask {
    switch self {
    case .binary: .binary
    case .regression: .regression
    case .multiclass: .multiclass
    }
  }
}

extension Lifecycle.LearningTask {
  init(_ task: Learning.LearningTask) {
    self =
      switch task {
      case .binary: .binary
      case .multiclass: .multiclass
      case .regression: .regression
      }
  }
}

extension TrainingSpecification {
  /// - Parameter classes: of a multiclass target, by their numbers; empty for other tasks.
  init(_ recipe: Recipe, task: Lifecycle.LearningTask, positive: String?, classes: [String]) {
    self.init(
      name: recipe.name, algorithm: recipe.algorithm.learning, parameters: recipe.parameters,
      features: recipe.features, seed: recipe.seed, task: task.learning, positive: positive,
      classes: classes.isEmpty ? nil : classes, classWeight: recipe.options.classWeight.learning,
      balance: recipe.options.balance, calibration: recipe.options.calibration.learning,
      categorical: recipe.options.categorical.learning)
  }
}

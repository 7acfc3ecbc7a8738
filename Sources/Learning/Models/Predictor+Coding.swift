import Boosting
import Encoding

extension Predictor {
  private enum Tag: UInt8 {
    case baseline, linear, trees
  }

  func encode() -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .baseline(let value):
      writer.append(Tag.baseline.rawValue)
      writer.append(value)
    case .linear(let model):
      writer.append(Tag.linear.rawValue)
      writer.append(model.intercept)
      writer.append(model.coefficients)
    case .trees(let trees):
      writer.append(Tag.trees.rawValue)
      writer.append(trees.encode())
    }
    return writer.bytes
  }

  /// Reads what `encode` wrote and trusts none of it.
  init(
    decoding bytes: [UInt8], _ algorithm: LearningAlgorithm, _ task: LearningTask
  ) throws(ModelFileError) {
    guard algorithm.fits(task) else { throw .damaged("\(algorithm.rawValue) of a \(task.rawValue) target") }
    var reader = ByteReader(bytes)
    do {
      switch (Tag(rawValue: try reader.read(UInt8.self)), algorithm) {
      case (.baseline, .baseline): self = .baseline(try reader.read(Double.self))
      case (.linear, .linear), (.linear, .logistic):
        self = .linear(
          LinearModel(
            task: task, intercept: try reader.read(Double.self), coefficients: try reader.readArray(of: Double.self)))
      case (.trees, .boostedTrees):
        self = .trees(try BoostedTrees(decoding: try reader.readArray(of: UInt8.self)))
      case (_, _): throw ModelFileError.damaged("the predictor is not of the algorithm \(algorithm.rawValue)")
      }
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw .damaged("predictor: \(error)")
    }
    guard reader.remaining == 0, isSound(for: task) else { throw .damaged("the predictor's numbers") }
  }

  private func isSound(for task: LearningTask) -> Bool {
    switch self {
    case .baseline(let value): value.isFinite
    case .linear(let model): model.intercept.isFinite && model.coefficients.allSatisfy(\.isFinite)
    case .trees(let trees): trees.objective == (task == .binary ? .logistic : .squaredError)
    }
  }
}

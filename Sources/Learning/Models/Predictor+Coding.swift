import Boosting
import Encoding

extension Predictor {
  private enum Tag: UInt8 {
    case baseline, linear, trees, shares, softmax
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
    case .shares(let shares):
      writer.append(Tag.shares.rawValue)
      writer.append(shares)
    case .softmax(let model):
      writer.append(Tag.softmax.rawValue)
      writer.append(model.intercepts)
      writer.append(model.coefficients)
    }
    return writer.bytes
  }

  /// Reads what `encode` wrote and trusts none of it.
  init(
    decoding bytes: [UInt8], _ algorithm: LearningAlgorithm, _ target: TargetEncoding
  ) throws(ModelFileError) {
    let task = target.task
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
      case (.shares, .baseline): self = .shares(try reader.readArray(of: Double.self))
      case (.softmax, .logistic): self = .softmax(try Self.softmax(&reader))
      case (_, _): throw ModelFileError.damaged("the predictor is not of the algorithm \(algorithm.rawValue)")
      }
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw .damaged("predictor: \(error)")
    }
    guard reader.remaining == 0, isSound(for: target) else { throw .damaged("the predictor's numbers") }
  }

  private static func softmax(_ reader: inout ByteReader) throws -> SoftmaxModel {
    let intercepts = try reader.readArray(of: Double.self)
    let coefficients = try reader.readArray(of: Double.self)
    guard !intercepts.isEmpty, coefficients.count.isMultiple(of: intercepts.count) else {
      throw ModelFileError.damaged("the coefficients")
    }
    return SoftmaxModel(intercepts: intercepts, coefficients: coefficients)
  }

  private func isSound(for target: TargetEncoding) -> Bool {
    let classCount = target.classNames.count
    return switch (self, target.task) {
    case (.baseline(let value), .binary), (.baseline(let value), .regression): value.isFinite
    case (.linear(let model), .binary), (.linear(let model), .regression):
      model.intercept.isFinite && model.coefficients.allSatisfy(\.isFinite)
    case (.trees(let trees), .binary): trees.objective == .logistic
    case (.trees(let trees), .regression):
      trees.objective == .squaredError || trees.objective == .exponential
    case (.trees(let trees), .multiclass): trees.objective == .softmax && trees.classCount == classCount
    case (.shares(let shares), .multiclass):
      shares.count == classCount && shares.allSatisfy { $0 > 0 && $0.isFinite }
    case (.softmax(let model), .multiclass):
      model.classCount == classCount && (model.intercepts + model.coefficients).allSatisfy(\.isFinite)
    case (.baseline, .multiclass), (.linear, .multiclass), (.shares, _), (.softmax, _): false
    }
  }
}

import Boosting

/// Parameters from `name=value` arguments.
struct Options {
  struct Unknown: Error, CustomStringConvertible {
    let argument: String
    var description: String { "\(argument): unknown name or value" }
  }

  var parameters = BoostingParameters()

  init(_ arguments: [String]) throws(Unknown) {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, set(parts[0], parts[1]) else { throw Unknown(argument: argument) }
    }
  }

  private mutating func set(_ name: String, _ value: String) -> Bool {
    switch name {
    case "objective": assign(BoostingParameters.Objective(rawValue: value), to: \.objective)
    case "growth": assign(BoostingParameters.Growth(rawValue: value), to: \.growth)
    case "rounds": assign(Int(value), to: \.rounds)
    case "rate": assign(Double(value), to: \.learningRate)
    case "leaves": assign(Int(value), to: \.maxLeaves)
    case "depth": assign(Int(value), to: \.maxDepth)
    case "minRows": assign(Int(value), to: \.minRowsPerLeaf)
    case "minHessian": assign(Double(value), to: \.minHessianPerLeaf)
    case "l2": assign(Double(value), to: \.l2)
    case "bins": assign(Int(value), to: \.maxBins)
    case "threads": assign(Int(value), to: \.threads)
    case "seed": assign(UInt64(value), to: \.seed)
    default: false
    }
  }

  private mutating func assign<Value>(_ value: Value?, to path: WritableKeyPath<BoostingParameters, Value>) -> Bool {
    guard let value else { return false }
    parameters[keyPath: path] = value
    return true
  }
}

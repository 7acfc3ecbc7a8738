/// The non-decreasing step function with the least squared distance to the points, by pooling adjacent violators.
///
/// Between two points it is linear, beyond the ends constant: as scikit-learn's `IsotonicRegression` with
/// `out_of_bounds="clip"`. Source: M. Ayer et al., "An Empirical Distribution Function for Sampling with Incomplete
/// Information", Annals of Mathematical Statistics 26 (1955), 641–647.
public struct MonotoneFit: Sendable, Hashable {
  /// Ascending; only those points between which the function bends.
  public let inputs: [Double]
  /// Never falling, as many as the inputs.
  public let outputs: [Double]

  /// Takes over a fit made before.
  ///
  /// - Returns: nil unless inputs ascend strictly and outputs never fall, both of one length and finite.
  public init?(inputs: [Double], outputs: [Double]) {
    guard inputs.count == outputs.count, !inputs.isEmpty, (inputs + outputs).allSatisfy(\.isFinite),
      zip(inputs, inputs.dropFirst()).allSatisfy({ $0 < $1 }),
      zip(outputs, outputs.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Fits points in any order. NaN is not accepted: filter upstream.
  ///
  /// - Returns: nil without points.
  /// - Complexity: O(n log n).
  public init?(_ x: [Double], _ y: [Double]) {
    guard x.count == y.count, !x.isEmpty else { return nil }
    let order = SortedOrder.ascending(x)
    self.init(ascending: order.map { x[Int($0)] }, order.map { y[Int($0)] }, leavingOut: [])
  }

  /// Fits points already in ascending order of x, but for those marked.
  ///
  /// - Parameter leftOut: a mark for each point, or nothing at all.
  /// - Returns: nil without points.
  /// - Complexity: O(n).
  public init?(ascending x: [Double], _ y: [Double], leavingOut leftOut: [Bool]) {
    var pooled: [Block] = []
    var open: Block?
    func close(_ block: Block) {
      pooled.append(block)
      while pooled.count > 1, pooled[pooled.count - 2].mean >= pooled[pooled.count - 1].mean {
        let last = pooled.removeLast()
        pooled[pooled.count - 1].take(last)
      }
    }
    for row in x.indices where leftOut.isEmpty || !leftOut[row] {
      if let block = open, block.upper != x[row] {
        close(block)
        open = nil
      }
      if open == nil {
        open = Block(lower: x[row], upper: x[row], total: y[row], count: 1)
      } else {
        open?.add(y[row])
      }
    }
    guard let open else { return nil }
    close(open)
    var (inputs, outputs) = ([Double](), [Double]())
    for block in pooled {
      inputs.append(block.lower)
      outputs.append(block.mean)
      if block.upper > block.lower {
        inputs.append(block.upper)
        outputs.append(block.mean)
      }
    }
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Neighbouring points with one mean.
  private struct Block {
    var lower: Double
    var upper: Double
    var total: Double
    var count: Double
    var mean: Double { total / count }

    mutating func add(_ value: Double) {
      total += value
      count += 1
    }

    mutating func take(_ other: Block) {
      upper = other.upper
      total += other.total
      count += other.count
    }
  }

  /// The function at a place. O(log n).
  public func callAsFunction(_ x: Double) -> Double {
    var (low, high) = (0, inputs.count)
    while low < high {
      let middle = (low + high) / 2
      if inputs[middle] < x { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return outputs[0] }
    guard low < inputs.count else { return outputs[outputs.count - 1] }
    let share = (x - inputs[low - 1]) / (inputs[low] - inputs[low - 1])
    return outputs[low - 1] + share * (outputs[low] - outputs[low - 1])
  }
}

import Glibc

extension SeededGenerator {
  /// Uniform in [0, 1), a multiple of 2⁻⁵³.
  @inlinable
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [range.lowerBound, range.upperBound).
  public mutating func uniform(in range: Range<Double>) -> Double {
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    return value < range.upperBound ? value : range.lowerBound
  }

  /// Normal with the given mean and standard deviation.
  ///
  /// By inversion: each draw takes exactly one number of the sequence.
  public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    mean + standardDeviation * Normal.quantile(openUniform())
  }

  /// Exponential with the given mean; ≥ 0.
  public mutating func exponential(mean: Double = 1) -> Double { -mean * log(openUniform()) }

  /// True with the given probability; 0 or less is never, 1 or more is always.
  @inlinable
  public mutating func bernoulli(_ probability: Double) -> Bool { uniform() < probability }

  /// Uniform in 0..<bound, without bias (Lemire's multiplication with rejection). 0 for a bound below 1.
  @inlinable
  public mutating func integer(below bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// An index drawn in proportion to the weights; the last one where they sum to nothing.
  ///
  /// - Parameter weights: not empty, none negative.
  public mutating func index(weights: [Double]) -> Int {
    var rest = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }

  /// Uniform in (0, 1): the middle of one of 2⁵² cells, so that a logarithm is finite.
  private mutating func openUniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }
}

// MARK: - Order

extension SeededGenerator {
  /// Puts the elements in random order (Fisher–Yates, from the last to the first).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, integer(below: index + 1))
    }
  }

  /// 0..<count in random order.
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<Swift.max(count, 0))
    shuffle(&order)
    return order
  }

  /// `count` different numbers of 0..<population, in random order (all of them where there are fewer).
  public mutating func sample(_ count: Int, from population: Int) -> [Int] {
    var order = Array(0..<Swift.max(population, 0))
    let count = Swift.min(Swift.max(count, 0), order.count)
    for index in 0..<count {
      order.swapAt(index, index + integer(below: order.count - index))
    }
    return Array(order.prefix(count))
  }
}

/// What an aggregate keeps of the rows it has seen; each function uses its part.
struct PartialAggregate: Sendable {
  /// Rows that were not missing.
  var count = 0
  var trueCount = 0
  private var total = 0.0
  private var compensation = 0.0
  private(set) var smallest = Double.infinity
  private(set) var largest = -Double.infinity
  /// Mean and sum of squared distances from it, of what a standard deviation has seen.
  private var mean = 0.0
  private var squares = 0.0
  private var values: [Double] = []
  private var numbers: Set<UInt64> = []
  private var texts: Set<String> = []

  init() {}

  var distinctCount: Int { numbers.count + texts.count }

  /// With n − 1 below.
  var deviation: Double? { count > 1 ? (squares / Double(count - 1)).squareRoot() : nil }

  /// Adds what a function needs of a block.
  mutating func add(_ block: UnsafeBufferPointer<Double>, _ function: AggregateFunction, countsTrue: Bool) {
    switch function {
    case .sum, .mean: addSum(block)
    case .count where countsTrue: count += PartialAggregate(truths: block).trueCount
    case .count: count += block.reduce(into: 0) { $0 += $1.isNaN ? 0 : 1 }
    case .rate: merge(PartialAggregate(truths: block))
    case .min, .max: addExtremes(block)
    case .deviation: addDeviation(block)
    case .median, .quantile: values.append(contentsOf: block.lazy.filter { !$0.isNaN })
    // Adding 0 makes one of the two zeros.
    case .distinct: for value in block where !value.isNaN { numbers.insert((value + 0).bitPattern) }
    }
  }

  /// Adds a text that is there.
  mutating func add(text: String, isKept: Bool) {
    count += 1
    if isKept { texts.insert(text) }
  }

  /// Two passes over the block, then the parallel form.
  ///
  /// Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
  /// Variances" (1979).
  private mutating func addDeviation(_ block: UnsafeBufferPointer<Double>) {
    var sum = 0.0
    var known = 0
    for value in block where !value.isNaN {
      sum += value
      known += 1
    }
    guard known > 0 else { return }
    let blockMean = sum / Double(known)
    var blockSquares = 0.0
    for value in block where !value.isNaN { blockSquares += (value - blockMean) * (value - blockMean) }
    mergeDeviation(known, blockMean, blockSquares)
    count += known
  }

  private mutating func mergeDeviation(_ otherCount: Int, _ otherMean: Double, _ otherSquares: Double) {
    guard otherCount > 0 else { return }
    let (n, m) = (Double(count), Double(otherCount))
    let difference = otherMean - mean
    mean += difference * m / (n + m)
    squares += otherSquares + difference * difference * n * m / (n + m)
  }

  /// Counts the true among those that are known.
  init(truths: UnsafeBufferPointer<Double>) {
    for value in truths {
      count += value.isNaN ? 0 : 1
      trueCount += value.isNaN || value == 0 ? 0 : 1
    }
  }

  var sum: Double { total + compensation }

  /// Four running sums within the block, compensation between blocks: a block is too short to lose much.
  mutating func addSum(_ block: UnsafeBufferPointer<Double>) {
    var lanes = SIMD4<Double>.zero
    var counts = SIMD4<Double>.zero
    let whole = block.count & ~3
    for index in stride(from: 0, to: whole, by: 4) {
      let x = SIMD4(block[index], block[index + 1], block[index + 2], block[index + 3])
      let isKnown = x .== x
      lanes += SIMD4<Double>.zero.replacing(with: x, where: isKnown)
      counts += SIMD4<Double>.zero.replacing(with: 1, where: isKnown)
    }
    for index in whole..<block.count where !block[index].isNaN {
      lanes[0] += block[index]
      counts[0] += 1
    }
    count += Int(counts.sum())
    add((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
  }

  /// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
  private mutating func add(_ value: Double) {
    let next = total + value
    compensation += abs(total) >= abs(value) ? (total - next) + value : (value - next) + total
    total = next
  }

  mutating func addExtremes(_ block: UnsafeBufferPointer<Double>) {
    for value in block where !value.isNaN {
      count += 1
      smallest = Swift.min(smallest, value)
      largest = Swift.max(largest, value)
    }
  }

  mutating func merge(_ other: PartialAggregate) {
    mergeDeviation(other.count, other.mean, other.squares)
    count += other.count
    trueCount += other.trueCount
    add(other.total)
    compensation += other.compensation
    smallest = Swift.min(smallest, other.smallest)
    largest = Swift.max(largest, other.largest)
    values.append(contentsOf: other.values)
    numbers.formUnion(other.numbers)
    texts.formUnion(other.texts)
  }

  /// Type 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages" (1996), as numpy's default.
  func quantile(_ share: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let position = share * Double(sorted.count - 1)
    let below = Int(position.rounded(.down))
    guard below + 1 < sorted.count else { return sorted[below] }
    return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}

/// What an aggregate keeps of the rows it has seen; each function uses its part.
struct PartialAggregate: Sendable {
  /// Rows that were not missing.
  var count = 0
  var trueCount = 0
  private var total = 0.0
  private var compensation = 0.0
  private(set) var smallest = Double.infinity
  private(set) var largest = -Double.infinity
  var values: [Double] = []

  init() {}

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
    count += other.count
    trueCount += other.trueCount
    add(other.total)
    compensation += other.compensation
    smallest = Swift.min(smallest, other.smallest)
    largest = Swift.max(largest, other.largest)
    values.append(contentsOf: other.values)
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

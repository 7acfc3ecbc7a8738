/// Mean and standard deviation, in two passes over the values that are not NaN.
///
/// Blocks are summed in plain order and their sums with compensation (Neumaier, 1974): as exact as it matters, and
/// the same on every machine.
struct Moments {
  private static let blockSize = 1024

  private(set) var mean: Double?
  private(set) var sd: Double?

  init(of values: [Double]) {
    let (sum, count) = Moments.sum(values) { $0 }
    guard count > 0 else { return }
    let center = sum / Double(count)
    mean = center
    guard count > 1 else { return }
    let (squares, _) = Moments.sum(values) { ($0 - center) * ($0 - center) }
    sd = (squares / Double(count - 1)).squareRoot()
  }

  @inline(__always)
  private static func sum(_ values: [Double], _ term: (Double) -> Double) -> (sum: Double, count: Int) {
    var (total, lost, count) = (0.0, 0.0, 0)
    values.withUnsafeBufferPointer { values in
      var start = 0
      while start < values.count {
        let end = min(start + blockSize, values.count)
        var block = 0.0
        for value in values[start..<end] where !value.isNaN {
          block += term(value)
          count &+= 1
        }
        let next = total + block
        lost += abs(total) >= abs(block) ? (total - next) + block : (block - next) + total
        total = next
        start = end
      }
    }
    return (total + lost, count)
  }
}

/// Distances between two sorted samples, found in one merge of both.
public struct SampleDistance: Sendable, Equatable {
  /// The largest distance between the two empirical distribution functions, times both counts: an exact integer.
  public let scaledDifference: Int
  /// First Wasserstein distance (area between the distribution functions), in the unit of the values.
  public let wasserstein: Double
  public let referenceCount: Int
  public let currentCount: Int

  /// Kolmogorov–Smirnov D, 0 to 1; NaN when a side is empty.
  public var kolmogorovSmirnov: Double {
    referenceCount == 0 || currentCount == 0
      ? .nan : Double(scaledDifference) / (Double(referenceCount) * Double(currentCount))
  }

  /// - Complexity: O(n + m), without branches that depend on the data.
  public init(_ reference: SortedSample, _ current: SortedSample) {
    referenceCount = reference.count
    currentCount = current.count
    guard referenceCount > 0, currentCount > 0 else {
      scaledDifference = 0
      wasserstein = .nan
      return
    }
    var scan = Scan(n: referenceCount, m: currentCount)
    reference.values.withUnsafeBufferPointer { a in
      current.values.withUnsafeBufferPointer { b in scan.merge(a, b) }
    }
    scaledDifference = scan.largest
    wasserstein = scan.area / (Double(referenceCount) * Double(currentCount))
  }

  private struct Scan {
    let n: Int
    let m: Int
    var i = 0
    var j = 0
    var largest = 0
    var area = 0.0

    mutating func merge(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) {
      var value = min(a[0], b[0])
      while i < n, j < m {
        let next = min(a[i], b[j])
        step(from: value, to: next)
        let takesReference = a[i] <= b[j]
        i &+= takesReference ? 1 : 0
        j &+= takesReference ? 0 : 1
        value = next
      }
      while i < n {
        step(from: value, to: a[i])
        value = a[i]
        i &+= 1
      }
      while j < m {
        step(from: value, to: b[j])
        value = b[j]
        j &+= 1
      }
    }

    /// Accounts for the stretch between two neighbouring values. Inside a tie the stretch is empty, and the counts
    /// are those of half a tie, which are no value of a distribution function.
    @inline(__always)
    private mutating func step(from value: Double, to next: Double) {
      let difference = abs(i &* m &- j &* n)
      area += Double(difference) * (next - value)
      largest = max(largest, next > value ? difference : 0)
    }
  }
}

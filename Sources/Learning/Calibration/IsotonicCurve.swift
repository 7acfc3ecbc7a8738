/// The rising function that is nearest to given targets, straight between its points and level beyond them.
///
/// Pool adjacent violators. Source: M. J. Best, N. Chakravarti, "Active Set Algorithms for Isotonic Regression",
/// Mathematical Programming 47 (1990), 425–439. Figures as scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
public struct IsotonicCurve: Sendable, Equatable {
  /// Ascending and finite; one at least.
  public let positions: [Double]
  /// Never falling and finite; as many.
  public let values: [Double]

  /// - Returns: nil where the points are not as said.
  public init?(positions: [Double], values: [Double]) {
    guard positions.count == values.count, !positions.isEmpty, (positions + values).allSatisfy(\.isFinite),
      zip(positions, positions.dropFirst()).allSatisfy({ $0 < $1 }),
      zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    self.positions = positions
    self.values = values
  }

  /// Fits the curve; rows of one position count as one row with their mean.
  ///
  /// - Parameters:
  ///   - weights: above 0; nil counts each row once.
  /// - Returns: nil without rows or with numbers that are not finite.
  public init?(fitting positions: [Double], targets: [Double], weights: [Double]? = nil) {
    precondition(positions.count == targets.count && weights.map { $0.count == targets.count } ?? true)
    var pools: [Pool] = []
    for row in positions.indices.sorted(by: { positions[$0] < positions[$1] }) {
      let weight = weights?[row] ?? 1
      // Nearer than rounding is the same.
      if let last = pools.last, positions[row] - last.first < 1e-15 {
        pools[pools.count - 1].add(targets[row] * weight, weight)
      } else {
        pools.append(Pool(first: positions[row], last: positions[row], sum: targets[row] * weight, weight: weight))
      }
    }
    var merged: [Pool] = []
    for pool in pools {
      var pool = pool
      while let before = merged.last, before.mean >= pool.mean {
        pool = Pool(
          first: before.first, last: pool.last, sum: before.sum + pool.sum, weight: before.weight + pool.weight)
        merged.removeLast()
      }
      merged.append(pool)
    }
    let points = merged.flatMap { pool in
      pool.first == pool.last ? [(pool.first, pool.mean)] : [(pool.first, pool.mean), (pool.last, pool.mean)]
    }
    self.init(positions: points.map(\.0), values: points.map(\.1))
  }

  /// Neighbouring rows that share one value.
  private struct Pool {
    var first: Double
    var last: Double
    var sum: Double
    var weight: Double

    var mean: Double { sum / weight }

    mutating func add(_ sum: Double, _ weight: Double) {
      self.sum += sum
      self.weight += weight
    }
  }

  /// The curve's value. O(log points).
  public func value(at position: Double) -> Double {
    positions.withUnsafeBufferPointer { positions in
      values.withUnsafeBufferPointer { values in
        var low = 0
        var high = positions.count
        while low < high {
          let middle = (low + high) / 2
          if positions[middle] <= position { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return values[0] }
        guard low < positions.count else { return values[positions.count - 1] }
        let share = (position - positions[low - 1]) / (positions[low] - positions[low - 1])
        return values[low - 1] + share * (values[low] - values[low - 1])
      }
    }
  }
}

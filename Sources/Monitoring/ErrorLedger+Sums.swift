extension ErrorLedger {
  /// What is compared of the errors.
  enum Measure: CaseIterable {
    case signed, loss, slope
  }

  struct Sums {
    var count = 0.0
    var error = 0.0
    var errorSquares = 0.0
    var loss = 0.0
    var lossSquares = 0.0
    var slope = 0.0
    var slopeSquares = 0.0

    @inline(__always)
    mutating func add(_ error: Double, _ loss: Double, _ slope: Double) {
      count += 1
      self.error += error
      errorSquares += error * error
      self.loss += loss
      lossSquares += loss * loss
      self.slope += slope
      slopeSquares += slope * slope
    }

    func moments(of measure: Measure) -> (mean: Double, variance: Double) {
      let (sum, squares) =
        switch measure {
        case .signed: (error, errorSquares)
        case .loss: (loss, lossSquares)
        case .slope: (slope, slopeSquares)
        }
      let mean = sum / count
      return (mean, max(squares / count - mean * mean, 0))
    }

    static func combined(_ a: Sums, _ b: Sums, _ sign: Double = 1, weight: Double = 1) -> Sums {
      Sums(
        count: weight * a.count + sign * b.count, error: weight * a.error + sign * b.error,
        errorSquares: weight * a.errorSquares + sign * b.errorSquares, loss: weight * a.loss + sign * b.loss,
        lossSquares: weight * a.lossSquares + sign * b.lossSquares, slope: weight * a.slope + sign * b.slope,
        slopeSquares: weight * a.slopeSquares + sign * b.slopeSquares)
    }
  }

  struct Key: Hashable {
    var column: String
    var level: String
  }

  struct Batch {
    var all = Sums()
    var levels: [Key: Sums] = [:]
    var driftedColumns: Set<String> = []

    mutating func merge(_ newer: Batch, weight: Double) {
      all = Sums.combined(all, newer.all, weight: weight)
      for (key, sums) in newer.levels {
        levels[key] = Sums.combined(levels[key] ?? Sums(), sums, weight: weight)
      }
      driftedColumns = newer.driftedColumns
    }
  }
}

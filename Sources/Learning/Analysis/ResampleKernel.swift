import Glibc

/// The metrics of some rows, worked out again and again for other weights of the same rows: what is sorted and what a
/// row adds to a sum is worked out once, so that each further time takes O(rows).
struct ResampleKernel: Sendable {
  /// The metrics that `measure` gives, in its order.
  let ids: [MetricID]
  let rowCount: Int
  private let form: Form

  private enum Form: Sendable {
    case binary(BinaryForm)
    case classes(ClassForm)
    case numbers(NumberForm)
  }

  /// - Parameter rows: all known.
  init(_ rows: ScoredRows) {
    rowCount = rows.count
    let worth: [Double]? = rows.worth == nil ? nil : (0..<rows.count).map { rows.worth(of: $0) ?? .nan }
    var ids: [MetricID]
    switch rows.answers {
    case .binary(let scores, let threshold):
      ids = [.auc, .averagePrecision, .logLoss, .brier, .accuracy, .f1, .precision, .recall, .ece]
      form = .binary(BinaryForm(scores, rows, threshold: threshold, worth: worth))
    case .classes(_, let names):
      ids = [.logLoss, .accuracy, .macroF1, .macroPrecision, .macroRecall, .macroAuc]
      form = .classes(ClassForm(rows, classCount: names.count, worth: worth))
    case .numbers(let numbers):
      ids = [.rmse, .mae, .r2, .mape]
      form = .numbers(NumberForm(numbers, rows, worth: worth))
    }
    if worth != nil { ids.append(.value) }
    self.ids = ids
  }

  /// Writes each metric of the rows with these weights; NaN where they cannot give it.
  ///
  /// - Parameters:
  ///   - weights: one for each row.
  ///   - target: room for `ids.count` numbers.
  func measure(_ weights: UnsafeBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Double>) {
    switch form {
    case .binary(let form): form.measure(weights, target)
    case .classes(let form): form.measure(weights, target)
    case .numbers(let form): form.measure(weights, target)
    }
  }
}

/// a / b, NaN for a share of nothing.
@inline(__always)
private func share(_ a: Double, of b: Double) -> Double { b > 0 ? a / b : .nan }

/// Two classes.
private struct BinaryForm: Sendable {
  /// What one row adds to the sums.
  struct Row {
    var loss: Double
    var squaredError: Double
    /// Score minus label.
    var error: Double
    var worth: Double
    /// Bin of the calibration error.
    var bin: Int32
    var isPositive: Bool
    var isPredicted: Bool
  }

  /// A row in descending order of score.
  struct Ranked {
    var row: UInt32
    var isPositive: Bool
    /// True for the last row of its score.
    var endsTie: Bool
  }

  let rows: [Row]
  let ranked: [Ranked]
  let hasWorth: Bool

  init(_ scores: [Double], _ scored: ScoredRows, threshold: Double, worth: [Double]?) {
    let losses = scored.losses()
    rows = scores.indices.map { row in
      let isPositive = scored.labels[row] > 0.5
      let error = scores[row] - (isPositive ? 1 : 0)
      return Row(
        loss: losses[row], squaredError: error * error, error: error, worth: worth?[row] ?? .nan,
        bin: Int32(Calibration.bin(of: scores[row])), isPositive: isPositive, isPredicted: scores[row] >= threshold)
    }
    let order = descendingOrder(of: scores)
    ranked = order.indices.map { place in
      let row = Int(order[place])
      let endsTie = place + 1 == order.count || scores[Int(order[place + 1])] < scores[row]
      return Ranked(row: order[place], isPositive: scored.labels[row] > 0.5, endsTie: endsTie)
    }
    hasWorth = worth != nil
  }

  func measure(_ weights: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<Double>) {
    var cells = SIMD4<Double>.zero
    var (loss, squares, worth, worthWeight) = (0.0, 0.0, 0.0, 0.0)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Calibration.binCount) { bins in
      bins.initialize(repeating: 0)
      rows.withUnsafeBufferPointer { rows in
        for index in 0..<rows.count {
          let weight = weights[index]
          guard weight > 0 else { continue }
          let row = rows[index]
          cells[(row.isPositive ? 2 : 0) + (row.isPredicted ? 1 : 0)] += weight
          loss += weight * row.loss
          squares += weight * row.squaredError
          bins[Int(row.bin)] += weight * row.error
          if row.worth.isFinite {
            worth += weight * row.worth
            worthWeight += weight
          }
        }
      }
      var miscalibration = 0.0
      for bin in 0..<bins.count { miscalibration += abs(bins[bin]) }
      target[8] = share(miscalibration, of: cells.sum())
    }
    let (falsePositives, falseNegatives, hits) = (cells[1], cells[2], cells[3])
    (target[0], target[1]) = ranking(weights, positive: hits + falseNegatives, total: cells.sum())
    target[2] = share(loss, of: cells.sum())
    target[3] = share(squares, of: cells.sum())
    target[4] = share(hits + cells[0], of: cells.sum())
    target[5] = share(2 * hits, of: 2 * hits + falsePositives + falseNegatives)
    target[6] = share(hits, of: hits + falsePositives)
    target[7] = share(hits, of: hits + falseNegatives)
    if hasWorth { target[9] = share(worth, of: worthWeight) }
  }

  /// Area under the ROC curve and average precision in one walk.
  private func ranking(
    _ weights: UnsafeBufferPointer<Double>, positive: Double, total: Double
  ) -> (auc: Double, averagePrecision: Double) {
    let negative = total - positive
    guard positive > 0 else { return (.nan, .nan) }
    var (tied, tiedPositive) = (0.0, 0.0)
    var (above, positiveAbove) = (0.0, 0.0)
    var (area, average) = (0.0, 0.0)
    ranked.withUnsafeBufferPointer { ranked in
      for place in 0..<ranked.count {
        let row = ranked[place]
        let weight = weights[Int(row.row)]
        tied += weight
        if row.isPositive { tiedPositive += weight }
        guard row.endsTie else { continue }
        let tiedNegative = tied - tiedPositive
        area += tiedPositive * (negative - (above - positiveAbove) - tiedNegative / 2)
        above += tied
        positiveAbove += tiedPositive
        if tiedPositive > 0 { average += tiedPositive * positiveAbove / above }
        (tied, tiedPositive) = (0, 0)
      }
    }
    return (negative > 0 ? area / (positive * negative) : .nan, average / positive)
  }
}

/// Several classes.
private struct ClassForm: Sendable {
  let classCount: Int
  let losses: [Double]
  /// Truth times classes plus answer.
  let cells: [Int32]
  let worth: [Double]?
  /// Rows by the score of each class, the highest first; empty where there are too many classes to rank again and again.
  let rankings: [ClassRanking]

  private static let rankedClassCountMax = 32

  init(_ rows: ScoredRows, classCount: Int, worth: [Double]?) {
    self.classCount = classCount
    if case .classes(let probabilities, _) = rows.answers, classCount <= Self.rankedClassCountMax {
      rankings = (0..<classCount).map { label in
        ClassRanking(
          label, scores: (0..<rows.count).map { probabilities[$0 * classCount + label] }, labels: rows.labels)
      }
    } else {
      rankings = []
    }
    losses = rows.losses()
    cells = (0..<rows.count).map { Int32(Int(rows.labels[$0]) * classCount + Int(rows.prediction($0))) }
    self.worth = worth
  }

  func measure(_ weights: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<Double>) {
    var (loss, total, value, valueWeight) = (0.0, 0.0, 0.0, 0.0)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: classCount * classCount) { counts in
      counts.initialize(repeating: 0)
      for row in losses.indices {
        counts[Int(cells[row])] += weights[row]
        loss += weights[row] * losses[row]
        total += weights[row]
        if let worth, worth[row].isFinite {
          value += weights[row] * worth[row]
          valueWeight += weights[row]
        }
      }
      var (hits, present) = (0.0, 0.0)
      var (f1, precision, recall) = (0.0, 0.0, 0.0)
      for index in 0..<classCount {
        let hit = counts[index * classCount + index]
        var (support, predicted) = (0.0, 0.0)
        for other in 0..<classCount {
          support += counts[index * classCount + other]
          predicted += counts[other * classCount + index]
        }
        guard support + predicted > 0 else { continue }
        hits += hit
        present += 1
        f1 += 2 * hit / (support + predicted)
        if predicted > 0 { precision += hit / predicted }
        if support > 0 { recall += hit / support }
      }
      target[0] = share(loss, of: total)
      target[1] = share(hits, of: total)
      target[2] = share(f1, of: present)
      target[3] = share(precision, of: present)
      target[4] = share(recall, of: present)
      target[5] = macroArea(weights)
      if worth != nil { target[6] = share(value, of: valueWeight) }
    }
  }
}

extension ClassForm {
  /// The mean of the areas of the classes that have rows on both sides.
  private func macroArea(_ weights: UnsafeBufferPointer<Double>) -> Double {
    var (sum, count) = (0.0, 0.0)
    for ranking in rankings {
      let area = ranking.area(weights)
      guard !area.isNaN else { continue }
      sum += area
      count += 1
    }
    return share(sum, of: count)
  }
}

/// Numbers.
private struct NumberForm: Sendable {
  let errors: [Double]
  let labels: [Double]
  let worth: [Double]?
  /// False where a target is 0: no share of it can be missed.
  let hasShares: Bool

  init(_ numbers: [Double], _ rows: ScoredRows, worth: [Double]?) {
    // Around their mean, so that squares lose no digits.
    let mean = rows.labels.reduce(0, +) / Double(max(1, rows.count))
    errors = numbers.indices.map { numbers[$0] - rows.labels[$0] }
    labels = rows.labels.map { $0 - mean }
    hasShares = !rows.labels.contains(0)
    shareErrors = hasShares ? numbers.indices.map { abs((numbers[$0] - rows.labels[$0]) / rows.labels[$0]) } : []
    self.worth = worth
  }

  private let shareErrors: [Double]

  func measure(_ weights: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<Double>) {
    var (total, squares, sizes, shares) = (0.0, 0.0, 0.0, 0.0)
    var (sum, sumOfSquares, value, valueWeight) = (0.0, 0.0, 0.0, 0.0)
    for row in errors.indices {
      let weight = weights[row]
      guard weight > 0 else { continue }
      total += weight
      squares += weight * errors[row] * errors[row]
      sizes += weight * abs(errors[row])
      sum += weight * labels[row]
      sumOfSquares += weight * labels[row] * labels[row]
      if hasShares { shares += weight * shareErrors[row] }
      if let worth, worth[row].isFinite {
        value += weight * worth[row]
        valueWeight += weight
      }
    }
    target[0] = share(squares, of: total).squareRoot()
    target[1] = share(sizes, of: total)
    let spread = sumOfSquares - sum * sum / max(total, .leastNonzeroMagnitude)
    // What rounding leaves of a constant target is no spread.
    target[2] = spread > 1e-12 * sumOfSquares ? 1 - squares / spread : .nan
    target[3] = hasShares ? share(shares, of: total) : .nan
    if worth != nil { target[4] = share(value, of: valueWeight) }
  }
}

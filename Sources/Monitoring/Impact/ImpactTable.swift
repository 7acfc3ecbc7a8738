/// What the shift of one column alone is expected to do to a model's metric and worth.
public struct ShiftImpact: Sendable, Equatable {
  /// Change of the metric; 0 where it cannot be told from none, nil where rows do not give it.
  public var metricChange: Double?
  /// Change of a row's worth; 0 where it cannot be told from none, nil without a value model.
  public var valueChange: Double?
  /// Rows of equal weight that the estimate is worth.
  public var effectiveRows: Double
}

/// Prices shifts: rows kept with the model count as much as a window's inputs make them.
///
/// A window that has the share p(b) of its rows in bin b of a column, where the reference has r(b) and the kept rows have
/// s(b), gives each kept row the weight p(b)/s(b), and the reference r(b)/s(b); the metric and the mean worth under both
/// differ by what the shift of this column alone is expected to do, as long as what follows from the inputs is as it was.
/// Importance weighting under covariate shift: H. Shimodaira, "Improving predictive inference under covariate shift by
/// weighting the log-likelihood function", J. Stat. Plan. Inference 90 (2000), 227–244; as the weights depend on a bin
/// alone it is post-stratification. Weights are cut at `weightMax`, bins with fewer than `binRowCountMin` kept rows are
/// left out, and the effective number of rows is (Σw)²/Σw². A change within two standard errors, of the kept rows and of
/// the window together, is told as none.
public struct ImpactTable: Sendable {
  public static let weightMax = 30.0
  static let binRowCountMin = 5
  /// Of a window's rows so many must lie in bins with kept rows.
  static let coverageMin = 0.5

  /// The metric of `ShiftImpact.metricChange`.
  public let metric: String
  private let weighted: WeightedMetric?
  private let columns: [Column?]
  private let codes: [[UInt8]]
  private let rowCount: Int

  fileprivate struct Column: Sendable {
    /// Kept rows of each bin; the last bin is that of missing values.
    var counts: [Double]
    /// Share of the reference in each bin.
    var reference: [Double]
    var worth: Strata?
    var influence: Strata?
  }

  /// Means and variances by bin.
  fileprivate struct Strata: Sendable {
    var means: [Double]
    var variances: [Double]
  }

  /// - Parameter threshold: score from which a binary answer is 1.
  public init(_ sample: ImpactSample, reference: ReferenceProfile, threshold: Double?) {
    metric = sample.metric
    rowCount = sample.scores.count
    let isBinary = sample.task == .binary
    let answers = isBinary ? sample.scores.map { $0 >= threshold ?? 0.5 ? 1.0 : 0 } : sample.predictions
    weighted = WeightedMetric(
      sample.metric, task: sample.task, scores: sample.scores, predictions: answers, outcomes: sample.outcomes)
    let worth: [Double]? =
      sample.worthPositive.isEmpty
      ? nil
      : answers.indices.map { answers[$0] > 0.5 || !isBinary ? sample.worthPositive[$0] : sample.worthNegative[$0] }
    let influences = weighted?.influences
    codes = sample.codes
    columns = zip(reference.features, sample.codes).map { feature, codes -> Column? in
      guard codes.count == sample.scores.count else { return nil }
      let bins = codes.map { $0 == ImpactSample.missingCode ? feature.binCounts.count : Int($0) }
      guard bins.allSatisfy({ $0 <= feature.binCounts.count }) else { return nil }
      return Column(bins, feature, worth: worth, influences: influences)
    }
  }

  /// - Parameters:
  ///   - feature: by position in the reference profile.
  ///   - window: the window's rows in each comparison bin, the missing ones last.
  /// - Returns: nil where the kept rows say nothing of this window.
  public func impact(of feature: Int, window: [Int]) -> ShiftImpact? {
    guard columns.indices.contains(feature), let column = columns[feature], window.count == column.counts.count else {
      return nil
    }
    let total = Double(window.reduce(0, +))
    let usable = column.counts.map { $0 >= Double(Self.binRowCountMin) }
    guard total > 0, let now = Self.shares(window.map { Double($0) / total }, usable, column.counts),
      let before = Self.shares(column.reference, usable, column.counts)
    else { return nil }
    let effective = 1 / zip(now, column.counts).reduce(0) { $1.1 > 0 ? $0 + $1.0 * $1.0 / $1.1 : $0 }
    return ShiftImpact(
      metricChange: metricChange(feature, column, now: now, before: before, rows: total),
      valueChange: column.worth.map { Self.change($0, column, now: now, before: before, rows: total) },
      effectiveRows: effective)
  }

  /// Shares over the bins that have kept rows, none weighing more than `weightMax`; nil where too few rows are left.
  private static func shares(_ shares: [Double], _ usable: [Bool], _ counts: [Double]) -> [Double]? {
    let kept = counts.reduce(0, +)
    var shares = zip(shares, usable).map { $1 ? $0 : 0 }
    guard shares.reduce(0, +) >= coverageMin else { return nil }
    shares = zip(shares, counts).map { min($0, weightMax * $1 / kept) }
    let sum = shares.reduce(0, +)
    return sum > 0 ? shares.map { $0 / sum } : nil
  }

  private static func change(
    _ strata: Strata, _ column: Column, now: [Double], before: [Double], rows: Double
  ) -> Double {
    let (change, variance) = moments(strata, column, now: now, before: before, rows: rows)
    return abs(change) <= 2 * variance.squareRoot() ? 0 : change
  }

  /// The change of the mean, and its variance: that of the kept rows' means, and that of the window's own shares.
  private static func moments(
    _ strata: Strata, _ column: Column, now: [Double], before: [Double], rows: Double
  ) -> (change: Double, variance: Double) {
    var (change, variance, mean, square) = (0.0, 0.0, 0.0, 0.0)
    for bin in now.indices where column.counts[bin] > 0 {
      let difference = now[bin] - before[bin]
      change += difference * strata.means[bin]
      variance += difference * difference * strata.variances[bin] / column.counts[bin]
      mean += now[bin] * strata.means[bin]
      square += now[bin] * strata.means[bin] * strata.means[bin]
    }
    return (change, variance + max(0, square - mean * mean) / rows)
  }

  private func metricChange(
    _ feature: Int, _ column: Column, now: [Double], before: [Double], rows: Double
  ) -> Double? {
    guard let weighted, let influence = column.influence else { return nil }
    func weights(_ shares: [Double]) -> [Double] {
      let ofBin = zip(shares, column.counts).map { $1 > 0 ? $0 / $1 : 0 }
      return codes[feature].map { $0 == ImpactSample.missingCode ? ofBin[ofBin.count - 1] : ofBin[Int($0)] }
    }
    guard let a = weighted.value(weights: weights(now)), let b = weighted.value(weights: weights(before)) else {
      return nil
    }
    let variance = Self.moments(influence, column, now: now, before: before, rows: rows).variance
    return abs(a - b) <= 2 * variance.squareRoot() ? 0 : a - b
  }
}

extension ImpactTable.Column {
  fileprivate init(_ bins: [Int], _ feature: FeatureProfile, worth: [Double]?, influences: [Double]?) {
    let binCount = feature.binCounts.count + 1
    counts = [Double](repeating: 0, count: binCount)
    for bin in bins { counts[bin] += 1 }
    let rows = Double(max(1, feature.valueCount + feature.missingCount))
    reference = (feature.binCounts + [feature.missingCount]).map { Double($0) / rows }
    let counts = counts
    func strata(_ values: [Double]) -> ImpactTable.Strata? {
      // Worth that is not known for some rows says nothing of their bins.
      guard values.allSatisfy(\.isFinite) else { return nil }
      var (sums, squares) = ([Double](repeating: 0, count: binCount), [Double](repeating: 0, count: binCount))
      for (bin, value) in zip(bins, values) { sums[bin] += value }
      let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
      for (bin, value) in zip(bins, values) { squares[bin] += (value - means[bin]) * (value - means[bin]) }
      return ImpactTable.Strata(means: means, variances: zip(squares, counts).map { $1 > 1 ? $0 / ($1 - 1) : 0 })
    }
    self.worth = worth.flatMap(strata)
    influence = influences.flatMap(strata)
  }
}

extension WindowAccumulator {
  /// The window's rows in each comparison bin of a feature; the last counts missing values.
  public func binCounts(of feature: Int) -> [Int] {
    let profile = reference.features[feature]
    var counts = [Int](repeating: 0, count: profile.binCounts.count + 1)
    let slots = Array(slotCounts(of: feature))
    for (slot, bin) in zip(slots, profile.binOfSlot) { counts[bin] += Int(slot) }
    counts[counts.count - 1] = Int(slots.last ?? 0)
    return counts
  }
}

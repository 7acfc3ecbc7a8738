import Statistics

/// How much of each row is positive: a probability before the outcome is known, 0 or 1 afterwards. Both are measured
/// by the same formulas, so that an estimate and its realised metric mean the same.
struct ClassMass {
  var truePositive = 0.0
  var falsePositive = 0.0
  var falseNegative = 0.0
  var trueNegative = 0.0

  init() {}

  /// - Parameter predictions: 1 for positive.
  init(positive: [Double], predictions: [Double]) {
    for (mass, prediction) in zip(positive, predictions) { add(mass, isPositive: prediction > 0.5) }
  }

  @inline(__always)
  mutating func add(_ mass: Double, isPositive: Bool) {
    if isPositive {
      truePositive += mass
      falsePositive += 1 - mass
    } else {
      falseNegative += mass
      trueNegative += 1 - mass
    }
  }

  var count: Double { truePositive + falsePositive + falseNegative + trueNegative }
  var predictedPositive: Double { truePositive + falsePositive }
  var positive: Double { truePositive + falseNegative }
  var negative: Double { trueNegative + falsePositive }

  /// 0 where there is nothing to divide by; nil for what needs an order of the rows.
  func value(of metric: EstimatedMetric) -> Double? {
    func share(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : 0 }
    switch metric {
    case .auc, .averagePrecision: return nil
    case .accuracy: return share(truePositive + trueNegative, count)
    case .f1: return share(truePositive, truePositive + (falsePositive + falseNegative) / 2)
    case .precision: return share(truePositive, predictedPositive)
    case .recall: return share(truePositive, positive)
    case .specificity: return share(trueNegative, negative)
    }
  }
}

/// The same, for metrics that rank: rows by descending score, those of one score together.
struct RankedMass {
  private(set) var area = 0.0
  private(set) var averagePrecision = 0.0
  private var positive = 0.0
  private var negative = 0.0
  private var reachedPositive = 0.0
  private var reachedNegative = 0.0

  // NannyML rounds its counts, and its published figures with them.
  private static func rounded(_ count: Double) -> Double { (count * 1e5).rounded(.toNearestOrEven) / 1e5 }

  /// Takes all rows of the next lower score.
  @inline(__always)
  mutating func add(positive mass: Double, of rows: Double) {
    positive += mass
    negative += rows - mass
    let (nowPositive, nowNegative) = (Self.rounded(positive), Self.rounded(negative))
    area += (nowNegative - reachedNegative) * (nowPositive + reachedPositive) / 2
    let predicted = nowPositive + nowNegative
    if predicted > 0 { averagePrecision += (nowPositive - reachedPositive) * nowPositive / predicted }
    (reachedPositive, reachedNegative) = (nowPositive, nowNegative)
  }

  /// Nil with one class alone.
  var auc: Double? {
    reachedPositive > 0 && reachedNegative > 0 ? area / (reachedPositive * reachedNegative) : nil
  }

  /// Nil without positives.
  var meanPrecision: Double? { reachedPositive > 0 ? averagePrecision / reachedPositive : nil }
}

extension RankedMass {
  /// Rows whose mass is a function of their score.
  ///
  /// - Parameter ascending: scores in ascending order.
  init(ascending scores: [Double], mass: (Double) -> Double) {
    self.init()
    var end = scores.count
    while end > 0 {
      let score = scores[end - 1]
      var start = end - 1
      while start > 0, scores[start - 1] == score { start -= 1 }
      add(positive: mass(score) * Double(end - start), of: Double(end - start))
      end = start
    }
  }

  /// Rows with a mass of their own.
  init(scores: [Double], positive: [Double]) {
    self.init()
    let order = SortedOrder.ascending(scores)
    var end = order.count
    while end > 0 {
      let score = scores[Int(order[end - 1])]
      var (start, mass) = (end, 0.0)
      while start > 0, scores[Int(order[start - 1])] == score {
        start -= 1
        mass += positive[Int(order[start])]
      }
      add(positive: mass, of: Double(end - start))
      end = start
    }
  }
}

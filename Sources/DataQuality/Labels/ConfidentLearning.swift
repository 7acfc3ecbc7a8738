/// Which labels a model that did not learn from them disagrees with, and how labels are mixed up class by class.
///
/// Confident learning (Northcutt, Jiang, Chuang, JAIR 2021): a row counts for a class when its probability reaches
/// what rows of that class have on the average, so that a model that is unsure of a class everywhere does not hide
/// the errors of that class. The probabilities must be out-of-fold: a model agrees with labels that it has learnt.
public struct ConfidentLearning: Sendable, Equatable {
  /// The class of each row as labelled.
  public let labels: [Int]
  /// Row after row, one a class.
  public let probabilities: [Double]
  public let classCount: Int
  /// For each class the mean probability of it over the rows labelled so; infinite where no row is.
  public let thresholds: [Double]
  /// For each row the class that it confidently belongs to; nil where none is.
  public let guesses: [Int?]
  /// Confident rows by given and guessed class, at least 1 on the diagonal.
  public let counts: [[Int]]
  /// All rows by given and true class, as estimated: the counts scaled so that each row of it sums to the rows
  /// labelled so, whole numbers.
  public let joint: [[Int]]

  /// Slack with which a probability reaches a threshold.
  static let slack = 1e-6
  private static let thresholdFloor = 2e-6

  /// - Parameters:
  ///   - labels: each `0..<classCount`.
  ///   - probabilities: `labels.count * classCount`, finite.
  /// - Complexity: O(rows · classes).
  public init(labels: [Int], probabilities: [Double], classCount: Int) {
    precondition(probabilities.count == labels.count * classCount, "a probability for each row and class")
    precondition(labels.allSatisfy { (0..<classCount).contains($0) }, "every label is a class")
    self.labels = labels
    self.probabilities = probabilities
    self.classCount = classCount
    var sums = [Double](repeating: 0, count: classCount)
    var rows = [Int](repeating: 0, count: classCount)
    for (row, label) in labels.enumerated() {
      sums[label] += probabilities[row * classCount + label]
      rows[label] += 1
    }
    let thresholds = zip(sums, rows).map { sum, count in
      count == 0 ? .infinity : max(Self.thresholdFloor, sum / Double(count))
    }
    self.thresholds = thresholds
    guesses = labels.indices.map { Self.guess(row: $0, probabilities, classCount, thresholds) }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (label, guess) in zip(labels, guesses) { if let guess { counts[label][guess] += 1 } }
    for label in 0..<classCount { counts[label][label] = max(1, counts[label][label]) }
    self.counts = counts
    joint = Self.calibrated(counts, rows)
  }

  /// The only class whose threshold is reached; of several the most probable of all, the first of equals.
  private static func guess(
    row: Int, _ probabilities: [Double], _ classCount: Int, _ thresholds: [Double]
  ) -> Int? {
    let first = row * classCount
    var reached = 0
    var only: Int?
    var best = 0
    for label in 0..<classCount {
      if probabilities[first + label] >= thresholds[label] - slack {
        reached += 1
        only = only ?? label
      }
      if probabilities[first + label] > probabilities[first + best] { best = label }
    }
    return reached > 1 ? best : only
  }

  private static func calibrated(_ counts: [[Int]], _ rows: [Int]) -> [[Int]] {
    counts.enumerated().map { label, line in
      let sum = Double(line.reduce(0, +))
      return rounded(line.map { Double($0) / sum * Double(rows[label]) })
    }
  }

  /// Rounds numbers to whole ones that keep their sum: those furthest from theirs give way.
  private static func rounded(_ numbers: [Double]) -> [Int] {
    var whole = numbers.map { Int($0.rounded(.toNearestOrEven)) }
    var rest = Int(numbers.reduce(0, +).rounded(.toNearestOrEven)) - whole.reduce(0, +)
    while rest != 0 {
      let step = rest.signum()
      let order = whole.indices.sorted {
        let (a, b) = (numbers[$0] - Double(whole[$0]), numbers[$1] - Double(whole[$1]))
        return a == b ? $0 < $1 : (step > 0 ? a > b : a < b)
      }
      for index in order.prefix(abs(rest)) {
        whole[index] += step
        rest -= step
      }
    }
    return whole
  }
}

extension ConfidentLearning {
  /// For each true class the share of it that is labelled as each class: `[given][true]`, columns sum to 1; 0 where no
  /// row is of a true class.
  public var noiseMatrix: [[Double]] {
    let totals = (0..<classCount).map { label in Double(joint.reduce(0) { $0 + $1[label] }) }
    return joint.map { line in
      line.indices.map { totals[$0] > 0 ? Double(line[$0]) / totals[$0] : 0 }
    }
  }

  /// Rows that confidently belong to another class than their label says, ascending.
  public var issues: [Int] {
    labels.indices.filter { row in
      guard let guess = guesses[row] else { return false }
      return guess != labels[row]
    }
  }

  /// For each pair of classes as many rows as the joint has of it, those that lean most to the other class; rows whose
  /// own label is the most probable are left out. Ascending.
  public func issuesByNoiseRate() -> [Int] {
    var isIssue = [Bool](repeating: false, count: labels.count)
    for given in 0..<classCount {
      let rows = labels.indices.filter { labels[$0] == given }
      // A class of one row is left alone.
      guard rows.count > 1 else { continue }
      for other in 0..<classCount where other != given && joint[given][other] > 0 {
        let leaning = rows.map { (row: $0, margin: probability($0, other) - probability($0, given)) }
          .sorted { ($1.margin, $0.row) < ($0.margin, $1.row) }
        for entry in leaning.prefix(joint[given][other]) { isIssue[entry.row] = true }
      }
    }
    return labels.indices.filter { isIssue[$0] && !isMostProbable($0) }
  }

  /// The probability of a row's own label: low for a doubtful one.
  public func selfConfidence(_ row: Int) -> Double { probability(row, labels[row]) }

  /// How much more probable a row's own label is than the best other one, from 0 to 1.
  public func normalizedMargin(_ row: Int) -> Double {
    (probability(row, labels[row]) - probability(row, rival(of: row)) + 1) / 2
  }

  func probability(_ row: Int, _ label: Int) -> Double { probabilities[row * classCount + label] }

  /// The most probable class beside the row's label; the label itself where there is no other.
  func rival(of row: Int) -> Int {
    var best: Int?
    for label in 0..<classCount where label != labels[row] {
      if let known = best, probability(row, label) <= probability(row, known) { continue }
      best = label
    }
    return best ?? labels[row]
  }

  private func isMostProbable(_ row: Int) -> Bool {
    let own = selfConfidence(row) + Self.slack
    return (0..<classCount).allSatisfy { label in
      label == labels[row] || (label < labels[row] ? probability(row, label) < own : probability(row, label) <= own)
    }
  }
}

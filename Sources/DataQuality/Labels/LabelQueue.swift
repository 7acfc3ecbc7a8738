import Learning

/// Labels to look at, the most doubtful first, from what models say about rows that they did not learn from.
public struct LabelQueue: Sendable, Equatable {
  public enum Order: String, Sendable, Hashable, CaseIterable {
    /// Where model and label disagree.
    case disagreement
    /// Where the model is least sure, because it disagrees with no label.
    case uncertainty
  }

  /// A row of the queue.
  public struct Entry: Sendable, Equatable {
    /// Position in the table.
    public var row: Int
    /// The class's number, or the number, that the row is labelled with.
    public var label: Double
    /// What the model takes it for.
    public var guess: Double
    /// From 0, most doubtful, to 1.
    public var score: Double
    /// Whether confident learning (for numbers: an outlying residual) calls the label an error.
    public var isIssue: Bool
    /// Place of the row's probabilities among the queue's.
    fileprivate(set) var source: Int
  }

  public let order: Order
  /// All rows, the most doubtful first.
  public let entries: [Entry]
  /// Empty for regression.
  public let classes: [String]
  /// Rows by given and confidently guessed class, as estimated for all rows; empty for regression.
  public let joint: [[Int]]
  private let probabilities: [Double]

  public var issueCount: Int { entries.reduce(0) { $0 + ($1.isIssue ? 1 : 0) } }

  /// Of each class, in the order of `classes`; empty for regression.
  public func probabilities(of entry: Entry) -> [Double] {
    Array(probabilities[entry.source * classes.count..<(entry.source + 1) * classes.count])
  }
}

extension LabelQueue {
  /// - Parameter repeats: cross-validations of the same rows with different folds, whose answers are averaged: at
  ///   least one.
  /// - Complexity: O(rows · (classes² + log rows)).
  public init?(_ repeats: [OutOfFold]) {
    guard let first = repeats.first, repeats.allSatisfy({ $0.rows == first.rows }) else { return nil }
    if first.target.task == .regression {
      self.init(numbers: first, predictions: Self.mean(repeats.map(\.scores)))
    } else {
      self.init(classes: first, probabilities: Self.mean(repeats.map(\.probabilities)))
    }
  }

  private static func mean(_ lists: [[Double]]) -> [Double] {
    guard var sum = lists.first, lists.count > 1 else { return lists.first ?? [] }
    for list in lists.dropFirst() { for index in sum.indices { sum[index] += list[index] } }
    for index in sum.indices { sum[index] /= Double(lists.count) }
    return sum
  }

  private init(numbers: OutOfFold, predictions: [Double]) {
    let doubt = ResidualDoubt(labels: numbers.labels, predictions: predictions)
    let entries = numbers.rows.indices.map { index in
      Entry(
        row: numbers.rows[index], label: numbers.labels[index], guess: predictions[index],
        score: 1 / (1 + abs(doubt.scores[index])), isIssue: abs(doubt.scores[index]) > ResidualDoubt.issueDistance,
        source: index)
    }
    order = entries.contains(where: \.isIssue) ? .disagreement : .uncertainty
    self.entries = entries.sorted { ($0.score, $0.row) < ($1.score, $1.row) }
    classes = []
    joint = []
    probabilities = []
  }

  private init(classes: OutOfFold, probabilities: [Double]) {
    let names = classes.target.classNames
    let learning = ConfidentLearning(
      labels: classes.labels.map { Int($0) }, probabilities: probabilities, classCount: names.count)
    self.classes = names
    self.probabilities = probabilities
    joint = learning.joint
    let issues = learning.issues
    if issues.isEmpty {
      order = .uncertainty
      entries = Self.uncertain(learning, rows: classes.rows)
    } else {
      order = .disagreement
      entries = Self.disagreeing(learning, issues, rows: classes.rows)
    }
  }

  /// By the probability that the given label is the true one; where that says the same, by the margin of the label.
  private static func disagreeing(_ learning: ConfidentLearning, _ issues: [Int], rows: [Int]) -> [Entry] {
    let truth = TrueLabels(learning)
    var isIssue = [Bool](repeating: false, count: rows.count)
    for row in issues { isIssue[row] = true }
    let classCount = learning.classCount
    let entries = rows.indices.map { index in
      let label = learning.labels[index]
      var guess = learning.rival(of: index)
      var score = learning.normalizedMargin(index)
      if let truth {
        let own = truth.posteriors[index * classCount..<(index + 1) * classCount]
        score = own[own.startIndex + label]
        guess = own.indices.max { own[$0] < own[$1] }.map { $0 - own.startIndex } ?? label
      } else if score >= 0.5 {
        guess = label
      }
      if isIssue[index] { guess = learning.guesses[index] ?? guess }
      return Entry(
        row: rows[index], label: Double(label), guess: Double(guess), score: score, isIssue: isIssue[index],
        source: index)
    }
    let margins = rows.indices.map { learning.normalizedMargin($0) }
    return entries.sorted { a, b in
      (a.score, margins[a.source], a.row) < (b.score, margins[b.source], b.row)
    }
  }

  /// By how close the two most probable classes are.
  private static func uncertain(_ learning: ConfidentLearning, rows: [Int]) -> [Entry] {
    rows.indices.map { index in
      let label = learning.labels[index]
      let rival = learning.rival(of: index)
      let lead = learning.probability(index, label) - learning.probability(index, rival)
      return Entry(
        row: rows[index], label: Double(label), guess: Double(lead >= 0 ? label : rival), score: abs(lead),
        isIssue: false, source: index)
    }.sorted { ($0.score, $0.row) < ($1.score, $1.row) }
  }
}

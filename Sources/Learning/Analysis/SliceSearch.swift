import Expressions
import Tabular

/// Looks for parts of the data where a model does worse than elsewhere: single columns, and pairs of the columns that
/// tell most.
///
/// A slice is judged by its rows' mean loss against that of all others. Hundreds of slices are looked at, so that some
/// look bad by chance: p-values are corrected for that, slices that stand the correction come first, and among them
/// those whose difference is largest at the careful end of its interval.
public struct SliceSearch: Sendable, Equatable {
  /// Rows that a slice must have.
  public var minimumRows: Int
  /// Slices that are returned at most.
  public var limit: Int
  /// Columns whose pairs are looked at.
  public var pairColumnCount: Int
  /// Columns that are looked at at most, in the order given.
  public var columnLimit: Int

  public init(minimumRows: Int = 30, limit: Int = 20, pairColumnCount: Int = 6, columnLimit: Int = 400) {
    self.minimumRows = max(2, minimumRows)
    self.limit = limit
    self.pairColumnCount = pairColumnCount
    self.columnLimit = columnLimit
  }

  /// What was looked at, and the worst of it.
  public struct Found: Sendable, Equatable {
    /// Slices that had rows enough.
    public var testedCount: Int
    public var slices: [Slice]
  }

  private struct Candidate {
    var conditions: [SliceCondition]
    var sums: LossSums
    var contrast: LossContrast
    var adjusted = 1.0
  }

  /// - Parameters:
  ///   - table: where the columns are.
  ///   - rows: the rows of the table that were answered, one for each of `scored`.
  ///   - columns: names of the columns to search; those that the table lacks are passed over.
  ///   - isCancelled: asked for each column and pair; true gives nil.
  public func worst(
    _ table: Table, rows: [Int], scored: ScoredRows, columns: [String], isSquared: Bool = false,
    isCancelled: () -> Bool = { false }
  ) -> Found? {
    precondition(rows.count == scored.count, "\(rows.count) rows, \(scored.count) answers")
    let known = scored.knownRows
    let tableRows = known.map { rows[$0] }
    let losses = scored.losses(isSquared: isSquared)
    let knownLosses = known.map { losses[$0] }
    let weights = known.map { scored.weights?[$0] ?? 1 }
    var all = LossSums()
    for row in known.indices { all.add(knownLosses[row], weights[row]) }
    var sliced: [SlicedColumn] = []
    var candidates: [Candidate] = []
    var telling: [(column: Int, gain: Double)] = []
    for name in columns.prefix(columnLimit) {
      if isCancelled() { return nil }
      guard let column = table[name], let parts = SlicedColumn(column, rows: tableRows) else { continue }
      let sums = Self.sums(parts.conditions.count, knownLosses, weights) { Int(parts.bins[$0]) }
      for (bin, sum) in sums.enumerated() {
        let condition = SliceCondition(column: sliced.count, bin: bin, expression: parts.conditions[bin])
        if let candidate = candidate([condition], sum, all) { candidates.append(candidate) }
      }
      telling.append((sliced.count, Self.gain(sums, all)))
      sliced.append(parts)
    }
    let best = telling.sorted { $0.gain > $1.gain || $0.gain == $1.gain && $0.column < $1.column }
      .prefix(pairColumnCount).map(\.column)
    for (place, first) in best.enumerated() {
      for second in best[(place + 1)...] {
        if isCancelled() { return nil }
        candidates += pairs(min(first, second), max(first, second), sliced, knownLosses, weights, all)
      }
    }
    let testedCount = candidates.count
    let adjusted = FalseDiscovery.adjusted(candidates.map(\.contrast.pValue))
    for index in candidates.indices { candidates[index].adjusted = adjusted[index] }
    let chosen = chosen(candidates, sliced)
    let slices: [Slice] = chosen.compactMap { candidate in
      guard let expression = Self.expression(candidate.conditions) else { return nil }
      let members = known.indices.filter { row in
        candidate.conditions.allSatisfy { Int(sliced[$0.column].bins[row]) == $0.bin }
      }
      return Slice(
        expression, candidate.sums, candidate.contrast, adjusted: candidate.adjusted,
        of: scored.gathering(members.map { known[$0] }), all)
    }
    return Found(testedCount: testedCount, slices: slices)
  }

  /// A slice that somebody named, judged in the same way but for the correction.
  ///
  /// - Parameter members: positions among the scored rows.
  public static func declared(
    _ expression: Expression, members: [Int], scored: ScoredRows, isSquared: Bool = false
  ) -> Slice {
    let losses = scored.losses(isSquared: isSquared)
    let isMember = Set(members)
    var (inside, all) = (LossSums(), LossSums())
    for row in scored.knownRows {
      let weight = scored.weights?[row] ?? 1
      all.add(losses[row], weight)
      if isMember.contains(row) { inside.add(losses[row], weight) }
    }
    let contrast = LossContrast(inside, against: all.without(inside))
    return Slice(
      expression, inside, contrast, adjusted: contrast.pValue, of: scored.gathering(members).known, all)
  }

  // MARK: - Candidates

  private static func sums(
    _ count: Int, _ losses: [Double], _ weights: [Double], bin: (Int) -> Int
  ) -> [LossSums] {
    var sums = [LossSums](repeating: LossSums(), count: count)
    for row in losses.indices {
      let bin = bin(row)
      if bin >= 0 { sums[bin].add(losses[row], weights[row]) }
    }
    return sums
  }

  private func candidate(_ conditions: [SliceCondition], _ sums: LossSums, _ all: LossSums) -> Candidate? {
    guard sums.count >= minimumRows, all.count - sums.count >= minimumRows else { return nil }
    return Candidate(
      conditions: conditions, sums: sums, contrast: LossContrast(sums, against: all.without(sums)))
  }

  /// What knowing a column's part tells about the loss, less what as many parts would tell by chance.
  private static func gain(_ sums: [LossSums], _ all: LossSums) -> Double {
    let between = sums.filter { $0.weight > 0 }.reduce(0) {
      $0 + $1.weight * ($1.mean - all.mean) * ($1.mean - all.mean)
    }
    let spread = max(all.squares - all.sum * all.mean, .leastNonzeroMagnitude)
    return between / spread - Double(sums.count { $0.count > 0 } - 1) / Double(max(1, all.count))
  }

  private func pairs(
    _ first: Int, _ second: Int, _ sliced: [SlicedColumn], _ losses: [Double], _ weights: [Double], _ all: LossSums
  ) -> [Candidate] {
    let (a, b) = (sliced[first], sliced[second])
    let width = b.conditions.count
    let sums = Self.sums(a.conditions.count * width, losses, weights) { row in
      a.bins[row] < 0 || b.bins[row] < 0 ? -1 : Int(a.bins[row]) * width + Int(b.bins[row])
    }
    return sums.indices.compactMap { cell in
      let conditions = [
        SliceCondition(column: first, bin: cell / width, expression: a.conditions[cell / width]),
        SliceCondition(column: second, bin: cell % width, expression: b.conditions[cell % width]),
      ]
      return candidate(conditions, sums[cell], all)
    }
  }

  // MARK: - Choice

  /// The worst first. A pair stays only where it is worse than either of its parts that stands before it, beyond what
  /// its own interval allows: otherwise it says the same in more words.
  private func chosen(_ candidates: [Candidate], _ sliced: [SlicedColumn]) -> [Candidate] {
    let worse = candidates.filter { $0.contrast.difference > 0 }
    let ordered = worse.sorted { a, b in
      let (isA, isB) = (a.adjusted < 0.05, b.adjusted < 0.05)
      if isA != isB { return isA }
      if a.contrast.lower != b.contrast.lower { return a.contrast.lower > b.contrast.lower }
      return a.conditions.count < b.conditions.count
    }
    let singles = candidates.filter { $0.conditions.count == 1 }
    var kept: [Candidate] = []
    for candidate in ordered {
      guard kept.count < limit else { break }
      if candidate.conditions.count == 2 {
        let parents = singles.filter { candidate.conditions.contains($0.conditions[0]) }
        let bound = candidate.sums.mean - Interval.z * candidate.sums.variance.squareRoot()
        if parents.contains(where: { bound <= $0.sums.mean }) { continue }
        if kept.contains(where: { Self.isNearlySame($0, candidate) }) { continue }
      } else if kept.contains(where: { Self.isNearlySame($0, candidate) }) {
        continue
      }
      kept.append(candidate)
    }
    return kept
  }

  /// Two slices of which one holds about the same rows, as far as sums can tell: columns that say the same.
  private static func isNearlySame(_ a: Candidate, _ b: Candidate) -> Bool {
    a.sums.count == b.sums.count && abs(a.sums.sum - b.sums.sum) <= 1e-9 * abs(a.sums.sum)
  }

  /// Written out and read again, so that it is what people would write; nil where it cannot be.
  private static func expression(_ conditions: [SliceCondition]) -> Expression? {
    let parts = conditions.flatMap { Self.conjuncts($0.expression) }
    guard let first = parts.first else { return nil }
    let node = parts.dropFirst().reduce(first) { .logical(.and, $0, $1) }
    return try? Expression(parsing: node.text)
  }

  /// What `and` joins, so that a pair of ranges needs no parentheses.
  private static func conjuncts(_ node: Expression.Node) -> [Expression.Node] {
    guard case .logical(.and, let a, let b) = node else { return [node] }
    return conjuncts(a) + conjuncts(b)
  }
}

extension Slice {
  fileprivate init(
    _ expression: Expression, _ sums: LossSums, _ contrast: LossContrast, adjusted: Double,
    of rows: ScoredRows, _ all: LossSums
  ) {
    let rest = all.without(sums)
    let weights = RowWeights(rows.weights, count: rows.count)
    let means: (label: Double, score: Double) =
      switch rows.answers {
      case .binary, .numbers: (weights.mean { rows.labels[$0] }, weights.mean { rows.score($0) })
      case .classes: (.nan, .nan)
      }
    self.init(
      expression: expression, rowCount: sums.count, share: all.count > 0 ? Double(sums.count) / Double(all.count) : 0,
      loss: sums.mean, rest: rest.mean, difference: contrast.difference, lower: contrast.lower, upper: contrast.upper,
      pValue: contrast.pValue, adjustedPValue: adjusted, metrics: rows.metrics, meanLabel: means.label,
      meanScore: means.score)
  }
}

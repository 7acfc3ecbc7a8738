/// The rows of each part, as places in the table.
///
/// Parts of a split by time are in order of time, all others in order of rows. No row is in two parts, and every row
/// is in one.
public struct Split: Sendable, Equatable {
  public var train: [Int]
  public var validate: [Int]
  public var test: [Int]
  public var live: [Int]

  public init(train: [Int], validate: [Int] = [], test: [Int] = [], live: [Int] = []) {
    self.train = train
    self.validate = validate
    self.test = test
    self.live = live
  }

  /// Shares out rows by a plan.
  ///
  /// A part ends at the row count times the sum of the fractions up to it, rounded to the nearest row.
  ///
  /// - Parameters:
  ///   - times: event time of each row in any unit; needed by `time` alone.
  ///   - labels: target of each row, needed by `stratified` alone; more than 20 distinct numbers are kept in balance
  ///     by tenths of their ranks. Missing labels are a class of their own.
  public init(
    _ plan: SplitPlan, rowCount: Int, times: [Int64]? = nil, labels: ColumnValues? = nil
  ) throws(SplitError) {
    try Split.check(plan.fractions)
    let groups: [[Int]]
    var noise = SplitMix(seed: plan.seed)
    switch plan.method {
    case .rowOrder: groups = [Array(0..<rowCount)]
    case .time:
      guard let times else { throw .needsTimes }
      guard times.count == rowCount else { throw .wrongCount(rows: rowCount, given: times.count) }
      // Ties by row keep the sort stable whatever the library promises.
      groups = [(0..<rowCount).sorted { (times[$0], $0) < (times[$1], $1) }]
    case .random: groups = [noise.shuffled(Array(0..<rowCount))]
    case .stratified:
      guard let labels else { throw .needsLabels }
      guard labels.count == rowCount else { throw .wrongCount(rows: rowCount, given: labels.count) }
      groups = try Strata.rows(of: labels).map { noise.shuffled($0) }
    }
    var parts: [[Int]] = [[], [], [], []]
    for group in groups { Split.cut(group, plan.fractions.all, into: &parts) }
    guard !parts[0].isEmpty else { throw .nothingToTrain(rows: rowCount) }
    if plan.method != .time { parts = parts.map { $0.sorted() } }
    self.init(train: parts[0], validate: parts[1], test: parts[2], live: parts[3])
  }

  private static func check(_ fractions: SplitPlan.Fractions) throws(SplitError) {
    for fraction in fractions.all where !(0...1).contains(fraction) { throw .badFraction(fraction) }
    let sum = fractions.all.reduce(0, +)
    guard abs(sum - 1) < 1e-6 else { throw .badSum(sum) }
  }

  private static func cut(_ rows: [Int], _ fractions: [Double], into parts: inout [[Int]]) {
    var start = 0
    var share = 0.0
    for (index, fraction) in fractions.enumerated() {
      share += fraction
      // The sum may miss 1 by a hair; the last part that is wanted takes what is left.
      let isLast = fractions[(index + 1)...].allSatisfy { $0 == 0 }
      let end = isLast ? rows.count : Int((Double(rows.count) * share).rounded())
      parts[index] += rows[start..<max(start, end)]
      start = max(start, end)
    }
  }
}

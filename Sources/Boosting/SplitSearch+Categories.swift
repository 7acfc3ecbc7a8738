/// Finds the best set of a categorical column's levels.
extension SplitSearch {
  private struct Level {
    var code: Int
    var word: Int64
    /// Mean gradient, smoothed: the levels' order.
    var rank: Double
  }

  func bestSet(column: Int, bins: ColumnBins, histogram: UnsafePointer<Int64>) -> SplitCandidate {
    let missing = bins.hasMissing ? histogram[0] : 0
    // Behind the missing values come all values that no set holds.
    let codes = bins.missingCodeCount + 1..<bins.codeCount
    var best = SplitCandidate()
    var presentCount = 0
    var levels: [Level] = []
    var all: Int64 = 0
    for code in codes where histogram[code] != 0 {
      presentCount += 1
      all &+= histogram[code]
      let sum = GradientSum(word: histogram[code])
      guard sum.hessian >= rules.categoryMinHessian else { continue }
      let rank = Double(sum.gradient) / (Double(sum.hessian) + rules.categorySmoothing)
      levels.append(Level(code: code, word: sum.word, rank: rank))
    }
    if missing != 0 {
      // Missing values against all known levels.
      var set = SIMD4<UInt64>.zero
      for code in codes { set.insert(code) }
      take(set, right: all, missingGoesLeft: true, extraL2: 0, column, into: &best)
    }
    if presentCount <= Int(rules.oneVersusRestLevels) {
      for level in levels {
        var set = SIMD4<UInt64>.zero
        set.insert(level.code)
        takeBothWays(set, right: level.word, missing: missing, extraL2: 0, column, into: &best)
      }
      return best
    }
    levels.sort { ($0.rank, $0.code) < ($1.rank, $1.code) }
    takeRuns(levels, missing: missing, column, into: &best)
    levels.reverse()
    takeRuns(levels, missing: missing, column, into: &best)
    return best
  }

  /// Tries the first level, the first two, and so on.
  private func takeRuns(_ levels: [Level], missing: Int64, _ column: Int, into best: inout SplitCandidate) {
    var set = SIMD4<UInt64>.zero
    var sum: Int64 = 0
    for level in levels.prefix(min(Int(rules.levelsPerSplit), (levels.count + 1) / 2)) {
      set.insert(level.code)
      sum &+= level.word
      takeBothWays(set, right: sum, missing: missing, extraL2: rules.categoryL2, column, into: &best)
    }
  }

  private func takeBothWays(
    _ set: SIMD4<UInt64>, right: Int64, missing: Int64, extraL2: Double, _ column: Int,
    into best: inout SplitCandidate
  ) {
    guard missing != 0 else {
      return take(set, right: right, missingGoesLeft: nil, extraL2: extraL2, column, into: &best)
    }
    take(set, right: right &+ missing, missingGoesLeft: false, extraL2: extraL2, column, into: &best)
    take(set, right: right, missingGoesLeft: true, extraL2: extraL2, column, into: &best)
  }

  /// - Parameter missingGoesLeft: nil where the leaf has no missing value: one to come then goes with the heavier child.
  private func take(
    _ set: SIMD4<UInt64>, right: Int64, missingGoesLeft: Bool?, extraL2: Double, _ column: Int,
    into best: inout SplitCandidate
  ) {
    let right = GradientSum(word: right)
    let left = GradientSum(word: total.word &- right.word)
    guard min(left.hessian, right.hessian) >= rules.minHessian else { return }
    var rules = rules
    let before = rules.score(total)
    rules.l2 += extraL2
    let gain = (rules.score(left) + rules.score(right) - before) * rules.gainUnit
    guard gain > rules.minGain else { return }
    best.take(
      SplitCandidate(
        gain: gain, column: Int32(column), rightCodes: set,
        missingGoesLeft: missingGoesLeft ?? (left.hessian >= right.hessian), left: left))
  }
}

extension SIMD4<UInt64> {
  /// Sets the bit of a code below 256.
  fileprivate mutating func insert(_ code: Int) { self[code >> 6] |= 1 << UInt64(code & 63) }
}

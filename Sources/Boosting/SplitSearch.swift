/// Memory of one thread's search through one column.
struct SplitScratch {
  /// The column's own histogram, where it shares a group.
  let histogram: UnsafeMutablePointer<Int64>
  /// Sums up to and including each code, and padding that no split passes.
  let gradients: UnsafeMutablePointer<Int32>
  let hessians: UnsafeMutablePointer<Int32>
}

/// Finds the best split of one column by trying each threshold, with missing values on either side.
struct SplitSearch {
  let rules: SplitRules
  /// Sum of the leaf's rows.
  let total: GradientSum

  /// - Parameters:
  ///   - histogram: a word for each code of the column.
  ///   - bins: the column's; code 0 is the missing values where it has some.
  func best(
    column: Int, bins: ColumnBins, histogram: UnsafePointer<Int64>, scratch: SplitScratch
  ) -> SplitCandidate {
    let codeCount = bins.codeCount
    sumUp(histogram, codeCount: codeCount, into: scratch)
    let missing = bins.hasMissing ? GradientSum(word: histogram[0]) : GradientSum(word: 0)
    // "Missing values against the rest" has no threshold where the rest holds −∞.
    let first = bins.hasMissing && bins.hasNegativeInfinity ? 1 : 0
    var best = SplitCandidate()
    if missing.word != 0 {
      take(&best, column, histogram, moved: missing, missingGoesLeft: false, from: 1, codeCount, scratch)
      take(&best, column, histogram, moved: .init(word: 0), missingGoesLeft: true, from: first, codeCount, scratch)
    } else {
      take(&best, column, histogram, moved: .init(word: 0), missingGoesLeft: nil, from: first, codeCount, scratch)
    }
    return best
  }

  private func sumUp(_ histogram: UnsafePointer<Int64>, codeCount: Int, into scratch: SplitScratch) {
    var sum: Int64 = 0
    let (gradients, hessians) = (scratch.gradients, scratch.hessians)
    for code in 0..<codeCount - 1 {
      sum &+= histogram[code]
      let parts = GradientSum(word: sum)
      gradients[code] = parts.gradient
      hessians[code] = parts.hessian
    }
    for code in codeCount - 1..<codeCount - 1 + vectorWidth { hessians[code] = 0 }
  }

  /// Takes the best threshold if it gains more than `best`.
  ///
  /// - Parameters:
  ///   - moved: the sum that is counted on the left by `scratch` and goes right here.
  ///   - missingGoesLeft: nil where the leaf has no missing value: one to come then goes with the heavier child.
  private func take(
    _ best: inout SplitCandidate, _ column: Int, _ histogram: UnsafePointer<Int64>, moved: GradientSum,
    missingGoesLeft: Bool?, from first: Int, _ codeCount: Int, _ scratch: SplitScratch
  ) {
    guard let code = bestCode(moved: moved, from: first, codeCount: codeCount, scratch) else { return }
    var word = moved.word == 0 ? 0 : 0 &- moved.word
    for index in 0...code { word &+= histogram[index] }
    let left = GradientSum(word: word)
    let gain = rules.gain(of: left, in: total)
    guard gain > rules.minGain else { return }
    best.take(
      SplitCandidate(
        gain: gain, column: Int32(column), code: Int32(code),
        missingGoesLeft: missingGoesLeft ?? (2 * Int64(left.hessian) >= Int64(total.hessian)), left: left))
  }

  /// The code after which a split gains most, by single precision over all codes at once.
  private func bestCode(moved: GradientSum, from first: Int, codeCount: Int, _ scratch: SplitScratch) -> Int? {
    let l2 = Float(rules.l2)
    let minHessian = rules.minHessian
    let maxHessian = total.hessian &- minHessian
    var bestScore = Floats(repeating: 0)
    var bestCode = Ints(repeating: -1)
    var codes = Ints(0, 1, 2, 3, 4, 5, 6, 7)
    for code in stride(from: 0, to: codeCount - 1, by: vectorWidth) {
      let leftHessian = loadVector(UnsafePointer(scratch.hessians), at: code) &- moved.hessian
      let leftGradient = loadVector(UnsafePointer(scratch.gradients), at: code) &- moved.gradient
      let g = Floats(leftGradient)
      let h = Floats(leftHessian)
      let otherG = Floats(total.gradient &- leftGradient)
      let otherH = Floats(total.hessian &- leftHessian)
      let score = g * g / (h + l2) + otherG * otherG / (otherH + l2)
      let isBetter =
        (leftHessian .>= minHessian) .& (leftHessian .<= maxHessian) .& (codes .>= Int32(first))
        .& (score .> bestScore)
      bestScore.replace(with: score, where: isBetter)
      bestCode.replace(with: codes, where: isBetter)
      codes &+= Int32(vectorWidth)
    }
    var winner: (score: Float, code: Int32)?
    for lane in 0..<vectorWidth where bestCode[lane] >= 0 {
      let (score, code) = (bestScore[lane], bestCode[lane])
      if let known = winner, (known.score, -known.code) >= (score, -code) { continue }
      winner = (score, code)
    }
    return winner.map { Int($0.code) }
  }
}

extension ColumnGroups.Group {
  /// The histogram of a member: sums over the codes of the others. `target` has room for its codes.
  func marginalise(
    _ histogram: UnsafePointer<Int64>, for member: ColumnGroups.Member, into target: UnsafeMutablePointer<Int64>
  ) {
    target.update(repeating: 0, count: member.codeCount)
    let period = member.place * member.codeCount
    for base in stride(from: 0, to: codeCount, by: period) {
      for code in 0..<member.codeCount {
        var sum: Int64 = 0
        let start = base + code * member.place
        for index in start..<start + member.place { sum &+= histogram[index] }
        target[code] &+= sum
      }
    }
  }
}

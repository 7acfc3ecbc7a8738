/// Memory of one thread's search through one column: room for 256 codes and a vector more in each.
struct SplitScratch {
  /// The column's own histogram, where it shares a group.
  let histogram: UnsafeMutablePointer<Int64>
  /// The places worth a split, side by side: what goes left, and the code it goes up to.
  let gradients: UnsafeMutablePointer<Int32>
  let hessians: UnsafeMutablePointer<Int32>
  let codes: UnsafeMutablePointer<Int32>
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
    guard bins.levels == nil else { return bestSet(column: column, bins: bins, histogram: histogram) }
    let codeCount = bins.codeCount
    let missing = bins.hasMissing ? histogram[0] : 0
    // "Missing values against the rest" has no threshold where the rest holds −∞.
    let first = bins.hasMissing && bins.hasNegativeInfinity ? 1 : 0
    var best = SplitCandidate()
    if missing != 0 {
      // Codes from 1 on, starting at no sum at all: what is missing stays right.
      let right = bestPlace(histogram, codes: 1..<codeCount, from: 1, scratch)
      take(right, missingGoesLeft: false, column: column, into: &best)
    }
    let left = bestPlace(histogram, codes: 0..<codeCount, from: first, scratch)
    take(left, missingGoesLeft: missing != 0 ? true : nil, column: column, into: &best)
    return best
  }

  /// A threshold: the last code that goes left, and the sum that does.
  private struct Place {
    var code: Int32
    var left: GradientSum
  }

  /// - Parameter missingGoesLeft: nil where the leaf has no missing value: one to come then goes with the heavier child.
  private func take(
    _ place: Place?, missingGoesLeft: Bool?, column: Int, into best: inout SplitCandidate
  ) {
    guard let place else { return }
    let gain = rules.gain(of: place.left, in: total)
    guard gain > rules.minGain else { return }
    let isLeftHeavier = 2 * Int64(place.left.hessian) >= Int64(total.hessian)
    best.take(
      SplitCandidate(
        gain: gain, column: Int32(column), code: place.code, missingGoesLeft: missingGoesLeft ?? isLeftHeavier,
        left: place.left))
  }

  /// The threshold that gains most when the given codes are added up on the left, by single precision.
  private func bestPlace(
    _ histogram: UnsafePointer<Int64>, codes: Range<Int>, from first: Int, _ scratch: SplitScratch
  ) -> Place? {
    let count = listPlaces(histogram, codes: codes, from: first, scratch)
    guard count > 0 else { return nil }
    let index = bestIndex(of: count, scratch)
    let hessian = Int64(scratch.hessians[index])
    return Place(
      code: scratch.codes[index],
      left: GradientSum(word: (Int64(scratch.gradients[index]) << 32) &+ hessian))
  }

  /// Lists the places that leave enough on both sides; codes that no row has are passed over.
  ///
  /// Without a branch: an entry is always written, and kept by moving on.
  private func listPlaces(
    _ histogram: UnsafePointer<Int64>, codes: Range<Int>, from first: Int, _ scratch: SplitScratch
  ) -> Int {
    let (gradients, hessians, places) = (scratch.gradients, scratch.hessians, scratch.codes)
    let least = rules.minHessian
    let most = total.hessian &- least
    var sum: Int64 = 0
    for code in codes.lowerBound..<first { sum &+= histogram[code] }
    var count = 0
    for code in max(first, codes.lowerBound)..<codes.upperBound - 1 {
      let word = histogram[code]
      sum &+= word
      let parts = GradientSum(word: sum)
      gradients[count] = parts.gradient
      hessians[count] = parts.hessian
      places[count] = Int32(truncatingIfNeeded: code)
      let isPlace = (word != 0 ? 1 : 0) & (parts.hessian >= least ? 1 : 0) & (parts.hessian <= most ? 1 : 0)
      count &+= isPlace
    }
    // Whole vectors: the last place again, which can only tie with itself.
    if count > 0 {
      for index in count..<count + vectorWidth {
        gradients[index] = gradients[count - 1]
        hessians[index] = hessians[count - 1]
      }
    }
    return count
  }

  /// The place of the highest GL²/HL + GR²/HR, the first of equals.
  private func bestIndex(of count: Int, _ scratch: SplitScratch) -> Int {
    let l2 = Float(rules.l2)
    let (gradients, hessians) = (UnsafePointer(scratch.gradients), UnsafePointer(scratch.hessians))
    let all = total
    var bestScore = Floats(repeating: -1)
    var bestIndex = Ints.zero
    var indices = Ints(0, 1, 2, 3, 4, 5, 6, 7)
    for index in stride(from: 0, to: count, by: vectorWidth) {
      let gradient = loadVector(gradients, at: index)
      let hessian = loadVector(hessians, at: index)
      let left = Floats(gradient)
      let right = Floats(all.gradient &- gradient)
      let leftWeight = Floats(hessian) + l2
      let rightWeight = Floats(all.hessian &- hessian) + l2
      // One division for both.
      let score = (left * left * rightWeight + right * right * leftWeight) / (leftWeight * rightWeight)
      let isBetter = score .> bestScore
      bestScore.replace(with: score, where: isBetter)
      bestIndex.replace(with: indices, where: isBetter)
      indices &+= Int32(vectorWidth)
    }
    var winner = 0
    for lane in 1..<vectorWidth {
      let (score, best) = (bestScore[lane], bestScore[winner])
      if score > best || (score == best && bestIndex[lane] < bestIndex[winner]) { winner = lane }
    }
    return min(Int(bestIndex[winner]), count - 1)
  }
}

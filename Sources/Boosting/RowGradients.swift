/// The state of each training row: its margin so far, and the gradient that the next tree is grown on.
final class RowGradients {
  typealias Objective = BoostingParameters.Objective

  /// Rows of one job; losses are summed in these fixed blocks, whatever the number of threads.
  static let rowsPerChunk = 4096
  /// Rows whose gradients are still in the nearest cache when they are added to the root's histogram.
  private static let rowsPerBlock = 512

  let objective: Objective
  let baseMargins: [Double]
  let rows: BinnedRows
  /// One histogram a thread, all zero between jobs but for what `refresh` leaves: the root's, in parts.
  let partialHistograms: WorkBuffer<Int64>
  /// Class after class, `classStride` each. Without the base for squared error, whose labels are moved instead: no
  /// digits are lost to a large mean.
  let margins: WorkBuffer<Float>
  let classStride: Int
  /// Of softmax: ln Σ e^margin of each row when the round began. A class's probability is e^(margin − that), so that
  /// classes can be worked off one after the other, though each tree changes its class's margins.
  let logSums: WorkBuffer<Float>
  var scale = GradientScale(gradient: 0, hessian: 0)
  let labels: WorkBuffer<Float>
  let weights: WorkBuffer<Float>?
  /// How often gradients were made: the round, for the dither.
  var refreshCount: Int32 = 0
  let weightSum: Double
  let weightMax: Double

  init(_ rows: BinnedRows, labels: [Float], weights: [Float]?, parameters: BoostingParameters) {
    self.rows = rows
    objective = parameters.objective
    weightSum = weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(labels.count)
    weightMax = weights.map { Double($0.max() ?? 0) } ?? 1
    let bases = BaseMargin(labels: labels, weights: weights, weightSum: weightSum).values(for: parameters)
    baseMargins = bases
    partialHistograms = WorkBuffer(
      count: parameters.threads * rows.groups.count * histogramStride, filledWith: 0)
    let padded = labels.count + vectorWidth
    classStride = padded
    self.labels = WorkBuffer(count: padded, filledWith: 0)
    self.weights = weights.map { _ in WorkBuffer(count: padded, filledWith: 0) }
    margins = WorkBuffer(count: bases.count * padded, filledWith: 0)
    logSums = WorkBuffer(count: bases.count > 1 ? padded : 0, filledWith: 0)
    let labelOrigin = objective == .squaredError ? bases[0] : 0
    for (row, label) in labels.enumerated() { self.labels.base[row] = Float(Double(label) - labelOrigin) }
    if objective != .squaredError {
      for (label, base) in bases.enumerated() {
        (margins.base + label * padded).update(repeating: Float(base), count: padded)
      }
    }
    if let weights { for (row, weight) in weights.enumerated() { self.weights?.base[row] = weight } }
  }

  var chunkCount: Int { (rows.rowCount + Self.rowsPerChunk - 1) / Self.rowsPerChunk }

  var classCount: Int { baseMargins.count }

  /// Works out the weighted mean loss of the current margins and, for one class, writes their gradients into the rows'
  /// records and adds them to `partialHistograms`; for several, `prepare` does, class by class.
  func refresh(on pool: WorkerPool) throws(BoostingError) -> Double {
    refreshCount &+= 1
    switch objective {
    case .logistic:
      // p − y lies in −1...1 and p(1 − p) in 0...¼.
      scale = GradientScale(
        gradientMax: weightMax, gradientSum: weightSum, hessianMax: weightMax / 4, hessianSum: weightSum / 4,
        rowCount: rows.rowCount)
      let losses = WorkBuffer<Double>(count: chunkCount, filledWith: 0)
      try forEachBlock(on: pool) { [self] chunk, block in losses.base[chunk] += writeLogistic(block) }
      return total(losses) / weightSum
    case .softmax: return try measureClasses(on: pool)
    case .squaredError, .exponential:
      let loss = try measureResiduals(on: pool)
      try forEachBlock(on: pool) { [self] _, block in writeResiduals(block) }
      return loss
    }
  }

  /// Adds each leaf's value to its rows' margins of a class.
  func apply(_ leaves: LeafRows, class label: Int, on pool: WorkerPool) throws(BoostingError) {
    let margins = margins.base + label * classStride
    try pool.forEachChunk(of: chunkCount) { _, chunk in
      let start = chunk * Self.rowsPerChunk
      leaves.forEachRun(in: start..<min(start + Self.rowsPerChunk, self.rows.rowCount)) { rows, count, value in
        for index in 0..<count { margins[Int(rows[index])] += value }
      }
    }
  }

  func forEachBlock(
    on pool: WorkerPool, _ write: (_ chunk: Int, _ block: Range<Int>) -> Void
  ) throws(BoostingError) {
    let kernel = HistogramKernel(rows)
    let words = rows.groups.count * histogramStride
    try pool.forEachChunk(of: chunkCount) { [self] thread, chunk in
      let histogram = partialHistograms.base + thread * words
      let end = min((chunk + 1) * Self.rowsPerChunk, rows.rowCount)
      for start in stride(from: chunk * Self.rowsPerChunk, to: end, by: Self.rowsPerBlock) {
        let block = start..<min(start + Self.rowsPerBlock, end)
        write(chunk, block)
        kernel.add(rows.records.base + start * rows.recordStride, count: block.count, to: histogram)
      }
    }
  }

  func total(_ parts: WorkBuffer<Double>) -> Double {
    (0..<parts.count).reduce(0) { $0 + parts.base[$1] }
  }
}

extension RowGradients {
  /// Stores eight rows' quantised gradients in their records.
  ///
  /// A gradient is rounded up or down by a dither that is spread evenly over the rows and differs by round: rows whose
  /// gradients are all less than half a unit, as next to a few huge ones, still add up to their sum.
  @inline(__always)
  func store(_ gradients: Floats, _ hessians: Floats, at row: Int) {
    let tails = GradientSum.tails(
      gradients: rounded(gradients * scale.gradient + dither(at: row)), hessians: rounded(hessians * scale.hessian))
    let recordStride = rows.recordStride
    var tail = UnsafeMutableRawPointer(rows.records.base + (row + 1) * recordStride - 4)
    for lane in 0..<vectorWidth {
      tail.storeBytes(of: tails[lane], as: Int32.self)
      tail += recordStride
    }
  }

  /// −½ up to ½ for each of eight rows: multiples of the golden ratio, which fill the interval evenly from any start.
  @inline(__always)
  private func dither(at row: Int) -> Floats {
    let step: Int32 = -0x61c8_8647
    let lanes = Ints(0, 1, 2, 3, 4, 5, 6, 7) &* step
    let start = Int32(truncatingIfNeeded: row) &* step &+ refreshCount &* 0x5bd1_e995
    return Floats(lanes &+ start) * 0x1p-32
  }

  /// Zeroes the lanes of rows from `end` on.
  @inline(__always)
  func cut(_ vector: inout Floats, at row: Int, end: Int) {
    guard row + vectorWidth > end else { return }
    for lane in end - row..<vectorWidth { vector[lane] = 0 }
  }

  /// Log-loss: gradient p − y, hessian p(1 − p). Returns the block's loss.
  private func writeLogistic(_ block: Range<Int>) -> Double {
    let (margins, labels, weights) = (margins.base, labels.base, weights?.base)
    var losses = Floats.zero
    for row in stride(from: block.lowerBound, to: block.upperBound, by: vectorWidth) {
      let margin = loadVector(margins, at: row)
      let label = loadVector(labels, at: row)
      let e = expOfNegatedMagnitude(margin)
      let reciprocal = 1 / (e + 1)
      var probability = reciprocal
      probability.replace(with: e * reciprocal, where: margin .< 0)
      var gradient = probability - label
      var hessian = e * reciprocal * reciprocal
      var above = margin
      above.replace(with: Floats.zero, where: margin .< 0)
      var loss = logOfOnePlus(e) + above - label * margin
      if let weights {
        let weight = loadVector(weights, at: row)
        gradient *= weight
        hessian *= weight
        loss *= weight
      }
      store(gradient, hessian, at: row)
      cut(&loss, at: row, end: block.upperBound)
      losses += loss
    }
    return Double(losses.sum())
  }

  /// Squared error: gradient margin − y (half the derivative, as usual), hessian 1.
  private func writeResiduals(_ block: Range<Int>) {
    let (margins, labels, weights) = (margins.base, labels.base, weights?.base)
    for row in stride(from: block.lowerBound, to: block.upperBound, by: vectorWidth) {
      let weight = weights.map { loadVector($0, at: row) } ?? Floats(repeating: 1)
      store((loadVector(margins, at: row) - loadVector(labels, at: row)) * weight, weight, at: row)
    }
  }

  /// Sets the scale by this round's residuals, and returns the weighted mean of their squares.
  private func measureResiduals(on pool: WorkerPool) throws(BoostingError) -> Double {
    let parts = WorkBuffer(count: chunkCount, filledWith: ResidualSums())
    try pool.forEachChunk(of: chunkCount) { [self] _, chunk in
      let start = chunk * Self.rowsPerChunk
      parts.base[chunk] = residualSums(start..<min(start + Self.rowsPerChunk, rows.rowCount))
    }
    var all = ResidualSums()
    for chunk in 0..<chunkCount { all.add(parts.base[chunk]) }
    scale = GradientScale(
      gradientMax: all.max, gradientSum: all.magnitude, hessianMax: weightMax, hessianSum: weightSum,
      rowCount: rows.rowCount)
    // Whole hessians count rows exactly.
    if weights == nil { scale.hessian = 1 }
    return all.square / weightSum
  }

  private func residualSums(_ chunk: Range<Int>) -> ResidualSums {
    var sums = ResidualSums()
    let (margins, labels, weights) = (margins.base, labels.base, weights?.base)
    for row in chunk {
      let residual = margins[row] - labels[row]
      let weight = weights?[row] ?? 1
      let magnitude = Double(abs(residual * weight))
      sums.max = Swift.max(sums.max, magnitude)
      sums.magnitude += magnitude
      sums.square += Double(residual) * Double(residual) * Double(weight)
    }
    return sums
  }
}

/// Of residual × weight: the largest magnitude and the sum of magnitudes; and the weighted sum of squared residuals.
private struct ResidualSums: BitwiseCopyable {
  var max = 0.0
  var magnitude = 0.0
  var square = 0.0

  mutating func add(_ other: ResidualSums) {
    max = Swift.max(max, other.max)
    magnitude += other.magnitude
    square += other.square
  }
}

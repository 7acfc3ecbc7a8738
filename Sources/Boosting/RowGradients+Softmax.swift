/// Several classes: log-loss of softmax.
///
/// The gradient of class c is p − [y = c], its hessian K/(K − 1) · p(1 − p): Friedman's factor (2001, algorithm 6),
/// which stands for the terms off the hessian's diagonal.
extension RowGradients {
  /// Stores ln Σ e^margin of each row, and returns the weighted mean loss.
  func measureClasses(on pool: WorkerPool) throws(BoostingError) -> Double {
    let losses = WorkBuffer<Double>(count: chunkCount, filledWith: 0)
    try pool.forEachChunk(of: chunkCount) { [self] _, chunk in
      let start = chunk * Self.rowsPerChunk
      losses.base[chunk] = measureClasses(start..<min(start + Self.rowsPerChunk, rows.rowCount))
    }
    return total(losses) / weightSum
  }

  private func measureClasses(_ chunk: Range<Int>) -> Double {
    let (margins, labels, weights) = (margins.base, labels.base, weights?.base)
    let (classCount, classStride) = (classCount, classStride)
    var loss = 0.0
    for row in stride(from: chunk.lowerBound, to: chunk.upperBound, by: vectorWidth) {
      var largest = loadVector(margins, at: row)
      for label in 1..<classCount {
        let margin = loadVector(margins, at: label * classStride + row)
        largest.replace(with: margin, where: margin .> largest)
      }
      var sum = Floats.zero
      for label in 0..<classCount {
        sum += expOfNegatedMagnitude(loadVector(margins, at: label * classStride + row) - largest)
      }
      for lane in 0..<min(vectorWidth, chunk.upperBound - row) {
        let logSum = largest[lane] + Float(naturalLogarithm(Double(sum[lane])))
        logSums.base[row + lane] = logSum
        let own = margins[Int(labels[row + lane]) * classStride + row + lane]
        loss += Double(logSum - own) * Double(weights?[row + lane] ?? 1)
      }
    }
    return loss
  }

  /// Writes one class's gradients into the rows' records and adds them to `partialHistograms`.
  func prepare(class label: Int, on pool: WorkerPool) throws(BoostingError) {
    refreshCount &+= 1
    let factor = Double(classCount) / Double(classCount - 1)
    scale = GradientScale(
      gradientMax: weightMax, gradientSum: weightSum, hessianMax: factor * weightMax / 4,
      hessianSum: factor * weightSum / 4, rowCount: rows.rowCount)
    try forEachBlock(on: pool) { [self] _, block in write(class: label, Float(factor), block) }
  }

  private func write(class label: Int, _ factor: Float, _ block: Range<Int>) {
    let (margins, logSums) = (margins.base + label * classStride, logSums.base)
    let (labels, weights) = (labels.base, weights?.base)
    for row in stride(from: block.lowerBound, to: block.upperBound, by: vectorWidth) {
      // No margin lies above the logarithm of their sum, but for rounding.
      var distance = loadVector(logSums, at: row) - loadVector(margins, at: row)
      distance.replace(with: Floats.zero, where: distance .< 0)
      let probability = expOfNegatedMagnitude(distance)
      var isOwn = Floats.zero
      isOwn.replace(with: Floats(repeating: 1), where: loadVector(labels, at: row) .== Float(label))
      var gradient = probability - isOwn
      var hessian = probability * (1 - probability) * factor
      hessian.replace(with: Floats.zero, where: hessian .< 0)
      if let weights {
        let weight = loadVector(weights, at: row)
        gradient *= weight
        hessian *= weight
      }
      store(gradient, hessian, at: row)
    }
  }
}

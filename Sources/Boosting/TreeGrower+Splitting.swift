/// What became of a split.
enum SplitOutcome {
  case done(left: GrowingLeaf, right: GrowingLeaf)
  /// A child would have had too few rows: the leaf is as it was, but asks more of its next split.
  case tooFewRows(GrowingLeaf)
}

/// What the second job of a split works on.
private struct SplitWork {
  var left: GrowingLeaf
  var right: GrowingLeaf
  var lightIsLeft: Bool
  /// The lighter child's histogram; nil where no child can be split further.
  var light: HistogramStore.Slot?
  /// The leaf's histogram, which becomes the heavier child's.
  var heavy: HistogramStore.Slot
  /// Whether the lighter child was added up in place, without partial histograms.
  var isInPlace: Bool
}

extension TreeGrower {
  /// Splits a leaf by its candidate.
  func split(_ leaf: GrowingLeaf, isLast: Bool) throws(BoostingError) -> SplitOutcome {
    guard let heavy = leaf.histogram, let place = members[Int(leaf.candidate.column)] else {
      fatalError("leaf \(leaf.node) has a split but no histogram")
    }
    let leftSum = leaf.candidate.left
    let rightSum = GradientSum(word: leaf.sum.word &- leftSum.word)
    partition.prepare(start: leaf.start, count: leaf.count)
    let mayGrow = !isLast && canSplit(depth: leaf.depth + 1, count: leaf.count - parameters.minRowsPerLeaf)
    var work = SplitWork(
      left: leaf, right: leaf, lightIsLeft: leftSum.hessian <= rightSum.hessian,
      light: mayGrow ? histograms.take() : nil, heavy: heavy, isInPlace: partition.chunkCount == 1)
    let question = SplitQuestion(
      leaf.candidate, group: place.group, member: place.member, bins: rows.columns[place.member.column])
    try sortRows(work, isRoot: leaf.depth == 0, by: question)

    let leftCount = partition.leftCount
    guard min(leftCount, leaf.count - leftCount) >= parameters.minRowsPerLeaf else {
      return .tooFewRows(withdraw(work, leaf, leftCount: leftCount))
    }
    work.left = GrowingLeaf(
      node: nodes.count, depth: leaf.depth + 1, start: leaf.start, count: leftCount, sum: leftSum)
    work.right = GrowingLeaf(
      node: nodes.count + 1, depth: leaf.depth + 1, start: leaf.start + leftCount, count: leaf.count - leftCount,
      sum: rightSum)
    try record(leaf, bins: rows.columns[place.member.column])
    try finishRows(&work)
    return .done(left: work.left, right: work.right)
  }

  /// First job: the rows to their sides, the lighter child's to its histogram.
  private func sortRows(_ work: SplitWork, isRoot: Bool, by question: SplitQuestion) throws(BoostingError) {
    let words = rows.groups.count * histogramStride
    let spareSize = HistogramKernel.gatherLimit * rows.recordStride
    var target: UnsafeMutablePointer<Int64>?
    if let light = work.light {
      let base = histograms.base(of: light)
      if work.isInPlace {
        for (group, plan) in rows.groups.enumerated() {
          (base + group * histogramStride).update(repeating: 0, count: plan.codeCount)
        }
        target = base
      }
    }
    hasAdded.base.update(repeating: false, count: pool.threadCount)
    try pool.forEachChunk(of: partition.chunkCount) { [self] thread, chunk in
      partition.sort(chunk: chunk, isRoot: isRoot, by: question)
      guard work.light != nil else { return }
      let light = partition.sorted(chunk: chunk, left: work.lightIsLeft)
      hasAdded.base[thread] = true
      kernel.add(
        rows: light.rows, count: light.count, of: rows.records.base, spare: gatherSpare.base + thread * spareSize,
        to: target ?? gradients.partialHistograms.base + thread * words)
    }
  }

  /// Second job: the children's histograms and best splits, and the row numbers to their places.
  private func finishRows(_ work: inout SplitWork) throws(BoostingError) {
    let searchesLeft = work.light != nil && canSplit(depth: work.left.depth, count: work.left.count)
    let searchesRight = work.light != nil && canSplit(depth: work.right.depth, count: work.right.count)
    let left = SplitSearch(rules: rules(for: work.left), total: work.left.sum)
    let right = SplitSearch(rules: rules(for: work.right), total: work.right.sum)
    let groupCount = work.light == nil ? 0 : rows.groups.count
    let heavyBase = histograms.base(of: work.heavy)
    let lightBase = work.light.map(histograms.base(of:)) ?? heavyBase
    let (lightIsLeft, isInPlace) = (work.lightIsLeft, work.isInPlace)
    try pool.forEachChunk(of: groupCount + partition.chunkCount) { [self] thread, task in
      guard task < groupCount else { return partition.copyBack(chunk: task - groupCount) }
      if !isInPlace { merge(group: task, into: lightBase, isRoot: false) }
      let (light, heavy) = (lightBase + task * histogramStride, heavyBase + task * histogramStride)
      for code in 0..<rows.groups[task].codeCount { heavy[code] &-= light[code] }
      let (leftHistogram, rightHistogram) = lightIsLeft ? (light, heavy) : (heavy, light)
      if searchesLeft { search.search(group: task, leaf: 0, histogram: leftHistogram, with: left, thread: thread) }
      if searchesRight { search.search(group: task, leaf: 1, histogram: rightHistogram, with: right, thread: thread) }
    }
    work.left.histogram = keep(lightIsLeft ? work.light : work.heavy, if: searchesLeft)
    work.right.histogram = keep(lightIsLeft ? work.heavy : work.light, if: searchesRight)
    if searchesLeft { work.left.candidate = search.best(leaf: 0) }
    if searchesRight { work.right.candidate = search.best(leaf: 1) }
  }

  private func keep(_ slot: HistogramStore.Slot?, if isKept: Bool) -> HistogramStore.Slot? {
    if isKept { return slot }
    histograms.release(slot)
    return nil
  }

  /// Takes a split back after its first job: the rows still lie where they were.
  private func withdraw(_ work: SplitWork, _ leaf: GrowingLeaf, leftCount: Int) -> GrowingLeaf {
    if let light = work.light {
      if !work.isInPlace {
        // The partial histograms must be zero for the next split.
        for group in rows.groups.indices { merge(group: group, into: histograms.base(of: light), isRoot: false) }
      }
      histograms.release(light)
    }
    var leaf = leaf
    let left = leaf.candidate.left.hessian
    let right = leaf.sum.hessian &- left
    leaf.minHessian = leftCount < leaf.count - leftCount ? left &+ 1 : right &+ 1
    leaf.candidate = SplitCandidate()
    return leaf
  }

  /// Turns the leaf's node into a split with two new nodes behind it.
  private func record(_ leaf: GrowingLeaf, bins: ColumnBins) throws(BoostingError) {
    let candidate = leaf.candidate
    let (left, right) = (addNode(), addNode())
    let threshold = candidate.isOfCategories ? 0 : bins.threshold(after: Int(candidate.code))
    nodes[leaf.node] = .split(
      BoostedTrees.Split(
        feature: Int(candidate.column), threshold: threshold, categories: try categories(of: candidate, bins),
        missingGoesLeft: candidate.missingGoesLeft, left: left, right: right,
        gain: Float(min(candidate.gain, Double(Float.greatestFiniteMagnitude))), rowCount: leaf.count,
        cover: cover(leaf.sum)))
    candidates[leaf.node] = candidate
  }

  private func categories(of candidate: SplitCandidate, _ bins: ColumnBins) throws(BoostingError) -> CategorySet? {
    guard candidate.isOfCategories, let levels = bins.levels else { return nil }
    let first = bins.missingCodeCount + 1
    return try CategorySet(levels.indices.filter { !candidate.sendsLeft(first + $0) }.map { levels[$0] })
  }
}

/// Grows one tree a round on the rows' gradients.
///
/// Two jobs a split, and so two waits for the other threads: first the leaf's rows are sorted to their sides while the
/// lighter child's histogram is added up; then, group by group, the other child's is found by subtraction and
/// both are searched, while other threads copy the row numbers back.
final class TreeGrower {
  let rows: BinnedRows
  let gradients: RowGradients
  let parameters: BoostingParameters
  let pool: WorkerPool
  let kernel: HistogramKernel
  let partition: RowPartition
  let search: LeafSearch
  let histograms: HistogramStore
  let gatherSpare: WorkBuffer<UInt8>
  /// Whether a thread has added to its partial histogram.
  let hasAdded: WorkBuffer<Bool>
  /// By column: its group and its place in it.
  let members: [Int: (group: Int, member: ColumnGroups.Member)]

  var nodes: [BoostedTrees.Node] = []
  var candidates: [SplitCandidate] = []
  private var finished: [GrowingLeaf] = []

  init(_ gradients: RowGradients, parameters: BoostingParameters, pool: WorkerPool) {
    rows = gradients.rows
    self.gradients = gradients
    self.parameters = parameters
    self.pool = pool
    kernel = HistogramKernel(rows)
    partition = RowPartition(rows, threads: pool.threadCount)
    search = LeafSearch(rows, threads: pool.threadCount)
    histograms = HistogramStore(groupCount: rows.groups.count)
    gatherSpare = WorkBuffer(
      count: pool.threadCount * HistogramKernel.gatherLimit * rows.recordStride, filledWith: 0)
    hasAdded = WorkBuffer(count: pool.threadCount, filledWith: false)
    var members: [Int: (group: Int, member: ColumnGroups.Member)] = [:]
    for (group, plan) in rows.groups.enumerated() {
      for member in plan.members { members[member.column] = (group, member) }
    }
    self.members = members
  }

  /// Grows a tree from the root's histogram that `RowGradients.refresh` has left.
  ///
  /// A tree of one leaf says that no split gains anything.
  func grow() throws(BoostingError) -> GrownTree {
    nodes = []
    candidates = []
    finished = []
    var queue = LeafQueue(growth: parameters.growth)
    enqueue(try root(), to: &queue)
    var leafCount = 1
    while leafCount < parameters.maxLeaves, let leaf = queue.pop() {
      switch try split(leaf, isLast: leafCount + 1 == parameters.maxLeaves) {
      case .done(let left, let right):
        leafCount += 1
        enqueue(left, to: &queue)
        enqueue(right, to: &queue)
      case .tooFewRows(let leaf):
        enqueue(try searchAgain(leaf), to: &queue)
      }
    }
    for leaf in queue.leaves { finish(leaf) }
    return grownTree()
  }
}

// MARK: - Leaves

extension TreeGrower {
  private func enqueue(_ leaf: GrowingLeaf, to queue: inout LeafQueue) {
    if leaf.candidate.gain > 0 { queue.push(leaf) } else { finish(leaf) }
  }

  private func finish(_ leaf: GrowingLeaf) {
    histograms.release(leaf.histogram)
    var leaf = leaf
    leaf.histogram = nil
    finished.append(leaf)
  }

  func addNode() -> Int {
    nodes.append(.leaf(.init(value: 0)))
    candidates.append(SplitCandidate())
    return nodes.count - 1
  }

  private func grownTree() -> GrownTree {
    var runs: [LeafRows.Run] = []
    for leaf in finished {
      let value = leafValue(leaf.sum)
      nodes[leaf.node] = .leaf(.init(value: value, rowCount: leaf.count, cover: cover(leaf.sum)))
      runs.append(LeafRows.Run(start: leaf.start, count: leaf.count, value: value))
    }
    runs.sort { $0.start < $1.start }
    return GrownTree(
      tree: BoostedTrees.Tree(nodes: nodes), candidates: candidates,
      leafRows: LeafRows(rows: partition.rowNumbers, runs: runs))
  }

  /// The sum of second derivatives.
  func cover(_ sum: GradientSum) -> Float {
    guard gradients.scale.hessian > 0 else { return 0 }
    let cover = Float(sum.hessian) / gradients.scale.hessian
    return cover.isFinite ? cover : 0
  }

  private func leafValue(_ sum: GradientSum) -> Float {
    guard gradients.scale.gradient > 0, gradients.scale.hessian > 0 else { return 0 }
    let gradient = Double(sum.gradient) / Double(gradients.scale.gradient)
    let hessian = Double(sum.hessian) / Double(gradients.scale.hessian)
    let value = Float(-gradient / (hessian + parameters.l2) * parameters.learningRate)
    return value.isFinite ? value : 0
  }

  /// What a split of the leaf must keep to, in the round's quantised units.
  func rules(for leaf: GrowingLeaf) -> SplitRules {
    let scale = gradients.scale
    let unit = Double(scale.hessian) / (Double(scale.gradient) * Double(scale.gradient))
    // Rows are not counted by bin: the hessian's share stands for theirs until the split is made.
    let ofRows = (Double(parameters.minRowsPerLeaf) * Double(leaf.sum.hessian) / Double(max(leaf.count, 1))).rounded(
      .up)
    let ofHessian = (parameters.minHessianPerLeaf * Double(scale.hessian)).rounded(.up)
    let least = min(max(ofRows, ofHessian, 1), Double(Int32.max))
    let categories = parameters.categories
    let ofLevel = Double(categories.minRowsPerLevel) * Double(leaf.sum.hessian) / Double(max(leaf.count, 1))
    return SplitRules(
      l2: parameters.l2 * Double(scale.hessian), gainUnit: unit.isFinite ? unit : 0, minGain: parameters.minGain,
      minHessian: max(Int32(least), leaf.minHessian), categoryL2: categories.l2 * Double(scale.hessian),
      categorySmoothing: categories.smoothing * Double(scale.hessian),
      categoryMinHessian: Int32(min(max(ofLevel.rounded(.up), 1), Double(Int32.max))),
      oneVersusRestLevels: Int32(clamping: categories.oneVersusRestLevels),
      levelsPerSplit: Int32(clamping: categories.levelsPerSplit))
  }

  /// Whether a leaf of so many rows at this depth may be split.
  func canSplit(depth: Int, count: Int) -> Bool {
    (parameters.maxDepth == 0 || depth < parameters.maxDepth) && count / 2 >= parameters.minRowsPerLeaf
  }
}

// MARK: - Searching

extension TreeGrower {
  private func root() throws(BoostingError) -> GrowingLeaf {
    var root = GrowingLeaf(node: addNode(), depth: 0, start: 0, count: rows.rowCount, sum: .init(word: 0))
    guard !rows.groups.isEmpty else { return root }
    let slot = histograms.take()
    root.histogram = slot
    let target = histograms.base(of: slot)
    try pool.forEachChunk(of: rows.groups.count) { [self] _, group in
      merge(group: group, into: target, isRoot: true)
    }
    for code in 0..<rows.groups[0].codeCount { root.sum.word &+= target[code] }
    guard canSplit(depth: 0, count: root.count) else { return root }
    return try searchAgain(root)
  }

  /// Searches a leaf whose histogram is there; the leaf that comes back has its candidate.
  private func searchAgain(_ leaf: GrowingLeaf) throws(BoostingError) -> GrowingLeaf {
    var leaf = leaf
    guard let slot = leaf.histogram else { return leaf }
    let histogram = histograms.base(of: slot)
    let search = SplitSearch(rules: rules(for: leaf), total: leaf.sum)
    try pool.forEachChunk(of: rows.groups.count) { [self] thread, group in
      self.search.search(
        group: group, leaf: 0, histogram: histogram + group * histogramStride, with: search, thread: thread)
    }
    leaf.candidate = self.search.best(leaf: 0)
    return leaf
  }

  /// Moves one group's sums out of the threads' partial histograms.
  func merge(group: Int, into target: UnsafeMutablePointer<Int64>, isRoot: Bool) {
    let offset = group * histogramStride
    let codeCount = rows.groups[group].codeCount
    let words = rows.groups.count * histogramStride
    let target = target + offset
    target.update(repeating: 0, count: codeCount)
    for thread in 0..<pool.threadCount where isRoot || hasAdded.base[thread] {
      let partial = gradients.partialHistograms.base + thread * words + offset
      for code in 0..<codeCount {
        target[code] &+= partial[code]
        partial[code] = 0
      }
    }
  }
}

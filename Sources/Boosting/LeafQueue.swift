/// The leaves that may still be split, the next one first: a binary heap.
struct LeafQueue {
  private var heap: [Entry] = []
  let growth: BoostingParameters.Growth

  private struct Entry {
    var leaf: GrowingLeaf
    /// The smaller goes first; ties by node, so that the order is always the same.
    var rank: Double

    func precedes(_ other: Entry) -> Bool { (rank, leaf.node) < (other.rank, other.leaf.node) }
  }

  init(growth: BoostingParameters.Growth) { self.growth = growth }

  mutating func push(_ leaf: GrowingLeaf) {
    let rank =
      switch growth {
      case .leafWise: -leaf.candidate.gain
      case .depthWise: Double(leaf.depth)
      }
    heap.append(Entry(leaf: leaf, rank: rank))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].precedes(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> GrowingLeaf? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.leaf }
    heap[0] = last
    var parent = 0
    while true {
      var next = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].precedes(heap[next]) { next = child }
      }
      guard next != parent else { return first.leaf }
      heap.swapAt(parent, next)
      parent = next
    }
  }

  /// All leaves left, in no order.
  var leaves: [GrowingLeaf] { heap.map(\.leaf) }
}

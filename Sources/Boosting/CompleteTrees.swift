/// Trees of at most six levels, each filled up to a complete binary tree: a child's place follows from its parent's.
struct CompleteTrees: Sendable {
  /// A split, 8 bytes: the key below which a row goes left, and where the row's key is.
  struct Node: BitwiseCopyable {
    var threshold: Int32
    var keyIndex: Int32
  }

  static let depthMax = 6

  let treeCount: Int
  let depth: Int
  /// 2^depth − 1 a tree, level by level.
  private let nodes: [Node]
  /// 2^depth a tree.
  private let values: [Float]

  /// nil where a tree is too deep.
  init?(_ forest: BoostedTrees) {
    depth = forest.trees.reduce(0) { max($0, $1.depth) }
    guard depth <= Self.depthMax else { return nil }
    treeCount = forest.trees.count
    let leafCount = 1 << depth
    // What an inner place below a leaf asks does not matter: both ways hold the leaf's value.
    var nodes = [Node](repeating: Node(threshold: 0, keyIndex: 0), count: treeCount * (leafCount - 1))
    var values = [Float](repeating: 0, count: treeCount * leafCount)
    for (index, tree) in forest.trees.enumerated() {
      var places = [0]
      for level in 0...depth {
        let firstPlace = (1 << level) - 1
        var next: [Int] = []
        for (offset, place) in places.enumerated() {
          switch tree.nodes[place] {
          case .leaf(let leaf):
            next += [place, place]
            if level == depth { values[index * leafCount + offset] = leaf.value }
          case .split(let split):
            next += [split.left, split.right]
            nodes[index * (leafCount - 1) + firstPlace + offset] = Node(
              threshold: orderedKey(split.threshold),
              keyIndex: Int32(RowKeys.index(of: split, featureCount: forest.featureCount)))
          }
        }
        places = next
      }
    }
    self.nodes = nodes
    self.values = values
  }

  /// Writes the value of each tree for one row; four trees are walked at once, as each step waits for memory.
  func walk(keys: UnsafePointer<Int32>, into answers: UnsafeMutablePointer<Float>) {
    let leafCount = 1 << depth
    nodes.withUnsafeBufferPointer { nodes in
      values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        // Stumps without a split have no nodes, and then none is read.
        let nodes = nodes.baseAddress ?? UnsafePointer(bitPattern: 8).unsafelyUnwrapped
        var tree = 0
        while tree < treeCount {
          // The last group may walk its last tree more than once.
          let (a, b) = (tree, min(tree + 1, treeCount - 1))
          let (c, d) = (min(tree + 2, treeCount - 1), min(tree + 3, treeCount - 1))
          let (ends) = Self.walkFour(
            depth: depth, nodes + a * (leafCount - 1), nodes + b * (leafCount - 1), nodes + c * (leafCount - 1),
            nodes + d * (leafCount - 1), keys, keys, keys, keys)
          answers[a] = values[a * leafCount + ends.0]
          answers[b] = values[b * leafCount + ends.1]
          answers[c] = values[c * leafCount + ends.2]
          answers[d] = values[d * leafCount + ends.3]
          tree += 4
        }
      }
    }
  }

  /// Adds one tree's values for a block of rows to `sums`; four rows are walked at once.
  ///
  /// - Parameter rowCount: a multiple of 4.
  func add(
    tree: Int, keys: UnsafePointer<Int32>, keyStride: Int, rowCount: Int, to sums: UnsafeMutablePointer<Double>
  ) {
    let leafCount = 1 << depth
    nodes.withUnsafeBufferPointer { nodes in
      values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress.map({ $0 + tree * leafCount }) else { return }
        let nodes = (nodes.baseAddress ?? UnsafePointer(bitPattern: 8).unsafelyUnwrapped) + tree * (leafCount - 1)
        var row = keys
        for index in stride(from: 0, to: rowCount, by: 4) {
          let ends = Self.walkFour(
            depth: depth, nodes, nodes, nodes, nodes, row, row + keyStride, row + 2 * keyStride, row + 3 * keyStride)
          sums[index] += Double(values[ends.0])
          sums[index + 1] += Double(values[ends.1])
          sums[index + 2] += Double(values[ends.2])
          sums[index + 3] += Double(values[ends.3])
          row += 4 * keyStride
        }
      }
    }
  }

  /// The leaves where four walks end, counted from the left.
  @inline(__always)
  private static func walkFour(
    depth: Int, _ a: UnsafePointer<Node>, _ b: UnsafePointer<Node>, _ c: UnsafePointer<Node>,
    _ d: UnsafePointer<Node>, _ rowA: UnsafePointer<Int32>, _ rowB: UnsafePointer<Int32>,
    _ rowC: UnsafePointer<Int32>, _ rowD: UnsafePointer<Int32>
  ) -> (Int, Int, Int, Int) {
    var (i, j, k, l) = (0, 0, 0, 0)
    for _ in 0..<depth {
      i = step(a, i, rowA)
      j = step(b, j, rowB)
      k = step(c, k, rowC)
      l = step(d, l, rowD)
    }
    let innerCount = (1 << depth) - 1
    return (i - innerCount, j - innerCount, k - innerCount, l - innerCount)
  }

  /// Left child 2i + 1, right child 2i + 2, by the sign of a difference.
  @inline(__always)
  private static func step(_ nodes: UnsafePointer<Node>, _ index: Int, _ keys: UnsafePointer<Int32>) -> Int {
    let node = nodes[index]
    let difference = Int(keys[Int(node.keyIndex)]) - Int(node.threshold)
    return 2 * index + 2 + (difference >> 63)
  }
}

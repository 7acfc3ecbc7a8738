/// Trees of any shape: each node says how far behind it its left child lies; the right one is the child's neighbour.
///
/// A leaf leads back to itself, so that eight walks take the same number of steps without asking who has arrived.
struct LinkedTrees: Sendable {
  /// 8 bytes: the key below which a row goes left, where the row's key is, and the nodes from here to the left child.
  struct Node: BitwiseCopyable {
    /// Of a set of categories: its place among the sets.
    var threshold: Int32
    /// The highest bit marks a set of categories.
    var keyIndex: UInt16
    var leftDistance: UInt16
  }

  private struct Tree {
    var start: Int
    var depth: Int
  }

  private static let categoryMark: UInt16 = 1 << 15

  private let trees: [Tree]
  private let nodes: [Node]
  /// By node; 0 for splits.
  private let values: [Float]
  /// Trees eight by eight with the like in depth, the last group filled up with its last tree.
  private let groups: [SIMD8<Int32>]
  /// The sets of categories one after the other: first how many codes the bits stand for, then the bits. Empty where
  /// no tree asks for categories: steps then need no branch.
  private let sets: [UInt32]

  /// nil where a feature's or child's number does not fit its 16 bits.
  init?(_ forest: BoostedTrees) {
    guard 2 * forest.featureCount < Int(Self.categoryMark) else { return nil }
    var sets: [UInt32] = []
    var nodes: [Node] = []
    var values: [Float] = []
    var trees: [Tree] = []
    for tree in forest.trees {
      guard tree.nodes.count <= Int(UInt16.max) else { return nil }
      trees.append(Tree(start: nodes.count, depth: tree.depth))
      let listed = Self.neighbours(tree)
      for (index, entry) in listed.enumerated() {
        switch tree.nodes[entry.node] {
        case .leaf(let leaf):
          let keyIndex = UInt16(RowKeys.indexBelowMax(featureCount: forest.featureCount))
          nodes.append(Node(threshold: .max, keyIndex: keyIndex, leftDistance: 0))
          values.append(leaf.value)
        case .split(let split):
          var keyIndex = UInt16(RowKeys.index(of: split, featureCount: forest.featureCount))
          var threshold = orderedKey(split.threshold)
          if let categories = split.categories {
            keyIndex |= Self.categoryMark
            threshold = Int32(sets.count)
            sets.append(UInt32(categories.words.count * 32))
            sets += categories.words
          }
          nodes.append(Node(threshold: threshold, keyIndex: keyIndex, leftDistance: UInt16(entry.left - index)))
          values.append(0)
        }
      }
    }
    self.nodes = nodes
    self.sets = sets
    self.values = values
    self.trees = trees
    let order = trees.indices.sorted { (trees[$0].depth, $0) < (trees[$1].depth, $1) }
    groups = stride(from: 0, to: order.count, by: 8).map { start in
      SIMD8((0..<8).map { Int32(order[min(start + $0, order.count - 1)]) })
    }
  }

  /// A tree's nodes so listed that siblings are neighbours, level by level; `left` is a place in the list.
  private static func neighbours(_ tree: BoostedTrees.Tree) -> [(node: Int, left: Int)] {
    var listed: [(node: Int, left: Int)] = [(0, 0)]
    var index = 0
    while index < listed.count {
      if case .split(let split) = tree.nodes[listed[index].node] {
        listed[index].left = listed.count
        listed += [(split.left, 0), (split.right, 0)]
      }
      index += 1
    }
    return listed
  }

  var treeCount: Int { trees.count }

  /// Writes the value of each tree for one row.
  func walk(keys: UnsafePointer<Int32>, into answers: UnsafeMutablePointer<Float>) {
    sets.withUnsafeBufferPointer { sets in
      if sets.isEmpty {
        walk(keys: keys, sets: nil, into: answers)
      } else {
        walk(keys: keys, sets: sets.baseAddress, into: answers)
      }
    }
  }

  @inline(__always)
  private func walk(keys: UnsafePointer<Int32>, sets: UnsafePointer<UInt32>?, into answers: UnsafeMutablePointer<Float>)
  {
    nodes.withUnsafeBufferPointer { nodes in
      values.withUnsafeBufferPointer { values in
        trees.withUnsafeBufferPointer { trees in
          guard let nodes = nodes.baseAddress, let values = values.baseAddress else { return }
          for group in groups {
            var walk = EightWalks(
              places: (
                nodes + trees[Int(group[0])].start, nodes + trees[Int(group[1])].start,
                nodes + trees[Int(group[2])].start, nodes + trees[Int(group[3])].start,
                nodes + trees[Int(group[4])].start, nodes + trees[Int(group[5])].start,
                nodes + trees[Int(group[6])].start, nodes + trees[Int(group[7])].start
              ))
            for _ in 0..<trees[Int(group[7])].depth { walk.step(keys, keyStride: 0, sets) }
            answers[Int(group[0])] = values[walk.places.0 - nodes]
            answers[Int(group[1])] = values[walk.places.1 - nodes]
            answers[Int(group[2])] = values[walk.places.2 - nodes]
            answers[Int(group[3])] = values[walk.places.3 - nodes]
            answers[Int(group[4])] = values[walk.places.4 - nodes]
            answers[Int(group[5])] = values[walk.places.5 - nodes]
            answers[Int(group[6])] = values[walk.places.6 - nodes]
            answers[Int(group[7])] = values[walk.places.7 - nodes]
          }
        }
      }
    }
  }

  /// Adds one tree's values for a block of rows to `sums`.
  ///
  /// - Parameter rowCount: a multiple of 8.
  func add(
    tree: Int, keys: UnsafePointer<Int32>, keyStride: Int, rowCount: Int, to sums: UnsafeMutablePointer<Double>
  ) {
    sets.withUnsafeBufferPointer { sets in
      if sets.isEmpty {
        add(tree: tree, keys: keys, keyStride: keyStride, rowCount: rowCount, sets: nil, to: sums)
      } else {
        add(tree: tree, keys: keys, keyStride: keyStride, rowCount: rowCount, sets: sets.baseAddress, to: sums)
      }
    }
  }

  @inline(__always)
  private func add(
    tree: Int, keys: UnsafePointer<Int32>, keyStride: Int, rowCount: Int, sets: UnsafePointer<UInt32>?,
    to sums: UnsafeMutablePointer<Double>
  ) {
    let (start, depth) = (trees[tree].start, trees[tree].depth)
    nodes.withUnsafeBufferPointer { nodes in
      values.withUnsafeBufferPointer { values in
        guard let nodes = nodes.baseAddress, let values = values.baseAddress else { return }
        let root = nodes + start
        var row = keys
        for index in stride(from: 0, to: rowCount, by: 8) {
          var walk = EightWalks(places: (root, root, root, root, root, root, root, root))
          for _ in 0..<depth { walk.step(row, keyStride: keyStride, sets) }
          sums[index] += Double(values[walk.places.0 - nodes])
          sums[index + 1] += Double(values[walk.places.1 - nodes])
          sums[index + 2] += Double(values[walk.places.2 - nodes])
          sums[index + 3] += Double(values[walk.places.3 - nodes])
          sums[index + 4] += Double(values[walk.places.4 - nodes])
          sums[index + 5] += Double(values[walk.places.5 - nodes])
          sums[index + 6] += Double(values[walk.places.6 - nodes])
          sums[index + 7] += Double(values[walk.places.7 - nodes])
          row += 8 * keyStride
        }
      }
    }
  }

  /// Eight walks side by side: a step waits for memory twice, and eight wait together.
  private struct EightWalks {
    typealias Place = UnsafePointer<Node>

    var places: (Place, Place, Place, Place, Place, Place, Place, Place)

    /// - Parameters:
    ///   - keyStride: keys from one walk's row to the next; 0 where all walk with the same row.
    ///   - sets: nil where no split asks for categories.
    @inline(__always)
    mutating func step(_ keys: UnsafePointer<Int32>, keyStride: Int, _ sets: UnsafePointer<UInt32>?) {
      places.0 = Self.next(places.0, keys, sets)
      places.1 = Self.next(places.1, keys + keyStride, sets)
      places.2 = Self.next(places.2, keys + 2 * keyStride, sets)
      places.3 = Self.next(places.3, keys + 3 * keyStride, sets)
      places.4 = Self.next(places.4, keys + 4 * keyStride, sets)
      places.5 = Self.next(places.5, keys + 5 * keyStride, sets)
      places.6 = Self.next(places.6, keys + 6 * keyStride, sets)
      places.7 = Self.next(places.7, keys + 7 * keyStride, sets)
    }

    /// The left child, or its neighbour: by a comparison of integers, which needs no branch.
    @inline(__always)
    private static func next(
      _ place: Place, _ keys: UnsafePointer<Int32>, _ sets: UnsafePointer<UInt32>?
    ) -> Place {
      let node = place.pointee
      if let sets, node.keyIndex & categoryMark != 0 {
        let key = keys[Int(node.keyIndex & ~categoryMark)]
        return place + (Int(node.leftDistance) &+ side(of: key, in: sets + Int(node.threshold)))
      }
      let isRight = keys[Int(node.keyIndex)] < node.threshold ? 0 : 1
      // A leaf never gets here with `isRight`: all its keys are below its threshold.
      return place + (Int(node.leftDistance) &+ isRight)
    }

    /// 1 where the key's value is a category of the set, or missing and to go right.
    @inline(__always)
    private static func side(of key: Int32, in set: UnsafePointer<UInt32>) -> Int {
      let value = floatValue(ofKey: key)
      // Keys of missing values are no numbers, which fail both comparisons.
      guard value >= 0, value < Float(set[0]) else { return key == .max ? 1 : 0 }
      let code = Int(value)
      return Int(set[1 + code >> 5] >> UInt32(code & 31) & 1)
    }
  }
}

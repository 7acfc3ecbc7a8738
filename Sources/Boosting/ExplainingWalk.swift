/// The walk through one tree that weighs every leaf for every set of known features at once.
///
/// Each step of the path keeps its feature's share of rows that go on when the feature is unknown and whether the row
/// goes on when it is known, and the weight of all sets of so many known features.
struct ExplainingWalk {
  private struct Step: BitwiseCopyable {
    var feature: Int32 = -1
    /// Share that goes on where the feature is unknown.
    var unknown = 1.0
    /// 1 or 0: whether the row goes on where it is known.
    var known = 1.0
    var weight = 1.0
  }

  /// A node to visit, with the path of its parent.
  private struct Visit {
    var node: Int
    var start: Int
    var length: Int
    var unknown: Double
    var known: Double
    var feature: Int32
  }

  private let paths: WorkBuffer<Step>
  private var visits: [Visit] = []

  init(pathCapacity: Int) {
    paths = WorkBuffer(count: pathCapacity, filledWith: Step())
  }

  /// Adds one tree's contributions for a row.
  mutating func add(
    _ nodes: [ExplainedNode], _ row: UnsafeBufferPointer<Float>, to target: UnsafeMutablePointer<Double>
  ) {
    visits.removeAll(keepingCapacity: true)
    visits.append(Visit(node: 0, start: 0, length: 0, unknown: 1, known: 1, feature: -1))
    while let visit = visits.popLast() {
      let start = visit.start + visit.length
      let path = paths.base + start
      path.update(from: paths.base + visit.start, count: visit.length)
      Self.extend(path, visit)
      var length = visit.length + 1
      let node = nodes[visit.node]
      guard node.feature >= 0 else {
        for index in 1..<max(length, 1) {
          let step = path[index]
          let weight = Self.unwoundSum(path, last: length - 1, index)
          target[Int(step.feature)] += weight * (step.known - step.unknown) * node.value
        }
        continue
      }
      let goesLeft = node.goesLeft(row[Int(node.feature)])
      var (unknown, known) = (1.0, 1.0)
      if let index = (1..<max(length, 1)).first(where: { path[$0].feature == node.feature }) {
        (unknown, known) = (path[index].unknown, path[index].known)
        Self.unwind(path, last: length - 1, index)
        length -= 1
      }
      for isLeft in [true, false] {
        let share = unknown * (isLeft ? node.leftShare : node.rightShare)
        let isKnown = isLeft == goesLeft ? known : 0
        // Where no set of features leads, nothing is added.
        guard share > 0 || isKnown > 0 else { continue }
        visits.append(
          Visit(
            node: Int(isLeft ? node.left : node.right), start: start, length: length, unknown: share, known: isKnown,
            feature: node.feature))
      }
    }
  }

  /// Adds the visit's feature to the end of the path, and its two fractions to all weights.
  private static func extend(_ path: UnsafeMutablePointer<Step>, _ visit: Visit) {
    let depth = visit.length
    path[depth] = Step(
      feature: visit.feature, unknown: visit.unknown, known: visit.known, weight: depth == 0 ? 1 : 0)
    let count = Double(depth + 1)
    for index in stride(from: depth - 1, through: 0, by: -1) {
      let weight = path[index].weight
      path[index + 1].weight += visit.known * weight * Double(index + 1) / count
      path[index].weight = visit.unknown * weight * Double(depth - index) / count
    }
  }

  /// Takes one step's fractions out of all weights again, and the step out of the path.
  private static func unwind(_ path: UnsafeMutablePointer<Step>, last depth: Int, _ removed: Int) {
    let (unknown, known) = (path[removed].unknown, path[removed].known)
    let count = Double(depth + 1)
    var next = path[depth].weight
    for index in stride(from: depth - 1, through: 0, by: -1) {
      if known != 0 {
        let weight = path[index].weight
        path[index].weight = next * count / (Double(index + 1) * known)
        next = weight - path[index].weight * unknown * Double(depth - index) / count
      } else {
        path[index].weight = path[index].weight * count / (unknown * Double(depth - index))
      }
    }
    for index in removed..<depth {
      let weight = path[index].weight
      path[index] = path[index + 1]
      path[index].weight = weight
    }
  }

  /// The sum of the weights that `unwind` would leave.
  private static func unwoundSum(_ path: UnsafePointer<Step>, last depth: Int, _ removed: Int) -> Double {
    let (unknown, known) = (path[removed].unknown, path[removed].known)
    let count = Double(depth + 1)
    var next = path[depth].weight
    var total = 0.0
    for index in stride(from: depth - 1, through: 0, by: -1) {
      if known != 0 {
        let weight = next * count / (Double(index + 1) * known)
        total += weight
        next = path[index].weight - weight * unknown * Double(depth - index) / count
      } else {
        total += path[index].weight * count / (unknown * Double(depth - index))
      }
    }
    return total
  }
}

/// Limited-memory BFGS over a given metric.
///
/// Source: J. Nocedal, "Updating Quasi-Newton Matrices with Limited Storage", Mathematics of Computation 35 (1980),
/// 773–782.
struct QuasiNewton {
  /// A place and what the objective is like there.
  struct Point {
    var position: [Double]
    var gradient: [Double]
    var objective: Double
    var meanLoss: Double
  }

  /// A step taken, and how the gradient changed on the way.
  private struct Memory {
    var step: [Double]
    var change: [Double]
    var product: Double
  }

  /// Steps remembered.
  private static let memoryCount = 12

  private(set) var point: Point
  private var metric: ClassMetric
  private var memories: [Memory] = []
  private var scale = 1.0

  /// - Parameter metric: a first guess at the curvature.
  init(point: Point, metric: ClassMetric) {
    self.point = point
    self.metric = metric
  }

  /// Begins anew where it stands, with a better guess.
  mutating func renew(_ metric: ClassMetric) {
    self.metric = metric
    memories = []
    scale = 1
  }

  /// Where the objective falls fastest, as far as is known.
  func direction() -> [Double] {
    var vector = point.gradient
    var factors: [Double] = []
    for memory in memories.reversed() {
      let factor = Self.dot(memory.step, vector) / memory.product
      factors.append(factor)
      for index in vector.indices { vector[index] -= factor * memory.change[index] }
    }
    vector = metric.solution(vector).map { $0 * scale }
    for (memory, factor) in zip(memories, factors.reversed()) {
      let correction = factor - Self.dot(memory.change, vector) / memory.product
      for index in vector.indices { vector[index] += correction * memory.step[index] }
    }
    return vector.map { -$0 }
  }

  func moved(_ direction: [Double], _ factor: Double) -> [Double] {
    zip(point.position, direction).map { $0 + factor * $1 }
  }

  mutating func advance(to next: Point) {
    let step = zip(next.position, point.position).map { $0 - $1 }
    let change = zip(next.gradient, point.gradient).map { $0 - $1 }
    let product = Self.dot(step, change)
    point = next
    // Rounding can take the curvature away; such a step teaches nothing.
    guard product > 0, product.isFinite else { return }
    memories.append(Memory(step: step, change: change, product: product))
    if memories.count > Self.memoryCount { memories.removeFirst() }
    let size = Self.dot(change, metric.solution(change))
    if size > 0, (product / size).isFinite { scale = product / size }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}

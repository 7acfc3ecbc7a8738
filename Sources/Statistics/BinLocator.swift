/// Counts numbers into bins with fixed edges, at a few nanoseconds a number and without branching on the data.
///
/// Bin b holds the numbers x with exactly b edges below x: bin 0 is (−∞, e₀], bin b is (e_b₋₁, e_b], the last is
/// (e_last, ∞). A number that is not finite is missing and has a slot of its own after the bins.
///
/// A uniform table over the middle of the edges narrows each number to the edges of one cell; a search of fixed
/// length finishes the work.
public struct BinLocator: Sendable, Equatable {
  /// Strictly ascending, finite.
  public let edges: [Double]
  /// edges.count + 1.
  public var binCount: Int { edges.count + 1 }
  /// Where missing numbers are counted: the slot after the last bin.
  public var missingSlot: Int { edges.count + 1 }
  /// Bins and the missing slot.
  public var slotCount: Int { edges.count + 2 }

  /// −∞ and then the edges: a search of an empty range then looks at an element that exists.
  private let padded: [Double]
  /// Edges in cells before cell c; one more entry than cells.
  private let starts: [UInt16]
  private let grid: Grid
  private let steps: Int

  /// - Parameter edges: strictly ascending, finite, at most 65,534.
  public init(edges: [Double]) {
    self.edges = edges
    padded = [-.infinity] + edges
    var best = BinLocator.table(edges, Grid(origin: 0, scale: 0, cellLast: 0))
    // More cells cost cache, so a finer grid has to save at least one step of the search.
    for cells in [64, 256, 1024, 4096] where best.steps > 1 {
      for trim in [0.005, 0.02, 0.1] where edges.count > 2 {
        let candidate = BinLocator.table(edges, Grid(edges, trim: trim, cells: cells))
        if candidate.steps < best.steps { best = candidate }
      }
    }
    (grid, starts, steps) = (best.grid, best.starts, best.steps)
  }

  /// A monotone map from numbers to cells 0...cellLast.
  private struct Grid: Sendable, Equatable {
    var origin: Double
    var scale: Double
    var cellLast: Double

    init(origin: Double, scale: Double, cellLast: Double) {
      self.origin = origin
      self.scale = scale
      self.cellLast = cellLast
    }

    /// Cells of equal width over the edges but for `trim` of them at either end.
    init(_ edges: [Double], trim: Double, cells: Int) {
      let skip = Int(Double(edges.count) * trim)
      let (low, high) = (edges[skip], edges[edges.count - 1 - skip])
      let scale = Double(cells - 1) / (high - low)
      self = Grid(origin: low, scale: scale.isFinite ? scale : 0, cellLast: Double(cells - 1))
    }

    /// Adding 2⁵² rounds to an integer and leaves it in the low bits: no conversion that could trap on NaN.
    @inline(__always)
    func cell(of value: Double) -> Int {
      let position = (value - origin) * scale
      let raised = position > 0 ? position : 0
      let clamped = raised < cellLast ? raised : cellLast
      return Int(truncatingIfNeeded: (clamped + 0x1p52).bitPattern & 0xFFFF)
    }
  }

  private static func table(_ edges: [Double], _ grid: Grid) -> (grid: Grid, starts: [UInt16], steps: Int) {
    var starts = [UInt16](repeating: 0, count: Int(grid.cellLast) + 2)
    for edge in edges { starts[grid.cell(of: edge) + 1] += 1 }
    let widest = Int(starts.max() ?? 0)
    for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
    return (grid, starts, Int.bitWidth - widest.leadingZeroBitCount)
  }

  /// The bin of one number, or `missingSlot`.
  public func slot(of value: Double) -> Int {
    padded.withUnsafeBufferPointer { padded in
      starts.withUnsafeBufferPointer { starts in locate(value, padded, starts) }
    }
  }

  @inline(__always)
  private func locate(
    _ value: Double, _ padded: UnsafeBufferPointer<Double>, _ starts: UnsafeBufferPointer<UInt16>
  ) -> Int {
    let cell = grid.cell(of: value)
    var base = Int(starts[cell])
    var length = Int(starts[cell &+ 1]) &- base
    for _ in 0..<steps {
      let half = length &- length >> 1
      base = padded[base &+ half] < value ? base &+ half : base
      length >>= 1
    }
    return value - value == 0 ? base : padded.count
  }

  /// Adds one to the slot of each number.
  ///
  /// - Parameter counts: `slotCount` counters; they wrap beyond 2³² − 1.
  public func count(_ values: UnsafeBufferPointer<Double>, into counts: UnsafeMutableBufferPointer<UInt32>) {
    padded.withUnsafeBufferPointer { padded in
      starts.withUnsafeBufferPointer { starts in
        for value in values { counts[locate(value, padded, starts)] &+= 1 }
      }
    }
  }

  /// As above, for single precision.
  public func count(_ values: UnsafeBufferPointer<Float>, into counts: UnsafeMutableBufferPointer<UInt32>) {
    padded.withUnsafeBufferPointer { padded in
      starts.withUnsafeBufferPointer { starts in
        for value in values { counts[locate(Double(value), padded, starts)] &+= 1 }
      }
    }
  }
}

/// A column's cuts as integer keys, searched without branches.
///
/// The cuts are a complete binary tree, level by level: where to go next is then arithmetic on a comparison's outcome.
/// A step that is "added or not" comes out of the compiler as a branch, however it is written, and costs five times
/// as much.
struct CutTable {
  /// Rows that are searched together.
  static let rowsPerBlock = 256

  /// A block's keys, and the places in the tree they have come to.
  struct Spare {
    fileprivate let keys = WorkBuffer<Int32>(count: CutTable.rowsPerBlock, filledWith: 0)
    fileprivate let places = WorkBuffer<Int32>(count: CutTable.rowsPerBlock, filledWith: 0)
  }

  private let keys: [Int32]
  private let depth: Int
  /// Of a categorical column: the bin of each level code.
  private let binOfLevel: [UInt8]?

  init(_ bins: ColumnBins) {
    binOfLevel = bins.levels.map { levels in
      var bins = [UInt8](repeating: 0, count: (levels.last ?? -1) + 1)
      for (index, level) in levels.enumerated() { bins[level] = UInt8(index + 1) }
      return bins
    }
    var depth = 0
    while (1 << depth) - 1 < bins.cuts.count { depth += 1 }
    self.depth = depth
    // Places without a cut are above all values.
    var keys = [Int32](repeating: .max, count: (1 << depth) - 1)
    for level in 0..<depth {
      for offset in 0..<1 << level {
        let rank = (2 * offset + 1) << (depth - 1 - level)
        if rank <= bins.cuts.count { keys[(1 << level) - 1 + offset] = orderedKey(bins.cuts[rank - 1]) }
      }
    }
    self.keys = keys
  }

  /// Adds `times` × code of each row to `target`; a missing value's code is 0, the lowest bin's `firstValueCode`.
  ///
  /// - Parameter rows: `rowsPerBlock` at most.
  func addCodes(
    of matrix: FeatureMatrix, rows: Range<Int>, column: Int, times: Int, firstValueCode: Int,
    to target: UnsafeMutablePointer<UInt8>, _ spare: Spare
  ) {
    if let binOfLevel {
      matrix.values.withUnsafeBufferPointer { values in
        for index in 0..<rows.count {
          let value = values[(rows.lowerBound + index) * matrix.columnCount + column]
          let isLevel = value >= 0 && value < Float(binOfLevel.count)
          let code = value.isNaN ? 0 : (isLevel ? Int(binOfLevel[Int(value)]) : 0) + firstValueCode
          target[index] &+= UInt8(truncatingIfNeeded: code * times)
        }
      }
      return
    }
    let (rowKeys, places) = (spare.keys.base, spare.places.base)
    matrix.values.withUnsafeBufferPointer { values in
      for index in 0..<rows.count {
        let value = values[(rows.lowerBound + index) * matrix.columnCount + column]
        rowKeys[index] = value.isNaN ? Int32.min : orderedKey(value)
      }
    }
    search(count: rows.count, spare)
    let lowest = (1 << depth) - 1
    for index in 0..<rows.count {
      // No value's key is that low: it marks what is missing.
      let code = rowKeys[index] == Int32.min ? 0 : Int(places[index]) &- lowest &+ firstValueCode
      target[index] &+= UInt8(truncatingIfNeeded: code * times)
    }
  }

  /// Binary search, all rows one step at a time: steps of one row wait for each other, those of different rows do not.
  private func search(count: Int, _ spare: Spare) {
    let (rowKeys, places) = (spare.keys.base, spare.places.base)
    places.update(repeating: 0, count: count)
    keys.withUnsafeBufferPointer { keys in
      for _ in 0..<depth {
        for index in 0..<count {
          let place = places[index]
          places[index] = 2 &* place &+ (rowKeys[index] < keys[Int(place)] ? 1 : 2)
        }
      }
    }
  }
}

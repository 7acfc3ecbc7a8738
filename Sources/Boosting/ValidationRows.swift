import Glibc

/// Rows that are scored after each round but never learned from.
final class ValidationRows {
  private static let rowsPerChunk = 2048

  private let rowCount: Int
  private let columnCount: Int
  private let objective: BoostingParameters.Objective
  private let classCount: Int
  private let columns: [ColumnBins]
  /// Row after row a code for each column: 0 is missing, the lowest bin is 1.
  private let codes: WorkBuffer<UInt8>
  private let labels: [Float]
  private let weights: [Float]?
  private let weightSum: Double
  /// Row after row, `classCount` each.
  private let margins: WorkBuffer<Double>

  init(
    _ set: ValidationSet, columns: [ColumnBins], objective: BoostingParameters.Objective, baseMargins: [Double],
    on pool: WorkerPool
  ) throws(BoostingError) {
    let matrix = set.matrix
    rowCount = matrix.rowCount
    columnCount = matrix.columnCount
    self.objective = objective
    self.columns = columns
    labels = set.labels
    weights = set.weights
    weightSum = set.weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(rowCount)
    classCount = baseMargins.count
    margins = WorkBuffer(count: rowCount * classCount, filledWith: 0)
    for index in 0..<rowCount * classCount { margins.base[index] = baseMargins[index % classCount] }
    codes = WorkBuffer(count: rowCount * columnCount, filledWith: 0)
    let tables = columns.map(CutTable.init)
    let codes = codes
    try pool.forEachChunk(of: (rowCount + CutTable.rowsPerBlock - 1) / CutTable.rowsPerBlock) { _, block in
      let start = block * CutTable.rowsPerBlock
      let rows = start..<min(start + CutTable.rowsPerBlock, matrix.rowCount)
      let spare = CutTable.Spare()
      let columnCodes = WorkBuffer<UInt8>(count: rows.count, filledWith: 0)
      for column in 0..<matrix.columnCount {
        columnCodes.base.update(repeating: 0, count: rows.count)
        tables[column].addCodes(
          of: matrix, rows: rows, column: column, times: 1, firstValueCode: 1, to: columnCodes.base, spare)
        for index in 0..<rows.count {
          codes.base[(start + index) * matrix.columnCount + column] = columnCodes.base[index]
        }
      }
    }
  }

  /// Adds a tree's answers to the rows' margins of a class.
  func add(_ grown: GrownTree, class label: Int, on pool: WorkerPool) throws(BoostingError) {
    let (nodes, sides) = CodedNode.nodes(of: grown, columns: columns)
    let depth = grown.tree.depth
    let ends = WorkBuffer<Int32>(count: pool.threadCount * Self.rowsPerChunk, filledWith: 0)
    try pool.forEachChunk(of: chunkCount) { [self] thread, chunk in
      let rows = self.rows(of: chunk)
      let ends = ends.base + thread * Self.rowsPerChunk
      walk(nodes, sides, depth: depth, rows: rows, ends: ends)
      for row in rows {
        margins.base[row * classCount + label] += Double(nodes[Int(ends[row - rows.lowerBound])].value)
      }
    }
  }

  /// The weighted mean loss of the margins.
  func loss(on pool: WorkerPool) throws(BoostingError) -> Double {
    // Summed in fixed blocks, so that the sum does not depend on the threads.
    let losses = WorkBuffer<Double>(count: chunkCount, filledWith: 0)
    try pool.forEachChunk(of: chunkCount) { [self] _, chunk in
      var loss = 0.0
      for row in rows(of: chunk) { loss += self.loss(of: row) * Double(weights?[row] ?? 1) }
      losses.base[chunk] = loss
    }
    return (0..<chunkCount).reduce(0) { $0 + losses.base[$1] } / weightSum
  }

  private var chunkCount: Int { (rowCount + Self.rowsPerChunk - 1) / Self.rowsPerChunk }

  private func rows(of chunk: Int) -> Range<Int> {
    chunk * Self.rowsPerChunk..<min((chunk + 1) * Self.rowsPerChunk, rowCount)
  }

  /// All rows take one step, then all the next: the steps of different rows overlap in the processor.
  private func walk(
    _ nodes: [CodedNode], _ sides: [UInt8], depth: Int, rows: Range<Int>, ends: UnsafeMutablePointer<Int32>
  ) {
    ends.update(repeating: 0, count: rows.count)
    nodes.withUnsafeBufferPointer { nodes in
      for _ in 0..<depth {
        var row = codes.base + rows.lowerBound * columnCount
        for index in 0..<rows.count {
          let node = nodes[Int(ends[index])]
          let code = row[Int(node.column)] &- node.shift
          let isRight = node.end < 0 ? Int32(sides[Int(~node.end) + Int(code)]) : (Int32(code) < node.end ? 0 : 1)
          ends[index] = node.left + isRight
          row += columnCount
        }
      }
    }
  }

  private func loss(of row: Int) -> Double {
    let margins = margins.base + row * classCount
    let label = Double(labels[row])
    switch objective {
    case .logistic: return log1p(exp(-abs(margins[0]))) + max(margins[0], 0) - label * margins[0]
    case .squaredError, .exponential: return (margins[0] - label) * (margins[0] - label)
    case .softmax:
      var largest = margins[0]
      for index in 1..<classCount { largest = max(largest, margins[index]) }
      var sum = 0.0
      for index in 0..<classCount { sum += exp(margins[index] - largest) }
      return log(sum) + largest - margins[Int(labels[row])]
    }
  }
}

/// A node that asks codes. Children are neighbours; a leaf leads to itself.
private struct CodedNode: BitwiseCopyable {
  var column: Int32
  /// 1 turns the code of a missing value, 0, into the largest, which goes right.
  var shift: UInt8
  /// Codes below it go left. Of a set of categories: ~ of the place where its sides begin.
  var end: Int32
  var left: Int32
  var value: Float

  /// - Returns: the nodes, and for each set of categories 256 sides by code: 1 is right.
  static func nodes(of grown: GrownTree, columns: [ColumnBins]) -> (nodes: [CodedNode], sides: [UInt8]) {
    var sides: [UInt8] = []
    let nodes = grown.tree.nodes.enumerated().map { index, node in
      switch node {
      case .leaf(let leaf):
        return CodedNode(column: 0, shift: 0, end: 256, left: Int32(index), value: leaf.value)
      case .split(let split):
        let candidate = grown.candidates[index]
        // In training the lowest bin has code 0 where no value is missing; here it is always 1.
        let moved = columns[split.feature].hasMissing ? 0 : 1
        var coded = CodedNode(column: Int32(split.feature), shift: 0, end: 0, left: Int32(split.left), value: 0)
        if candidate.isOfCategories {
          coded.end = ~Int32(sides.count)
          sides.append(split.missingGoesLeft ? 0 : 1)
          for code in 1..<256 { sides.append(candidate.sendsLeft(code - moved) ? 0 : 1) }
        } else {
          coded.shift = split.missingGoesLeft ? 0 : 1
          coded.end = candidate.code + Int32(moved) + 1 - Int32(coded.shift)
        }
        return coded
      }
    }
    return (nodes, sides)
  }
}

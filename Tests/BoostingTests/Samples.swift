import Boosting

/// A seeded source of test values (SplitMix64).
struct TestRandom {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// 0 up to 1.
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}

/// A matrix and its labels.
struct Sample {
  var matrix: FeatureMatrix
  var labels: [Float]

  /// Columns in turn: continuous; few levels; continuous with every fifth value missing; two levels and missing.
  /// Labels follow the first three columns with noise.
  static func mixed(rows: Int, columns: Int = 4, seed: UInt64 = 1, isBinary: Bool = true) -> Sample {
    var random = TestRandom(seed)
    var values: [Float] = []
    var labels: [Float] = []
    for _ in 0..<rows {
      let row = (0..<columns).map { column -> Float in
        switch column % 4 {
        case 0: return random.unit() * 10 - 5
        case 1: return Float(random.below(7))
        case 2: return random.below(5) == 0 ? .nan : random.unit()
        default: return [0, 1, .nan][random.below(3)]
        }
      }
      values += row
      var signal: Float = row[0] / 5
      if columns > 1 { signal += row[1] == 3 ? 1 : 0 }
      if columns > 2 { signal += row[2].isNaN ? -1 : row[2] }
      signal += random.unit() - 0.5
      labels.append(isBinary ? (signal > 0.3 ? 1 : 0) : signal * 10 + 100)
    }
    return Sample(matrix: FeatureMatrix(rowCount: rows, columnCount: columns, values: values), labels: labels)
  }

  /// One column.
  static func column(_ values: [Float], labels: [Float]) -> Sample {
    Sample(matrix: FeatureMatrix(rowCount: values.count, columnCount: 1, values: values), labels: labels)
  }

  func row(_ index: Int) -> [Float] {
    Array(matrix.values[index * matrix.columnCount..<(index + 1) * matrix.columnCount])
  }
}

extension GradientBoosting {
  static func train(
    _ sample: Sample, weights: [Float]? = nil, validation: Sample? = nil, _ parameters: BoostingParameters,
    progress: (RoundReport) -> Bool = { _ in true }
  ) throws -> BoostedTrees {
    try train(
      sample.matrix, labels: sample.labels, weights: weights, validation: validation.map { ($0.matrix, $0.labels) },
      parameters: parameters, progress: progress)
  }
}

extension BoostedTrees {
  /// The index of the leaf where a row ends in a tree.
  func leaf(of row: [Float], tree: Int) -> Int {
    var index = 0
    while case .split(let split) = trees[tree].nodes[index] { index = split.child(of: row[split.feature]) }
    return index
  }

  func margin(of row: [Float]) -> Double { row.withUnsafeBufferPointer { margin(walking: $0) } }
}

extension BoostedTrees.Node {
  var rowCount: Int {
    switch self {
    case .leaf(let leaf): leaf.rowCount
    case .split(let split): split.rowCount
    }
  }

  var split: BoostedTrees.Split? {
    if case .split(let split) = self { split } else { nil }
  }

  var leaf: BoostedTrees.Leaf? {
    if case .leaf(let leaf) = self { leaf } else { nil }
  }
}

extension BoostingParameters {
  /// Trees small enough for small samples.
  static func small(
    _ objective: Objective = .logistic, rounds: Int = 10, rate: Double = 0.3, leaves: Int = 8, minRows: Int = 1,
    threads: Int = 1
  ) -> BoostingParameters {
    BoostingParameters(
      objective: objective, rounds: rounds, learningRate: rate, maxLeaves: leaves, minRowsPerLeaf: minRows,
      threads: threads)
  }
}

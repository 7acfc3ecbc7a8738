import Statistics
import Tabular

/// A numeric column of both tables; sorted once, read by every method.
struct NumericPair {
  /// In row order, with what is missing.
  let referenceRows: [Double]
  let reference: SortedSample
  let current: SortedSample
  let distance: SampleDistance
  let referenceMoments: Moments
  /// With what is missing.
  let currentRowCount: Int

  init(_ reference: [Double], _ current: [Double]) {
    referenceRows = reference
    self.reference = SortedSample(reference)
    self.current = SortedSample(current)
    distance = SampleDistance(self.reference, self.current)
    referenceMoments = Moments(self.reference.values)
    currentRowCount = current.count
  }

  var hasData: Bool { !reference.isEmpty && !current.isEmpty }
  var count: Int { reference.count + current.count }
  var minimum: Double { min(reference.minimum, current.minimum) }
  var maximum: Double { max(reference.maximum, current.maximum) }

  /// Whether a data frame would hold both sides as integers: no fraction, and nothing missing.
  var isIntegral: Bool {
    reference.droppedCount == 0 && current.droppedCount == 0 && reference.isIntegral && current.isIntegral
  }

  /// Different values of both sides together, counting no further than `limit`.
  func distinctCount(upTo limit: Int = .max) -> Int {
    let (a, b) = (reference.values, current.values)
    var (i, j, distinct) = (0, 0, 0)
    while i < a.count || j < b.count, distinct < limit {
      let value = j >= b.count || i < a.count && a[i] <= b[j] ? a[i] : b[j]
      while i < a.count, a[i] == value { i += 1 }
      while j < b.count, b[j] == value { j += 1 }
      distinct += 1
    }
    return distinct
  }

  /// Counts of every different value, on both sides.
  func valueCounts() -> (reference: [Int], current: [Int]) {
    let values = SortedSample(reference.distinctValues() + current.distinctValues()).distinctValues()
    func counts(_ sample: SortedSample) -> [Int] {
      values.map { sample.countThrough($0) - sample.countBelow($0) }
    }
    return (counts(reference), counts(current))
  }
}

/// A categorical column of both tables over one list of levels.
struct LevelPair {
  /// Levels that occur on either side, in the order of their text.
  let levels: [String]
  let reference: [Int]
  let current: [Int]
  /// Level of each reference row, or nil where missing, in row order.
  let referenceRows: CodedRows
  /// With what is missing.
  let currentRowCount: Int

  init(_ reference: CategoricalValues, _ current: CategoricalValues) {
    let first = LevelCounts(reference).levels
    let second = LevelCounts(current).levels
    var counts: [String: (reference: Int, current: Int)] = [:]
    for (level, count) in zip(reference.levels, first) where count > 0 {
      counts[level, default: (0, 0)].reference += count
    }
    for (level, count) in zip(current.levels, second) where count > 0 {
      counts[level, default: (0, 0)].current += count
    }
    let levels = counts.keys.sorted()
    self.levels = levels
    self.reference = levels.map { counts[$0]?.reference ?? 0 }
    self.current = levels.map { counts[$0]?.current ?? 0 }
    let positions = Dictionary(uniqueKeysWithValues: zip(levels, levels.indices))
    currentRowCount = current.codes.count
    referenceRows = CodedRows(codes: reference.codes, positions: reference.levels.map { positions[$0] })
  }

  var referenceCount: Int { reference.reduce(0, +) }
  var currentCount: Int { current.reduce(0, +) }
  var hasData: Bool { referenceCount > 0 && currentCount > 0 }

  /// Rows of a categorical column as positions in the pair's levels.
  struct CodedRows {
    let codes: [UInt32]
    let positions: [Int?]

    func counts(_ rows: Range<Int>, levels: Int) -> [Int] {
      var byCode = [Int](repeating: 0, count: positions.count)
      for row in rows where Int(codes[row]) < positions.count { byCode[Int(codes[row])] += 1 }
      var counts = [Int](repeating: 0, count: levels)
      for (position, count) in zip(positions, byCode) {
        if let position { counts[position] += count }
      }
      return counts
    }
  }
}

extension CategoricalValues {
  /// Flags as the levels "false" and "true".
  init(flags: [UInt8]) {
    self.init(
      codes: flags.map { $0 > 1 ? CategoricalValues.missing : UInt32($0) }, levels: ["false", "true"])
  }
}

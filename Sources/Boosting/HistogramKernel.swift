/// Codes that a group can have at most, and so the words between two groups' histograms.
let histogramStride = 256

/// Adds up gradients by code: the loop that most of a training is spent in.
struct HistogramKernel {
  /// Rows copied together before they are added: their cache misses then overlap.
  static let gatherLimit = 512

  let groupCount: Int
  let recordStride: Int

  init(_ rows: BinnedRows) {
    groupCount = rows.groups.count
    recordStride = rows.recordStride
  }

  /// Adds `count` neighbouring records to a histogram of `groupCount * histogramStride` words.
  @inline(__always)
  func add(_ records: UnsafePointer<UInt8>, count: Int, to histogram: UnsafeMutablePointer<Int64>) {
    let groupCount = groupCount
    let recordStride = recordStride
    var record = records
    for _ in 0..<count {
      let tail = UnsafeRawPointer(record + recordStride - 4).load(as: Int32.self)
      let word = GradientSum.word(ofTail: tail)
      var sums = histogram
      var group = 0
      while group + 4 <= groupCount {
        sums[Int(record[group])] &+= word
        sums[histogramStride + Int(record[group + 1])] &+= word
        sums[2 * histogramStride + Int(record[group + 2])] &+= word
        sums[3 * histogramStride + Int(record[group + 3])] &+= word
        sums += 4 * histogramStride
        group += 4
      }
      while group < groupCount {
        sums[Int(record[group])] &+= word
        sums += histogramStride
        group += 1
      }
      record += recordStride
    }
  }

  /// Adds the records of the given rows, by way of `spare`: room for `gatherLimit` records.
  func add(
    rows: UnsafePointer<UInt32>, count: Int, of records: UnsafePointer<UInt8>, spare: UnsafeMutablePointer<UInt8>,
    to histogram: UnsafeMutablePointer<Int64>
  ) {
    var start = 0
    while start < count {
      let batch = min(Self.gatherLimit, count - start)
      gather(rows + start, count: batch, of: records, to: spare)
      add(spare, count: batch, to: histogram)
      start += batch
    }
  }

  @inline(__always)
  private func gather(
    _ rows: UnsafePointer<UInt32>, count: Int, of records: UnsafePointer<UInt8>, to spare: UnsafeMutablePointer<UInt8>
  ) {
    let recordStride = recordStride
    let source = UnsafeRawPointer(records)
    var target = UnsafeMutableRawPointer(spare)
    guard recordStride != 32 else {
      for index in 0..<count {
        let record = (source + Int(rows[index]) &* 32).loadUnaligned(as: SIMD32<UInt8>.self)
        target.storeBytes(of: record, as: SIMD32<UInt8>.self)
        target += 32
      }
      return
    }
    for index in 0..<count {
      let record = source + Int(rows[index]) &* recordStride
      for offset in stride(from: 0, to: recordStride, by: 8) {
        target.storeBytes(of: (record + offset).loadUnaligned(as: UInt64.self), toByteOffset: offset, as: UInt64.self)
      }
      target += recordStride
    }
  }
}

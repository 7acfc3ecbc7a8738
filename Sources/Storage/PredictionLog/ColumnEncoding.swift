import Tabular

/// How the values of one column of one block are written. Chosen for each block by what its values are, always so that
/// they read back bit for bit (every NaN as the one NaN that means missing).
///
/// A column is written as: encoding (1 byte), 3 zeros, byte count of the data (4), the data, zeros to a multiple of 8.
enum ColumnEncoding: UInt8 {
  /// One value of 8 bytes for all rows.
  case constant = 1
  /// 8 bytes a row.
  case whole = 2
  /// Doubles that are exact as Float.
  case single = 3
  /// First value and step, both Int64: row i is `first + i * step`.
  case step = 4
  /// Base (8 bytes), scale (8), then an unsigned integer a row: `(base + code) / scale`. All ones means missing.
  case offset8 = 5
  case offset16 = 6
  case offset32 = 7
  /// 1 byte a row.
  case bytes = 8
  /// A length a row (UInt32, all ones for missing), then the bytes.
  case text = 9
}

extension BlockBuffer {
  private func appendColumn(_ encoding: ColumnEncoding, byteCount: Int) -> UnsafeMutableRawPointer {
    pad()
    append(UInt32(encoding.rawValue))
    append(UInt32(byteCount))
    return extend(by: byteCount)
  }

  private func appendConstant(_ value: Int64) {
    appendColumn(.constant, byteCount: 8).storeBytes(of: value, as: Int64.self)
  }

  private func appendOffsets<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ encoding: ColumnEncoding, _ type: Code.Type, count: Int, base: Int64, scale: Double, _ code: (Int) -> Code
  ) {
    let size = MemoryLayout<Code>.size
    let target = appendColumn(encoding, byteCount: 16 + count * size)
    target.storeBytes(of: base, as: Int64.self)
    target.storeBytes(of: scale, toByteOffset: 8, as: Double.self)
    for index in 0..<count {
      target.storeBytes(of: code(index), toByteOffset: 16 + index * size, as: Code.self)
    }
  }

  // MARK: Numbers

  func append(numbers values: UnsafeBufferPointer<Double>) {
    guard let first = values.first else { return appendConstant(0) }
    if values.allSatisfy({ $0.bitPattern == first.bitPattern }) {
      return appendConstant(Int64(bitPattern: first.bitPattern))
    }
    let decimals = Decimals(values)
    if let decimals, decimals.width < 4 { return append(decimals, values) }
    if values.isExactAsFloat {
      let target = appendColumn(.single, byteCount: values.count * 4)
      for (index, value) in values.enumerated() {
        target.storeBytes(of: Float(value), toByteOffset: index * 4, as: Float.self)
      }
    } else if let decimals {
      append(decimals, values)
    } else {
      let target = appendColumn(.whole, byteCount: values.count * 8)
      for (index, value) in values.enumerated() {
        target.storeBytes(of: value, toByteOffset: index * 8, as: Double.self)
      }
    }
  }

  private func append(_ decimals: Decimals, _ values: UnsafeBufferPointer<Double>) {
    let low = Int64(decimals.low)
    let scale = decimals.scale
    switch decimals.width {
    case 1:
      appendOffsets(.offset8, UInt8.self, count: values.count, base: low, scale: scale) {
        UInt8(truncatingIfNeeded: decimals.code(values[$0], missing: 0xFF))
      }
    case 2:
      appendOffsets(.offset16, UInt16.self, count: values.count, base: low, scale: scale) {
        UInt16(truncatingIfNeeded: decimals.code(values[$0], missing: 0xFFFF))
      }
    default:
      appendOffsets(.offset32, UInt32.self, count: values.count, base: low, scale: scale) {
        UInt32(truncatingIfNeeded: decimals.code(values[$0], missing: 0xFFFF_FFFF))
      }
    }
  }

  // MARK: Integers

  /// Ids and times; `ColumnValues.missingTimestamp` is the missing one.
  func append(integers values: UnsafeBufferPointer<Int64>) {
    guard let first = values.first else { return appendConstant(0) }
    if values.allSatisfy({ $0 == first }) { return appendConstant(first) }
    let step = values[1] &- first
    if (2..<values.count).allSatisfy({ values[$0] &- values[$0 - 1] == step }) {
      return append(first: first, step: step)
    }
    let missing = ColumnValues.missingTimestamp
    var low = Int64.max
    var high = Int64.min
    for value in values where value != missing {
      low = min(low, value)
      high = max(high, value)
    }
    let range = UInt64(bitPattern: high &- low)
    let count = values.count
    if range < 0xFF {
      appendOffsets(.offset8, UInt8.self, count: count, base: low, scale: 1) {
        values[$0] == missing ? 0xFF : UInt8(truncatingIfNeeded: values[$0] &- low)
      }
    } else if range < 0xFFFF {
      appendOffsets(.offset16, UInt16.self, count: count, base: low, scale: 1) {
        values[$0] == missing ? 0xFFFF : UInt16(truncatingIfNeeded: values[$0] &- low)
      }
    } else if range < 0xFFFF_FFFF {
      appendOffsets(.offset32, UInt32.self, count: count, base: low, scale: 1) {
        values[$0] == missing ? 0xFFFF_FFFF : UInt32(truncatingIfNeeded: values[$0] &- low)
      }
    } else {
      let target = appendColumn(.whole, byteCount: count * 8)
      for (index, value) in values.enumerated() {
        target.storeBytes(of: value, toByteOffset: index * 8, as: Int64.self)
      }
    }
  }

  /// Consecutive integers without a list of them.
  func append(first: Int64, step: Int64) {
    let target = appendColumn(.step, byteCount: 16)
    target.storeBytes(of: first, as: Int64.self)
    target.storeBytes(of: step, toByteOffset: 8, as: Int64.self)
  }

  // MARK: Codes, flags, texts

  /// Codes of a segment's dictionary; `CategoricalValues.missing` is the missing one.
  func append(codes values: UnsafeBufferPointer<UInt32>) {
    guard let first = values.first else { return appendConstant(0) }
    if values.allSatisfy({ $0 == first }) { return appendConstant(Int64(first)) }
    var greatest: UInt32 = 0
    for value in values where value != CategoricalValues.missing { greatest = max(greatest, value) }
    let count = values.count
    if greatest < 0xFF {
      appendOffsets(.offset8, UInt8.self, count: count, base: 0, scale: 1) { UInt8(truncatingIfNeeded: values[$0]) }
    } else if greatest < 0xFFFF {
      appendOffsets(.offset16, UInt16.self, count: count, base: 0, scale: 1) { UInt16(truncatingIfNeeded: values[$0]) }
    } else {
      appendOffsets(.offset32, UInt32.self, count: count, base: 0, scale: 1) { values[$0] }
    }
  }

  func append(flags values: UnsafeBufferPointer<UInt8>) {
    guard let first = values.first else { return appendConstant(0) }
    if values.allSatisfy({ $0 == first }) { return appendConstant(Int64(first)) }
    let target = appendColumn(.bytes, byteCount: values.count)
    for (index, value) in values.enumerated() { target.storeBytes(of: value, toByteOffset: index, as: UInt8.self) }
  }

  func append(texts values: TextValues, rows: Range<Int>) {
    // A missing row has a length of its own, so whatever bytes it may have are left out.
    let present = rows.filter { !values.isMissing[$0] }
    let byteCount = present.reduce(0) { $0 + values.offsets[$1 + 1] - values.offsets[$1] }
    let target = appendColumn(.text, byteCount: rows.count * 4 + byteCount)
    for (index, row) in rows.enumerated() {
      let length = values.isMissing[row] ? UInt32.max : UInt32(values.offsets[row + 1] - values.offsets[row])
      target.storeBytes(of: length, toByteOffset: index * 4, as: UInt32.self)
    }
    values.bytes.withUnsafeBytes { source in
      var end = rows.count * 4
      for row in present {
        let text = UnsafeRawBufferPointer(rebasing: source[values.offsets[row]..<values.offsets[row + 1]])
        UnsafeMutableRawBufferPointer(start: target + end, count: text.count).copyMemory(from: text)
        end += text.count
      }
    }
  }
}

extension UnsafeBufferPointer<Double> {
  /// Whether each value reads back bit for bit from a Float; any NaN does.
  fileprivate var isExactAsFloat: Bool {
    var isExact = true
    for value in self {
      let same = Double(Float(value)).bitPattern == value.bitPattern
      isExact = isExact && (same || value != value)
    }
    return isExact
  }
}

/// Values that are whole multiples of 1, 0.1, 0.01 or 0.001 within a small range, as most columns of a CSV file are.
private struct Decimals {
  let scale: Double
  /// The least value times the scale.
  let low: Double
  /// Bytes a code needs.
  let width: Int

  /// Adding and taking away 1.5 · 2⁵² rounds to an integer without a branch or a call, for magnitudes below 2⁵¹.
  private static let rounder = 6_755_399_441_055_744.0
  /// Added to an integer in 0..<2⁵², it leaves that integer in the low bits of the double.
  private static let integerBits = 4_503_599_627_370_496.0

  init?(_ values: UnsafeBufferPointer<Double>) {
    let sample = UnsafeBufferPointer(rebasing: values.prefix(8))
    for scale in [1.0, 10, 100, 1000] where Decimals.range(sample, scale) != nil {
      guard let range = Decimals.range(values, scale) else { continue }
      self.scale = scale
      low = range.low
      let span = range.high - range.low
      if span < 0xFF {
        width = 1
      } else if span < 0xFFFF {
        width = 2
      } else if span < 0xFFFF_FFFF {
        width = 4
      } else {
        return nil
      }
      return
    }
    return nil
  }

  /// The least and greatest multiple; nil when a value does not read back bit for bit (-0.0 does not). Missing values
  /// do not count, and where all are missing the range is empty: 0 to 0.
  private static func range(_ values: UnsafeBufferPointer<Double>, _ scale: Double) -> (low: Double, high: Double)? {
    var low = Double.infinity
    var high = -Double.infinity
    var fits = true
    for value in values {
      let multiple = (value * scale + rounder) - rounder
      let same = (multiple / scale).bitPattern == value.bitPattern
      fits = fits && (same || value != value)
      low = multiple < low ? multiple : low
      high = multiple > high ? multiple : high
    }
    guard fits else { return nil }
    if low > high { return (0, 0) }
    return low > -2_251_799_813_685_248 && high < 2_251_799_813_685_248 ? (low, high) : nil
  }

  func code(_ value: Double, missing: Double) -> UInt64 {
    let multiple = (value * scale + Decimals.rounder) - Decimals.rounder
    return ((value == value ? multiple - low : missing) + Decimals.integerBits).bitPattern
  }
}

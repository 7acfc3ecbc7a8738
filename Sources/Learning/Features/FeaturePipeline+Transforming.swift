import Encoding
import Glibc
import Tabular

extension FeaturePipeline {
  /// Writes the numbers of consecutive rows, row after row.
  ///
  /// - Parameters:
  ///   - levelMaps: kept by the caller from call to call.
  ///   - target: room for `rows.count * outputCount` numbers.
  /// - Throws: `LearningError.missingColumn` or `.kindMismatch`.
  /// - Precondition: the rows are in the table and the target is large enough.
  public func transform(
    _ table: Table, rows: Range<Int>, levelMaps: inout LevelMaps, into target: UnsafeMutableBufferPointer<Float>
  ) throws(LearningError) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= table.rowCount, "rows \(rows) of \(table.rowCount)")
    try write(table, rows, &levelMaps, target)
  }

  /// Writes the numbers of the given rows, in that order.
  ///
  /// As for a range; a row may occur more than once.
  public func transform(
    _ table: Table, rows: ArraySlice<Int>, levelMaps: inout LevelMaps,
    into target: UnsafeMutableBufferPointer<Float>
  ) throws(LearningError) {
    precondition(rows.allSatisfy { $0 >= 0 && $0 < table.rowCount }, "a row is not in the table")
    try write(table, rows, &levelMaps, target)
  }

  private func write<Rows: RandomAccessCollection<Int>>(
    _ table: Table, _ rows: Rows, _ levelMaps: inout LevelMaps, _ target: UnsafeMutableBufferPointer<Float>
  ) throws(LearningError) {
    precondition(target.count >= rows.count * outputCount, "room for \(target.count) numbers")
    try levelMaps.update(for: self, table)
    guard let base = target.baseAddress, outputCount > 0 else { return }
    table.columns.withUnsafeBufferPointer { columns in
      levelMaps.withPlaces { places, numbers, thresholds in
        for (index, step) in steps.enumerated() {
          let place = places[index]
          let writer = CellWriter(base: base + step.offset, stride: outputCount, rows: rows)
          writer.write(
            columns[place.column].values, step.operation, UnsafeBufferPointer(rebasing: numbers[place.numbers]),
            UnsafeBufferPointer(rebasing: thresholds[place.thresholds]))
        }
      }
    }
  }
}

/// Writes one input's outputs into a row-major block.
private struct CellWriter<Rows: RandomAccessCollection<Int>> {
  let base: UnsafeMutablePointer<Float>
  let stride: Int
  let rows: Rows

  func write(
    _ values: ColumnValues, _ operation: FeatureStep.Operation, _ numbers: UnsafeBufferPointer<Float>,
    _ thresholds: UnsafeBufferPointer<Double>
  ) {
    switch (operation, values) {
    case (.number, .numeric(let values)): each(values) { $1.pointee = Float($0) }
    case (.ranked(let zeroIsMissing), .numeric(let values)):
      each(values) { $1.pointee = RankedNumber.place(of: $0, in: thresholds, zeroIsMissing: zeroIsMissing) }
    case (.ranked(let zeroIsMissing), .boolean(let values)):
      each(values) {
        $1.pointee = RankedNumber.place(of: Double(Self.number($0)), in: thresholds, zeroIsMissing: zeroIsMissing)
      }
    case (.flag, .boolean(let values)): each(values) { $1.pointee = Self.number($0) }
    case (.scaled(let mean, let factor, let indicator), .numeric(let values)):
      scaled(values, mean, factor, indicator) { $0 }
    case (.scaled(let mean, let factor, let indicator), .boolean(let values)):
      scaled(values, mean, factor, indicator) { Double(Self.number($0)) }
    case (.ordinal, .categorical(let values)): ordinal(values.codes, numbers)
    case (.oneHot(let width, let missing), .categorical(let values)): oneHot(values.codes, width, missing, numbers)
    case (.time(let parts, let isWaves), .timestamp(let values)):
      if isWaves { timeWaves(values, parts) } else { timeParts(values, parts) }
    case (.number, _), (.ranked, _), (.flag, _), (.scaled, _), (.ordinal, _), (.oneHot, _), (.time, _):
      preconditionFailure("an encoder met \(values.kind) values; the maps' update lets none through")
    }
  }

  @inline(__always)
  private func each<Value>(_ values: [Value], _ body: (Value, UnsafeMutablePointer<Float>) -> Void) {
    values.withUnsafeBufferPointer { source in
      var cell = base
      for row in rows {
        body(source[row], cell)
        cell += stride
      }
    }
  }

  @inline(__always)
  private static func number(_ flag: UInt8) -> Float { flag == ColumnValues.missingBoolean ? .nan : Float(flag) }

  /// Infinite values count as missing: they have no place on a line.
  @inline(__always)
  private func scaled<Value>(
    _ values: [Value], _ mean: Double, _ factor: Double?, _ indicator: Int?, _ number: (Value) -> Double
  ) {
    each(values) { value, cell in
      let x = number(value)
      if let factor { cell.pointee = x.isFinite ? Float((x - mean) * factor) : 0 }
      if let indicator { cell[indicator] = x.isFinite ? 0 : 1 }
    }
  }

  /// Codes beyond the level table, the missing one among them, are missing.
  private func ordinal(_ codes: [UInt32], _ numbers: UnsafeBufferPointer<Float>) {
    let count = UInt32(clamping: numbers.count)
    each(codes) { code, cell in cell.pointee = code < count ? numbers[Int(code)] : .nan }
  }

  private func oneHot(_ codes: [UInt32], _ width: Int, _ missing: Int, _ positions: UnsafeBufferPointer<Float>) {
    let count = UInt32(clamping: positions.count)
    each(codes) { code, cell in
      for index in 0..<width { cell[index] = 0 }
      let position = code < count ? Int(positions[Int(code)]) : missing
      if position >= 0 { cell[position] = 1 }
    }
  }

  private func timeParts(_ values: [Int64], _ parts: FeatureStep.TimeParts) {
    each(values) { value, cell in
      guard value != ColumnValues.missingTimestamp else {
        parts.forEach { index, _ in cell[index] = .nan }
        return
      }
      let civil = Timestamp(microseconds: value).civil
      parts.forEach { index, part in cell[index] = Float(part.value(of: civil)) }
    }
  }

  private func timeWaves(_ values: [Int64], _ parts: FeatureStep.TimeParts) {
    each(values) { value, cell in
      guard value != ColumnValues.missingTimestamp else {
        parts.forEach { index, _ in (cell[2 * index], cell[2 * index + 1]) = (0, 0) }
        return
      }
      let civil = Timestamp(microseconds: value).civil
      parts.forEach { index, part in
        let angle = 2 * Double.pi * Double(part.value(of: civil)) / part.period
        cell[2 * index] = Float(sin(angle))
        cell[2 * index + 1] = Float(cos(angle))
      }
    }
  }
}

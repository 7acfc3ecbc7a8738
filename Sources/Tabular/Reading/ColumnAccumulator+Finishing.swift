import Encoding

extension ColumnAccumulator {
  /// A column is text when more than half of its values are distinct, and more than `count` in number, and they
  /// are at least `length` bytes long on average. (More than `levelLimit` distinct ones are text in any case.)
  private static let textRule = (count: 100, length: 16)

  /// The values with their final kind, and what there is to say about them.
  func finish(name: String) -> (values: ColumnValues, notes: [DataNote]) {
    switch action {
    case .number: return (.numeric(numbers), infinityNotes(name, infiniteCount) + emptyNotes(name))
    case .time: return (.timestamp(times), [])
    case .truth: return (.boolean(truths), [])
    case .text: return isDeclared ? (.text(text), []) : finishText(name)
    case .code: return isDeclared ? (categorical, []) : finishCodes(name)
    case .skip: preconditionFailure("column \(name) was skipped and has no values")
    }
  }

  private var categorical: ColumnValues { .categorical(CategoricalValues(codes: codes, levels: levels)) }

  private func finishCodes(_ name: String) -> (ColumnValues, [DataNote]) {
    var kinds = LevelKinds()
    for code in 0..<levelCount where kinds.isOpen { withLevel(code) { kinds.add($0) } }
    switch kinds.kind {
    case .numeric:
      let values = (0..<levelCount).map { code in withLevel(code) { DecimalText.parse($0.trimmed) ?? .nan } }
      return numeric(codes.map { $0 == CategoricalValues.missing ? .nan : values[Int($0)] }, name)
    case .boolean:
      let values = (0..<levelCount).map { code in withLevel(code) { BooleanText.parse($0.trimmed) ?? false } }
      return (.boolean(codes.map { $0 == CategoricalValues.missing ? 255 : (values[Int($0)] ? 1 : 0) }), [])
    case .timestamp:
      let values = (0..<levelCount).map { code in withLevel(code) { Timestamp.parse($0.trimmed)?.microseconds ?? 0 } }
      return (
        .timestamp(
          codes.map { $0 == CategoricalValues.missing ? ColumnValues.missingTimestamp : values[Int($0)] }), []
      )
    case .categorical, .text:
      let notes = decimalCommaNotes(name)
      guard isLikeText else { return (categorical, notes) }
      becomeText()
      return (.text(text), notes)
    }
  }

  /// Texts that all turn out to be numbers or times: a column whose first block was empty, then many values.
  private func finishText(_ name: String) -> (ColumnValues, [DataNote]) {
    var kinds = LevelKinds()
    text.forEachValue { _, value in if kinds.isOpen { kinds.add(value) } }
    switch kinds.kind {
    case .numeric:
      var values = [Double](repeating: .nan, count: text.count)
      text.forEachValue { row, value in values[row] = DecimalText.parse(value.trimmed) ?? .nan }
      return numeric(values, name)
    case .timestamp:
      var values = [Int64](repeating: ColumnValues.missingTimestamp, count: text.count)
      text.forEachValue { row, value in values[row] = Timestamp.parse(value.trimmed)?.microseconds ?? 0 }
      return (.timestamp(values), [])
    // Six spellings of a boolean never overflow a dictionary into text.
    case .boolean, .categorical, .text: return (.text(text), [])
    }
  }

  private func numeric(_ values: [Double], _ name: String) -> (ColumnValues, [DataNote]) {
    var infinite = 0
    let finite = values.map { value in
      if value.isInfinite { infinite += 1 }
      return value.isInfinite ? Double.nan : value
    }
    let notes = finite.allSatisfy(\.isNaN) ? [noValues(name)] : []
    return (.numeric(finite), infinityNotes(name, infinite) + notes)
  }

  private var isLikeText: Bool {
    let (least, length) = ColumnAccumulator.textRule
    guard levelCount > least else { return false }
    var present = 0
    var bytes = 0
    let lengths = (0..<levelCount).map { code in withLevel(code) { $0.count } }
    for code in codes where code != CategoricalValues.missing {
      present += 1
      bytes += lengths[Int(code)]
    }
    return levelCount * 2 > present && bytes >= length * present
  }

  private func emptyNotes(_ name: String) -> [DataNote] {
    // Only a declared column can get here without a value; the look-out stops at the first one.
    numbers.allSatisfy(\.isNaN) && !numbers.isEmpty ? [noValues(name)] : []
  }

  private func noValues(_ name: String) -> DataNote {
    DataNote(.noValues, column: name, text: "has no value in any row")
  }

  private func infinityNotes(_ name: String, _ count: Int) -> [DataNote] {
    guard count > 0 else { return [] }
    return [DataNote(.infinite, column: name, text: "\(count) infinite values were taken as missing")]
  }

  private func decimalCommaNotes(_ name: String) -> [DataNote] {
    let comma = UInt8(ascii: ",")
    guard levelCount > 1 else { return [] }
    for code in 0..<levelCount {
      let isNumber = withLevel(code) { level in
        let text = level.map { $0 == comma ? UInt8(ascii: ".") : $0 }
        return text.withUnsafeBufferPointer { DecimalText.parse($0.trimmed) != nil }
      }
      guard isNumber else { return [] }
    }
    return [
      DataNote(
        .decimalComma, column: name,
        text: "looks like numbers with a decimal comma, which are categories here; write decimal points")
    ]
  }
}

extension TextValues {
  /// Runs `body` on the bytes of every row that has a value.
  func forEachValue(_ body: (Int, UnsafeBufferPointer<UInt8>) -> Void) {
    bytes.withUnsafeBufferPointer { all in
      for row in 0..<count where !isMissing[row] {
        body(row, UnsafeBufferPointer(rebasing: all[offsets[row]..<offsets[row + 1]]))
      }
    }
  }
}

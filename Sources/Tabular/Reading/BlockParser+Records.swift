extension BlockParser {
  /// Parses the record at the cursor and moves past it; false when it has too few or too many fields, or `problem`
  /// has been set.
  @inline(__always)
  func parseRecord(
    _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slots: Slots, _ row: Int
  ) -> Bool {
    var field = 0
    while true {
      switch actions[field] {
      case .number:
        let slot = slots.slot(field, row, Double.self)
        if readsPlainNumbers, parsePlainNumber(&cursor, scanner, slot) { break }
        if !parseNumber(&cursor, scanner, slot, field) { return false }
      case .code:
        let slot = slots.slot(field, row, UInt32.self)
        if !parseCode(&cursor, scanner, slot, field) { return false }
      case .skip:
        guard let span = scanner.span(at: cursor) else { return raise(scanner.quoteProblem(at: cursor), cursor, field) }
        cursor = span.next
      case .time:
        let slot = slots.slot(field, row, Int64.self)
        if !parseTime(&cursor, scanner, slot, field) { return false }
      case .truth:
        let slot = slots.slot(field, row, UInt8.self)
        if !parseTruth(&cursor, scanner, slot, field) { return false }
      case .text:
        let slot = slots.slot(field, row, Int.self)
        if !parseText(&cursor, scanner, slot, field) { return false }
      }
      field &+= 1
      let isLast = cursor.pointee != scanner.separator
      if isLast != (field == fieldCount) { return false }
      cursor += 1
      if isLast { return true }
    }
  }

  /// Digits with at most one point and a sign before them, which nearly every number is.
  @inline(__always)
  private func parsePlainNumber(
    _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slot: UnsafeMutablePointer<Double>
  ) -> Bool {
    var place = cursor
    let isNegative = place.pointee == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let first = place
    var digits: UInt64 = 0
    while place.pointee &- 48 < 10 {
      digits = digits &* 10 &+ UInt64(place.pointee &- 48)
      place += 1
    }
    var digitCount = place - first
    var scale = 0
    if place.pointee == UInt8(ascii: ".") {
      place += 1
      let fraction = place
      while place.pointee &- 48 < 10 {
        digits = digits &* 10 &+ UInt64(place.pointee &- 48)
        place += 1
      }
      scale = place - fraction
      digitCount &+= scale
    }
    if place.pointee != scanner.separator, place.pointee != scanner.terminator {
      guard scanner.isCarriageReturn(place) else { return false }
      place += 1
    }
    guard digitCount > 0, digitCount <= 19 else {
      // Nothing at all between two delimiters is missing; a lone sign or point is for the full parser to judge.
      guard digitCount == 0, cursor.pointee == place.pointee else { return false }
      slot.pointee = .nan
      cursor = place
      return true
    }
    var value: Double
    if digits < 1 << 53 {
      value = Double(Int64(bitPattern: digits))
      if scale > 0 { value /= powers[scale] }
    } else {
      value = DecimalText.quotient(digits, scale: scale)
    }
    // Minus zero is zero: nothing in a table depends on its sign, and distinct values are counted by their bits.
    slot.pointee = isNegative && digits != 0 ? -value : value
    cursor = place
    return true
  }

  @inline(__always)
  private func parseCode(
    _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slot: UnsafeMutablePointer<UInt32>, _ field: Int
  ) -> Bool {
    guard let span = scanner.span(at: cursor) else { return raise(scanner.quoteProblem(at: cursor), cursor, field) }
    guard span.count <= fieldLimit else { return raise(.tooLong(limit: fieldLimit), cursor, field) }
    if span.isEscaped {
      slot.pointee = span.bytes.unescaped.withUnsafeBufferPointer { code($0, field) }
    } else {
      slot.pointee = code(span.bytes, field)
    }
    cursor = span.next
    return true
  }

  @inline(__always)
  private func code(_ bytes: UnsafeBufferPointer<UInt8>, _ field: Int) -> UInt32 {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return CategoricalValues.missing }
    return dictionaries[field].code(of: start, length: bytes.count) { missing.contains($0) }
  }
}

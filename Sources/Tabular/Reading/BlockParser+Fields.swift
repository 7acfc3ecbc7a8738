import Encoding

// Fields that need a closer look than the hot loop takes.
extension BlockParser {
  @inline(never)
  func parseNumber(
    _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slot: UnsafeMutablePointer<Double>, _ field: Int
  ) -> Bool {
    guard let span = scanner.span(at: cursor) else { return raise(scanner.quoteProblem(at: cursor), cursor, field) }
    let text = span.bytes.trimmed
    // A declared missing token wins over what it would mean as a number (999, "nan").
    if missing.contains(text) {
      slot.pointee = .nan
    } else if let value = DecimalText.parse(text) {
      if value.isInfinite { infiniteCounts[field] += 1 }
      slot.pointee = value.isFinite ? value : .nan
    } else if !giveUp(span, .numeric, field) {
      return false
    }
    cursor = span.next
    return true
  }

  @inline(never)
  func parseTime(
    _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slot: UnsafeMutablePointer<Int64>, _ field: Int
  ) -> Bool {
    guard let span = scanner.span(at: cursor) else { return raise(scanner.quoteProblem(at: cursor), cursor, field) }
    let text = span.bytes.trimmed
    if let value = Timestamp.parse(text) {
      slot.pointee = value.microseconds
    } else if missing.contains(text) {
      slot.pointee = ColumnValues.missingTimestamp
    } else if !giveUp(span, .timestamp, field) {
      return false
    }
    cursor = span.next
    return true
  }

  @inline(never)
  func parseTruth(
    _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slot: UnsafeMutablePointer<UInt8>, _ field: Int
  ) -> Bool {
    guard let span = scanner.span(at: cursor) else { return raise(scanner.quoteProblem(at: cursor), cursor, field) }
    let text = span.bytes.trimmed
    if let value = BooleanText.parse(text) {
      slot.pointee = value ? 1 : 0
    } else if missing.contains(text) {
      slot.pointee = ColumnValues.missingBoolean
    } else if !giveUp(span, .boolean, field) {
      return false
    }
    cursor = span.next
    return true
  }

  func parseText(
    _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slot: UnsafeMutablePointer<Int>, _ field: Int
  ) -> Bool {
    guard let span = scanner.span(at: cursor) else { return raise(scanner.quoteProblem(at: cursor), cursor, field) }
    guard span.count <= fieldLimit else { return raise(.tooLong(limit: fieldLimit), cursor, field) }
    let isMissing = missing.contains(span.bytes)
    if !isMissing {
      if span.isEscaped {
        span.bytes.unescaped.withUnsafeBufferPointer { texts[field].append($0) }
      } else {
        texts[field].append(span.bytes)
      }
    }
    slot.pointee = isMissing ? ~texts[field].count : texts[field].count
    cursor = span.next
    return true
  }
}

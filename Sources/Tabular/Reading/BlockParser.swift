import Encoding

/// What is done with one field of every record.
enum FieldAction: UInt8, Sendable {
  case skip, number, truth, time
  /// A code of a dictionary.
  case code
  /// The bytes themselves.
  case text

  init(_ kind: ColumnKind) {
    switch kind {
    case .numeric: self = .number
    case .categorical: self = .code
    case .boolean: self = .truth
    case .timestamp: self = .time
    case .text: self = .text
    }
  }
}

/// Something wrong in a block, at an offset from its start.
struct BlockProblem {
  var offset: Int
  /// The row of the block it is in.
  var row: Int
  var field: Int?
  var problem: DelimitedError.Problem
}

/// Turns the records of one block into typed values, column by column.
///
/// Values lie in one slab of 8-byte slots, column after column, sized before parsing from the block's terminators:
/// no field needs a bounds check or an allocation of its own. A column that meets a value it did not expect is
/// given up (`isBroken`) and read again later with better knowledge; where its kind was declared, that is an error.
final class BlockParser {
  let block = TextBlock()
  let fieldCount: Int
  private(set) var rowCount = 0
  /// Where in the block the next record begins.
  private(set) var position = 0
  /// Line ends in the block, those inside quotes too.
  private(set) var terminatorCount = 0
  private(set) var problem: BlockProblem?
  private(set) var isBroken: [Bool]
  /// Infinite values that were taken as missing.
  private(set) var infiniteCounts: [Int]
  private(set) var actions: [FieldAction]

  let dialect: Dialect
  private let isDeclared: [Bool]
  /// False where some number means "missing", so that each one must be looked at as text first.
  private let readsPlainNumbers: Bool
  private let missing: MissingTokens
  private let fieldLimit: Int
  private var rowCapacity = 0
  private var slab: UnsafeMutableRawPointer
  private var slabSize = 0
  private let dictionaries: UnsafeMutablePointer<ByteDictionary>
  private let texts: UnsafeMutablePointer<TextSink>
  private let powers: UnsafeMutablePointer<Double>
  private var firstFault: Int?
  private var parseStart = 0

  init(plan: ReadPlan) {
    fieldCount = plan.names.count
    dialect = plan.dialect
    readsPlainNumbers = !plan.missing.hasNumbers
    isDeclared = plan.isDeclared
    missing = plan.missing
    fieldLimit = plan.fieldLimit
    actions = plan.actions
    isBroken = Array(repeating: false, count: fieldCount)
    infiniteCounts = Array(repeating: 0, count: fieldCount)
    slab = .allocate(byteCount: 8, alignment: 8)
    dictionaries = .allocate(capacity: fieldCount)
    texts = .allocate(capacity: fieldCount)
    for field in 0..<fieldCount {
      (dictionaries + field).initialize(to: ByteDictionary())
      (texts + field).initialize(to: TextSink())
    }
    powers = .allocate(capacity: DecimalText.doublePowers.count)
    powers.initialize(from: DecimalText.doublePowers, count: DecimalText.doublePowers.count)
  }

  deinit {
    dictionaries.deinitialize(count: fieldCount).deallocate()
    texts.deinitialize(count: fieldCount).deallocate()
    powers.deallocate()
    slab.deallocate()
  }

  /// Makes ready for the bytes that are in the block now, of which those before `start` (a header) are not rows.
  func begin(actions: [FieldAction], at start: Int = 0) {
    self.actions = actions
    position = start
    problem = nil
    let bytes = block.bytes
    let terminator = dialect.terminator.byte
    var count = 0
    for byte in bytes where byte == terminator { count &+= 1 }
    terminatorCount = count
    firstFault = UTF8Check.firstFault(in: UnsafeBufferPointer(rebasing: bytes[start...])).map { $0 + start }
    // A record has at least one byte for each field, its separator or terminator.
    rowCapacity = min(count, bytes.count / fieldCount) + 1
    if rowCapacity * fieldCount * 8 > slabSize {
      slab.deallocate()
      slabSize = rowCapacity * fieldCount * 8
      slab = .allocate(byteCount: slabSize, alignment: 64)
    }
  }

  var isAtEnd: Bool { position >= block.count }

  /// Parses on from where it stands, up to a number of rows, into fresh columns.
  func parse(maxRows: Int = .max) {
    rowCount = 0
    parseStart = position
    for field in 0..<fieldCount {
      isBroken[field] = false
      infiniteCounts[field] = 0
      if actions[field] == .code { dictionaries[field].removeAll() }
      texts[field].removeAll()
    }
    let start = UnsafePointer(block.start)
    let end = start + block.count
    let scanner = FieldScanner(dialect: dialect, end: end)
    var cursor = start + position
    let limit = min(maxRows, rowCapacity)
    while cursor < end, rowCount < limit {
      if scanner.skipBlankLine(&cursor) { continue }
      let record = cursor
      guard parseRecord(&cursor, scanner) else {
        raiseRagged(record, scanner)
        break
      }
      rowCount &+= 1
    }
    position = cursor - start
    noteFault(scanner)
  }
}

// MARK: - What was parsed

extension BlockParser {
  func numbers(_ field: Int) -> UnsafeBufferPointer<Double> { values(field) }
  func times(_ field: Int) -> UnsafeBufferPointer<Int64> { values(field) }
  func codes(_ field: Int) -> UnsafeBufferPointer<UInt32> { values(field) }
  func truths(_ field: Int) -> UnsafeBufferPointer<UInt8> { values(field) }
  /// Ends of the texts in `textBytes`; the complement of one says that the text is missing.
  func textEnds(_ field: Int) -> UnsafeBufferPointer<Int> { values(field) }
  func textBytes(_ field: Int) -> UnsafeBufferPointer<UInt8> { texts[field].buffer }

  func levelCount(_ field: Int) -> Int { dictionaries[field].count }

  func withLevel<Result>(_ field: Int, _ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    dictionaries[field].withBytes(of: code, body)
  }

  private func values<Value>(_ field: Int) -> UnsafeBufferPointer<Value> {
    let start = slab.advanced(by: field * rowCapacity * 8).assumingMemoryBound(to: Value.self)
    return UnsafeBufferPointer(start: start, count: rowCount)
  }
}

// MARK: - One record

extension BlockParser {
  /// Parses the record at the cursor and moves past it; false when it has too few or too many fields, or `problem`
  /// has been set.
  @inline(__always)
  private func parseRecord(_ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner) -> Bool {
    var field = 0
    while true {
      let column = slab + field &* rowCapacity &* 8
      switch actions[field] {
      case .number:
        let slot = column.assumingMemoryBound(to: Double.self) + rowCount
        if readsPlainNumbers, parsePlainNumber(&cursor, scanner, slot) { break }
        if !parseNumber(&cursor, scanner, slot, field) { return false }
      case .code:
        let slot = column.assumingMemoryBound(to: UInt32.self) + rowCount
        if !parseCode(&cursor, scanner, slot, field) { return false }
      case .skip:
        guard let span = scanner.span(at: cursor) else { return raise(scanner.quoteProblem(at: cursor), cursor, field) }
        cursor = span.next
      case .time:
        let slot = column.assumingMemoryBound(to: Int64.self) + rowCount
        if !parseTime(&cursor, scanner, slot, field) { return false }
      case .truth:
        let slot = column.assumingMemoryBound(to: UInt8.self) + rowCount
        if !parseTruth(&cursor, scanner, slot, field) { return false }
      case .text:
        let slot = column.assumingMemoryBound(to: Int.self) + rowCount
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

// MARK: - Fields that need a closer look

extension BlockParser {
  @inline(never)
  private func parseNumber(
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
  private func parseTime(
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
  private func parseTruth(
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

  private func parseText(
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

  /// Lets go of a column whose values are not what was expected; false, with a problem, where that was declared.
  private func giveUp(_ span: FieldSpan, _ kind: ColumnKind, _ field: Int) -> Bool {
    guard isDeclared[field] else {
      isBroken[field] = true
      actions[field] = .skip
      return true
    }
    // Long values are cut: the message is for a line on a screen.
    let shown = String(decoding: span.bytes.prefix(60), as: UTF8.self)
    return raise(.unexpectedValue(shown, kind), span.start, field)
  }

  @inline(never)
  private func raise(_ what: DelimitedError.Problem, _ place: UnsafePointer<UInt8>, _ field: Int) -> Bool {
    problem = BlockProblem(offset: place - UnsafePointer(block.start), row: rowCount, field: field, problem: what)
    return false
  }

  private func raiseRagged(_ record: UnsafePointer<UInt8>, _ scanner: FieldScanner) {
    guard problem == nil else { return }
    let (fields, next) = scanner.record(at: record)
    guard next != nil else {
      let broken = fields.last.map { $0.next + 1 } ?? record
      _ = raise(scanner.quoteProblem(at: broken), broken, fields.count)
      return
    }
    let offset = record - UnsafePointer(block.start)
    problem = BlockProblem(
      offset: offset, row: rowCount, field: nil, problem: .ragged(found: fields.count, expected: fieldCount))
  }

  /// Turns a byte that is no text into the problem, if no other came before it.
  private func noteFault(_ scanner: FieldScanner) {
    guard let fault = firstFault, fault < position || problem != nil else { return }
    if let problem, problem.offset <= fault { return }
    let byte = block.start[fault]
    let (row, field) = place(of: fault, scanner)
    problem = BlockProblem(
      offset: fault, row: row, field: field, problem: byte == 0 ? .nulByte : .invalidUTF8(byte: byte))
  }

  /// Row (counted from where this parse began) and field of an offset.
  private func place(of offset: Int, _ scanner: FieldScanner) -> (row: Int, field: Int?) {
    let target = UnsafePointer(block.start) + offset
    var cursor = UnsafePointer(block.start) + parseStart
    var row = 0
    while cursor < scanner.end {
      if scanner.skipBlankLine(&cursor) { continue }
      let (fields, next) = scanner.record(at: cursor)
      guard let next, next <= target else {
        return (row, fields.firstIndex { target < $0.next } ?? fields.count)
      }
      cursor = next
      row += 1
    }
    return (row, nil)
  }
}

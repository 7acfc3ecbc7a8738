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
  var problem: BlockProblem?
  /// Rows left out, when the plan says so, and how many more there were.
  private(set) var skipped: [BlockProblem] = []
  private(set) var skippedCount = 0
  /// Columns given up.
  var isBroken: [Bool]
  /// Infinite values that were taken as missing.
  var infiniteCounts: [Int]

  let dialect: Dialect
  let isDeclared: [Bool]
  /// False where some number means "missing", so that each one must be looked at as text first.
  let readsPlainNumbers: Bool
  let missing: MissingTokens
  let fieldLimit: Int
  private let skipsBadRows: Bool
  // Pointers that never change: every access to a variable of a class is checked, which the hot loop would feel.
  let actions: UnsafeMutablePointer<FieldAction>
  let dictionaries: UnsafeMutablePointer<ByteDictionary>
  let texts: UnsafeMutablePointer<TextSink>
  let powers: UnsafeMutablePointer<Double>
  private var rowCapacity = 0
  private var slab: UnsafeMutableRawPointer
  private var slabSize = 0
  /// The first byte that is no text.
  private(set) var firstFault: Int?
  /// Where this parse began.
  private(set) var parseStart = 0

  init(plan: ReadPlan) {
    fieldCount = plan.names.count
    dialect = plan.dialect
    readsPlainNumbers = !plan.missing.hasNumbers
    isDeclared = plan.isDeclared
    missing = plan.missing
    fieldLimit = plan.fieldLimit
    skipsBadRows = plan.skipsBadRows
    actions = .allocate(capacity: fieldCount)
    actions.initialize(from: plan.actions, count: fieldCount)
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
    actions.deallocate()
    dictionaries.deinitialize(count: fieldCount).deallocate()
    texts.deinitialize(count: fieldCount).deallocate()
    powers.deallocate()
    slab.deallocate()
  }

  /// Makes ready for the bytes that are in the block now, of which those before `start` (a header) are not rows.
  func begin(actions: [FieldAction], at start: Int = 0) {
    self.actions.update(from: actions, count: fieldCount)
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
    skipped = []
    skippedCount = 0
    parseStart = position
    for field in 0..<fieldCount {
      isBroken[field] = false
      infiniteCounts[field] = 0
      if actions[field] == .code { dictionaries[field].removeAll() }
      texts[field].removeAll()
    }
    parseRecords(atMost: min(maxRows, rowCapacity))
  }

  private func parseRecords(atMost limit: Int) {
    let start = UnsafePointer(block.start)
    let end = start + block.count
    let scanner = FieldScanner(dialect: dialect, end: end)
    let slots = Slots(base: slab, stride: rowCapacity * 8)
    var cursor = start + position
    var row = 0
    while cursor < end, row < limit {
      if scanner.skipBlankLine(&cursor) { continue }
      let record = cursor
      guard parseRecord(&cursor, scanner, slots, row) else {
        if problem == nil { raiseRagged(record, scanner) }
        problem?.row = row
        if skipsBadRows {
          skipRecord(record, &cursor, scanner, slots, row)
          continue
        }
        break
      }
      if skipsBadRows, firstFault != nil, hasFault(record, cursor) {
        problem?.row = row
        skipRecord(record, &cursor, scanner, slots, row)
        continue
      }
      row &+= 1
    }
    rowCount = row
    position = cursor - start
    if !skipsBadRows { noteFault(scanner) }
  }

  /// Whether a record holds a byte that is no text; sets the problem.
  private func hasFault(_ record: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    let bytes = UnsafeBufferPointer(start: record, count: end - record)
    guard let fault = UTF8Check.firstFault(in: bytes) else { return false }
    let byte = bytes[fault]
    problem = BlockProblem(
      offset: record + fault - UnsafePointer(block.start), row: 0, field: nil,
      problem: byte == 0 ? .nulByte : .invalidUTF8(byte: byte))
    return true
  }

  /// Moves past a record that could not be read, to the next one where its fields can be told apart, else to the next
  /// line, and takes back what it had begun.
  private func skipRecord(
    _ record: UnsafePointer<UInt8>, _ cursor: inout UnsafePointer<UInt8>, _ scanner: FieldScanner, _ slots: Slots,
    _ row: Int
  ) {
    skippedCount += 1
    if let problem, skipped.count < BadRows.listLimit { skipped.append(problem) }
    problem = nil
    for field in 0..<fieldCount where actions[field] == .text {
      let before = row == 0 ? 0 : slots.slot(field, row - 1, Int.self).pointee
      texts[field].truncate(to: max(before, ~before))
    }
    if let next = scanner.record(at: record).next {
      cursor = next
    } else {
      cursor = record
      while cursor < scanner.end, cursor.pointee != scanner.terminator { cursor += 1 }
      cursor += 1
    }
  }
}

/// Where the values of a block go: 8 bytes for each, column after column.
struct Slots {
  var base: UnsafeMutableRawPointer
  /// From one column to the next.
  var stride: Int

  @inline(__always)
  func slot<Value>(_ field: Int, _ row: Int, _ type: Value.Type) -> UnsafeMutablePointer<Value> {
    (base + field &* stride).assumingMemoryBound(to: type) + row
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

  func action(_ field: Int) -> FieldAction { actions[field] }

  func levelCount(_ field: Int) -> Int { dictionaries[field].count }

  func withLevel<Result>(_ field: Int, _ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    dictionaries[field].withBytes(of: code, body)
  }

  private func values<Value>(_ field: Int) -> UnsafeBufferPointer<Value> {
    let start = slab.advanced(by: field * rowCapacity * 8).assumingMemoryBound(to: Value.self)
    return UnsafeBufferPointer(start: start, count: rowCount)
  }
}

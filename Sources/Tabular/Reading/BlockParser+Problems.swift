/// Something wrong in a block, at an offset from its start.
struct BlockProblem {
  var offset: Int
  /// The row of the block it is in.
  var row: Int
  var field: Int?
  var problem: DelimitedError.Problem
}

extension BlockParser {
  /// Lets go of a column whose values are not what was expected; false, with a problem, where that was declared.
  func giveUp(_ span: FieldSpan, _ kind: ColumnKind, _ field: Int) -> Bool {
    guard isDeclared[field] else {
      isBroken[field] = true
      actions[field] = .skip
      return true
    }
    // Long values are cut: the message is for a line on a screen.
    let shown = String(decoding: span.bytes.prefix(60), as: UTF8.self)
    return raise(.unexpectedValue(shown, kind), span.start, field)
  }

  /// Sets the problem, in a row that `parse` fills in; always false, for the caller to return.
  @inline(never)
  func raise(_ what: DelimitedError.Problem, _ place: UnsafePointer<UInt8>, _ field: Int) -> Bool {
    problem = BlockProblem(offset: place - UnsafePointer(block.start), row: 0, field: field, problem: what)
    return false
  }

  /// Says what is wrong with a record that has not as many fields as the header.
  func raiseRagged(_ record: UnsafePointer<UInt8>, _ scanner: FieldScanner) {
    let (fields, next) = scanner.record(at: record)
    guard next != nil else {
      let broken = fields.last.map { $0.next + 1 } ?? record
      _ = raise(scanner.quoteProblem(at: broken), broken, fields.count)
      return
    }
    let offset = record - UnsafePointer(block.start)
    problem = BlockProblem(
      offset: offset, row: 0, field: nil, problem: .ragged(found: fields.count, expected: fieldCount))
  }

  /// Turns a byte that is no text into the problem, if no other came before it.
  func noteFault(_ scanner: FieldScanner) {
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

/// The column names of a file, and where its rows begin.
struct HeaderReading {
  private(set) var names: [String] = []
  private(set) var notes: [DataNote] = []
  private(set) var dataStart = 0

  init(_ block: TextBlock, dialect: Dialect, path: String, options: ReadOptions) throws(DelimitedError) {
    let start = UnsafePointer(block.start)
    let scanner = FieldScanner(dialect: dialect, end: start + block.count)
    var cursor = start
    while cursor < scanner.end, scanner.skipBlankLine(&cursor) { continue }
    guard cursor < scanner.end else { throw DelimitedError(path: path, problem: .empty) }
    let line = 1 + block.bytes[..<(cursor - start)].count { $0 == dialect.terminator.byte }
    let (fields, next) = scanner.record(at: cursor)
    guard let next else {
      let broken = fields.last.map { $0.next + 1 } ?? cursor
      throw DelimitedError(
        path: path, line: line, field: .init(number: fields.count + 1), problem: scanner.quoteProblem(at: broken))
    }
    guard fields.count <= options.columnLimit else {
      throw DelimitedError(
        path: path, line: line, problem: .tooManyColumns(found: fields.count, limit: options.columnLimit))
    }
    switch options.header {
    case .firstRecord:
      dataStart = next - start
      try HeaderReading.check(fields, path: path, line: line)
      nameColumns(fields.map { HeaderReading.name($0) })
      noteNumbers(fields)
    case .absent:
      names = (1...fields.count).map { "column_\($0)" }
    case .names(let given):
      guard given.count == fields.count else {
        throw DelimitedError(path: path, problem: .wrongNameCount(given: given.count, found: fields.count))
      }
      nameColumns(given)
    }
  }

  private static func check(_ fields: [FieldSpan], path: String, line: Int) throws(DelimitedError) {
    for (index, field) in fields.enumerated() {
      guard let fault = UTF8Check.firstFault(in: field.bytes) else { continue }
      let byte = field.bytes[fault]
      throw DelimitedError(
        path: path, line: line, field: .init(number: index + 1),
        problem: byte == 0 ? .nulByte : .invalidUTF8(byte: byte))
    }
  }

  private static func name(_ field: FieldSpan) -> String {
    let bytes = field.bytes.trimmed
    return String(decoding: field.isEscaped ? bytes.unescaped : Array(bytes), as: UTF8.self)
  }

  /// Gives every column a name of its own, with a note for each that had to be made up.
  private mutating func nameColumns(_ wanted: [String]) {
    var taken = Set(wanted)
    var seen: Set<String> = []
    for (index, name) in wanted.enumerated() {
      if !name.isEmpty, seen.insert(name).inserted {
        names.append(name)
        continue
      }
      let stem = name.isEmpty ? "column" : name
      var number = name.isEmpty ? index + 1 : 2
      while taken.contains("\(stem)_\(number)") { number += 1 }
      let made = "\(stem)_\(number)"
      taken.insert(made)
      names.append(made)
      let reason = name.isEmpty ? "has no name" : "is called \"\(name)\" like an earlier one"
      notes.append(
        DataNote(.renamed, column: made, text: "column \(index + 1) \(reason); it is called \"\(made)\" here"))
    }
  }

  /// A header of nothing but numbers is most likely the first row of a file without one.
  private mutating func noteNumbers(_ fields: [FieldSpan]) {
    let isNumeric = fields.allSatisfy { DecimalText.parse($0.bytes.trimmed) != nil }
    guard isNumeric else { return }
    notes.append(
      DataNote(
        .headerLooksLikeData, text: "the first line holds numbers only; it was taken as the names of the columns"))
  }
}

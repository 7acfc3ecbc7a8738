/// A column of the growing table: takes in parsed blocks in file order.
final class ColumnAccumulator {
  /// More distinct values than this make a column text, unless it was declared categorical.
  static let levelLimit = 1 << 16

  private(set) var action: FieldAction
  let isDeclared: Bool
  private(set) var infiniteCount = 0
  private(set) var numbers: [Double] = []
  private(set) var times: [Int64] = []
  private(set) var truths: [UInt8] = []
  private(set) var codes: [UInt32] = []
  private(set) var text = TextValues()
  private var dictionary = ByteDictionary()
  private var translation: [UInt32] = []

  init(action: FieldAction, isDeclared: Bool, rowHint: Int) {
    self.action = action
    self.isDeclared = isDeclared
    switch action {
    case .skip, .text: break
    case .number: numbers.reserveCapacity(rowHint)
    case .time: times.reserveCapacity(rowHint)
    case .truth: truths.reserveCapacity(rowHint)
    case .code: codes.reserveCapacity(rowHint)
    }
  }

  var levelCount: Int { dictionary.count }

  func withLevel<Result>(_ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    dictionary.withBytes(of: code, body)
  }

  var levels: [String] { (0..<dictionary.count).map { dictionary.string(of: $0) } }

  /// Forgets all rows.
  func startTable() {
    (numbers, times, truths, codes) = ([], [], [], [])
    text = TextValues()
    dictionary.removeAll()
    infiniteCount = 0
  }

  /// Forgets everything: the column could not be read as it was begun, or is not needed any more.
  func abandon() {
    action = .skip
    startTable()
  }

  /// Adds some rows of a parsed block.
  func append(_ parser: BlockParser, _ field: Int, rows: Range<Int>) {
    infiniteCount += parser.infiniteCounts[field]
    switch action {
    case .skip: break
    case .number: numbers.append(contentsOf: UnsafeBufferPointer(rebasing: parser.numbers(field)[rows]))
    case .time: times.append(contentsOf: UnsafeBufferPointer(rebasing: parser.times(field)[rows]))
    case .truth: truths.append(contentsOf: UnsafeBufferPointer(rebasing: parser.truths(field)[rows]))
    case .code: appendCodes(parser, field, rows)
    case .text: appendText(parser, field, rows)
    }
  }

  /// Block codes become table codes; levels are numbered by first appearance among the rows that are taken.
  private func appendCodes(_ parser: BlockParser, _ field: Int, _ rows: Range<Int>) {
    let unknown = CategoricalValues.missing
    // Taken out of the class for the loop: access to its variables is checked each time.
    var (output, table) = (codes, translation)
    (codes, translation) = ([], [])
    table.removeAll(keepingCapacity: true)
    table.append(contentsOf: repeatElement(unknown, count: parser.levelCount(field)))
    for code in parser.codes(field)[rows] {
      if code == unknown {
        output.append(code)
      } else {
        if table[Int(code)] == unknown { table[Int(code)] = adopt(parser, field, code) }
        output.append(table[Int(code)])
      }
    }
    (codes, translation) = (output, table)
    if !isDeclared, dictionary.count > ColumnAccumulator.levelLimit { becomeText() }
  }

  private func adopt(_ parser: BlockParser, _ field: Int, _ code: UInt32) -> UInt32 {
    parser.withLevel(field, Int(code)) { level in
      guard let start = level.baseAddress else { return CategoricalValues.missing }
      return dictionary.code(of: start, length: level.count) { _ in false }
    }
  }

  /// The block may have been parsed before this column became text.
  private func appendText(_ parser: BlockParser, _ field: Int, _ rows: Range<Int>) {
    if parser.action(field) == .code {
      for code in parser.codes(field)[rows] {
        guard code != CategoricalValues.missing else {
          text.append(nil)
          continue
        }
        parser.withLevel(field, Int(code)) { text.append(bytes: $0) }
      }
      return
    }
    let ends = parser.textEnds(field)
    let bytes = parser.textBytes(field)
    for row in rows {
      guard ends[row] >= 0 else {
        text.append(nil)
        continue
      }
      let start = row == 0 ? 0 : max(ends[row - 1], ~ends[row - 1])
      text.append(bytes: UnsafeBufferPointer(rebasing: bytes[start..<ends[row]]))
    }
  }

  /// Writes out the values behind the codes.
  func becomeText() {
    for code in codes {
      guard code != CategoricalValues.missing else {
        text.append(nil)
        continue
      }
      dictionary.withBytes(of: Int(code)) { text.append(bytes: $0) }
    }
    codes = []
    dictionary.removeAll()
    action = .text
  }
}

extension TextValues {
  mutating func append(bytes value: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: value)
    offsets.append(bytes.count)
    isMissing.append(false)
  }
}

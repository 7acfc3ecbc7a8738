import Tabular

/// One column that grows by rows of many blocks, whose categorical codes differ from segment to segment.
///
/// A class with one array for each kind, of which one is used: an array inside an enum would be copied whole each time
/// it grows.
final class ColumnBuilder {
  let name: String
  let kind: ColumnKind
  private var numbers: [Double] = []
  private var codes: [UInt32] = []
  private var levels: [String] = []
  private var flags: [UInt8] = []
  private var times: [Int64] = []
  private var texts = TextValues()
  private var dictionary = LevelDictionary(levels: [])

  init(name: String, kind: ColumnKind) {
    self.name = name
    self.kind = kind
  }

  var values: ColumnValues {
    switch kind {
    case .numeric: .numeric(numbers)
    case .categorical: .categorical(CategoricalValues(codes: codes, levels: levels))
    case .boolean: .boolean(flags)
    case .timestamp: .timestamp(times)
    case .text: .text(texts)
    }
  }

  /// Appends rows; missing ones when there are no values, or of another kind.
  func append(_ source: ColumnValues?, _ rows: [Int]) {
    guard let source, source.kind == kind else { return appendMissing(rows.count) }
    switch source {
    case .numeric(let values):
      for row in rows { numbers.append(values[row]) }
    case .categorical(let values):
      dictionary.translate(values, rows, into: &codes)
      levels.append(contentsOf: dictionary.takeNews())
    case .boolean(let values):
      for row in rows { flags.append(values[row]) }
    case .timestamp(let values):
      for row in rows { times.append(values[row]) }
    case .text(let values):
      for row in rows { texts.append(values, row) }
    }
  }

  private func appendMissing(_ count: Int) {
    switch kind {
    case .numeric: numbers.append(contentsOf: repeatElement(.nan, count: count))
    case .categorical: codes.append(contentsOf: repeatElement(CategoricalValues.missing, count: count))
    case .boolean: flags.append(contentsOf: repeatElement(ColumnValues.missingBoolean, count: count))
    case .timestamp: times.append(contentsOf: repeatElement(ColumnValues.missingTimestamp, count: count))
    case .text: for _ in 0..<count { texts.append(nil) }
    }
  }
}

extension TextValues {
  fileprivate mutating func append(_ source: TextValues, _ row: Int) {
    bytes.append(contentsOf: source.bytes[source.offsets[row]..<source.offsets[row + 1]])
    offsets.append(bytes.count)
    isMissing.append(source.isMissing[row])
  }
}

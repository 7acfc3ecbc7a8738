import Encoding

/// What a column's values are.
public enum ColumnKind: String, Sendable, Hashable, CaseIterable, Codable {
  case numeric, categorical, boolean, timestamp, text
}

/// A named column of a table: one contiguous typed buffer.
public struct Column: Sendable {
  public var name: String
  public var values: ColumnValues

  public init(name: String, values: ColumnValues) {
    self.name = name
    self.values = values
  }

  public var kind: ColumnKind { values.kind }
  public var count: Int { values.count }
}

/// The values of a column. Each kind has one way to say "missing".
public enum ColumnValues: Sendable {
  /// Missing is NaN.
  case numeric([Double])
  /// Codes into `levels`; missing is `CategoricalValues.missing`.
  case categorical(CategoricalValues)
  /// 0, 1, or `ColumnValues.missingBoolean`.
  case boolean([UInt8])
  /// Microseconds since 1970-01-01T00:00:00Z; missing is `ColumnValues.missingTimestamp`.
  case timestamp([Int64])
  case text(TextValues)

  public static let missingBoolean: UInt8 = 255
  public static let missingTimestamp = Int64.min

  public var kind: ColumnKind {
    switch self {
    case .numeric: .numeric
    case .categorical: .categorical
    case .boolean: .boolean
    case .timestamp: .timestamp
    case .text: .text
    }
  }

  public var count: Int {
    switch self {
    case .numeric(let values): values.count
    case .categorical(let values): values.codes.count
    case .boolean(let values): values.count
    case .timestamp(let values): values.count
    case .text(let values): values.count
    }
  }
}

/// Dictionary-coded strings: `levels[codes[i]]` is the value of row i.
public struct CategoricalValues: Sendable, Equatable {
  /// The code of a row without a value.
  public static let missing = UInt32.max

  public var codes: [UInt32]
  /// Distinct values in order of first appearance (or as a schema lists them).
  public var levels: [String]

  /// - Parameter codes: each below `levels.count`, or `missing`.
  public init(codes: [UInt32], levels: [String]) {
    self.codes = codes
    self.levels = levels
  }

  /// The value of a row, nil when missing.
  public subscript(row: Int) -> String? {
    codes[row] == CategoricalValues.missing ? nil : levels[Int(codes[row])]
  }
}

/// Free text: all bytes in one buffer, row i being `bytes[offsets[i]..<offsets[i + 1]]`.
public struct TextValues: Sendable, Equatable {
  public var bytes: [UInt8]
  /// `count + 1` offsets, ascending, the first 0.
  public var offsets: [Int]
  /// Rows that had a missing token; an empty text that is not missing cannot occur in CSV.
  public var isMissing: [Bool]

  public init(bytes: [UInt8] = [], offsets: [Int] = [0], isMissing: [Bool] = []) {
    self.bytes = bytes
    self.offsets = offsets
    self.isMissing = isMissing
  }

  /// Rows, missing ones included.
  public var count: Int { isMissing.count }

  /// The value of a row, nil when missing.
  public subscript(row: Int) -> String? {
    isMissing[row] ? nil : String(decoding: bytes[offsets[row]..<offsets[row + 1]], as: UTF8.self)
  }

  /// Adds a row; nil is missing.
  public mutating func append(_ value: String?) {
    if let value { bytes.append(contentsOf: value.utf8) }
    offsets.append(bytes.count)
    isMissing.append(value == nil)
  }

  /// The given rows, in that order.
  public func gathering(_ rows: some Sequence<Int>) -> TextValues {
    var result = TextValues()
    for row in rows {
      result.bytes.append(contentsOf: bytes[offsets[row]..<offsets[row + 1]])
      result.offsets.append(result.bytes.count)
      result.isMissing.append(isMissing[row])
    }
    return result
  }
}

extension ColumnValues {
  /// An empty column of a kind. - Parameter levels: those a categorical column begins with.
  public init(empty kind: ColumnKind, levels: [String] = []) {
    switch kind {
    case .numeric: self = .numeric([])
    case .categorical: self = .categorical(CategoricalValues(codes: [], levels: levels))
    case .boolean: self = .boolean([])
    case .timestamp: self = .timestamp([])
    case .text: self = .text(TextValues())
    }
  }

  /// Whether a row has no value.
  public func isMissing(_ row: Int) -> Bool {
    switch self {
    case .numeric(let values): values[row].isNaN
    case .categorical(let values): values.codes[row] == CategoricalValues.missing
    case .boolean(let values): values[row] == ColumnValues.missingBoolean
    case .timestamp(let values): values[row] == ColumnValues.missingTimestamp
    case .text(let values): values.isMissing[row]
    }
  }

  /// The value of a row as it would stand in a CSV cell; nil when missing.
  public func text(at row: Int) -> String? {
    switch self {
    case .numeric(let values): values[row].isNaN ? nil : JSON(values[row]).text()
    case .categorical(let values): values[row]
    case .boolean(let values): values[row] == ColumnValues.missingBoolean ? nil : (values[row] == 1 ? "true" : "false")
    case .timestamp(let values):
      values[row] == ColumnValues.missingTimestamp ? nil : Timestamp(microseconds: values[row]).description
    case .text(let values): values[row]
    }
  }

  /// The values of the given rows, in that order; a categorical keeps all its levels.
  public func gathering(_ rows: some Sequence<Int>) -> ColumnValues { gathered(Array(rows)) }

  /// Of one concrete type, because callers in other modules would get each index through a witness table.
  private func gathered(_ rows: [Int]) -> ColumnValues {
    switch self {
    case .numeric(let values): return .numeric(rows.map { values[$0] })
    case .categorical(let values):
      return .categorical(CategoricalValues(codes: rows.map { values.codes[$0] }, levels: values.levels))
    case .boolean(let values): return .boolean(rows.map { values[$0] })
    case .timestamp(let values): return .timestamp(rows.map { values[$0] })
    case .text(let values):
      return .text(values.gathering(rows))
    }
  }
}

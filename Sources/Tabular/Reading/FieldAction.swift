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

extension FieldAction {
  /// The kind of column it makes; nil for none.
  var kind: ColumnKind? {
    switch self {
    case .skip: nil
    case .number: .numeric
    case .truth: .boolean
    case .time: .timestamp
    case .code: .categorical
    case .text: .text
    }
  }
}

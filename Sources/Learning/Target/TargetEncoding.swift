import Encoding
import Tabular

/// What a model is to say about a row, as numbers to learn from.
public struct TargetEncoding: Sendable, Equatable {
  public let column: String
  public let kind: ColumnKind
  public let classes: Classes?

  /// The two classes of a binary target, in the words of the table: a level, `true` and `false`, or a number.
  public struct Classes: Sendable, Equatable {
    public var positive: String
    public var negative: String

    public init(positive: String, negative: String) {
      self.positive = positive
      self.negative = negative
    }
  }

  /// - Parameter classes: nil for regression.
  public init(column: String, kind: ColumnKind, classes: Classes?) {
    self.column = column
    self.kind = kind
    self.classes = classes
  }

  public var task: LearningTask { classes == nil ? .regression : .binary }

  /// The word for an answer of a binary model; nil for regression.
  public func word(isPositive: Bool) -> String? {
    classes.map { isPositive ? $0.positive : $0.negative }
  }

  /// The target of consecutive rows: 1 and 0 for positive and negative (binary), the number itself (regression).
  ///
  /// NaN where it is missing, infinite, or a third class: such rows say nothing.
  ///
  /// - Throws: `LearningError.missingColumn` or `.kindMismatch`.
  public func labels(of table: Table, rows: Range<Int>) throws(LearningError) -> [Double] {
    let reader = try reader(of: table)
    return rows.map { reader.label($0) }
  }

  /// The target of the given rows, in that order; as for a range.
  public func labels(of table: Table, rows: [Int]) throws(LearningError) -> [Double] {
    let reader = try reader(of: table)
    return rows.map { reader.label($0) }
  }

  private func reader(of table: Table) throws(LearningError) -> LabelReader {
    guard let found = table[column] else { throw .missingColumn(column) }
    guard found.kind == kind else { throw .kindMismatch(column: column, expected: kind, found: found.kind) }
    return LabelReader(found.values, classes)
  }
}

/// A target column with its classes looked up.
enum LabelReader {
  case numbers([Double])
  case classNumbers([Double], positive: Double?, negative: Double?)
  case codes([UInt32], [Double])
  case flags([UInt8], [Double])
  case unknown

  init(_ values: ColumnValues, _ classes: TargetEncoding.Classes?) {
    func label(_ word: String) -> Double {
      word == classes?.positive ? 1 : word == classes?.negative ? 0 : .nan
    }
    switch values {
    case .numeric(let numbers):
      self =
        classes.map {
          .classNumbers(numbers, positive: Double($0.positive), negative: Double($0.negative))
        } ?? .numbers(numbers)
    case .boolean(let flags):
      self = .flags(flags, classes == nil ? [0, 1] : [label("false"), label("true")])
    case .categorical(let values): self = .codes(values.codes, values.levels.map(label))
    case .timestamp, .text: self = .unknown
    }
  }

  func label(_ row: Int) -> Double {
    switch self {
    case .numbers(let numbers): return numbers[row].isFinite ? numbers[row] : .nan
    case .classNumbers(let numbers, let positive, let negative):
      return numbers[row] == positive ? 1 : numbers[row] == negative ? 0 : .nan
    case .codes(let codes, let labels): return Int(codes[row]) < labels.count ? labels[Int(codes[row])] : .nan
    case .flags(let flags, let labels): return Int(flags[row]) < labels.count ? labels[Int(flags[row])] : .nan
    case .unknown: return .nan
    }
  }
}

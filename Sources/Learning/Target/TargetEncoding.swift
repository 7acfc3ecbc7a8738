import Encoding
import Tabular

/// What a model is to say about a row, as numbers to learn from.
public struct TargetEncoding: Sendable, Equatable {
  /// Classes that a target may have at most.
  public static let classCountMax = 255

  /// The answers there are.
  public enum Answers: Sendable, Equatable {
    case number
    case twoClasses(Classes)
    /// Three classes or more, in the order of their numbers.
    case classes([String])
  }

  public let column: String
  public let kind: ColumnKind
  public let answers: Answers

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
    self.init(column: column, kind: kind, answers: classes.map { .twoClasses($0) } ?? .number)
  }

  public init(column: String, kind: ColumnKind, answers: Answers) {
    self.column = column
    self.kind = kind
    self.answers = answers
  }

  public var task: LearningTask {
    switch answers {
    case .number: .regression
    case .twoClasses: .binary
    case .classes: .multiclass
    }
  }

  /// The two classes of a binary target.
  public var classes: Classes? {
    switch answers {
    case .twoClasses(let classes): classes
    case .number, .classes: nil
    }
  }

  /// The classes by their numbers: negative and positive (binary), all of them (multiclass), none (regression).
  public var classNames: [String] {
    switch answers {
    case .number: []
    case .twoClasses(let classes): [classes.negative, classes.positive]
    case .classes(let names): names
    }
  }

  /// The word for an answer of a binary model; nil for other tasks.
  public func word(isPositive: Bool) -> String? {
    classes.map { isPositive ? $0.positive : $0.negative }
  }

  /// The target of consecutive rows: 1 and 0 for positive and negative (binary), the class's number from 0
  /// on (multiclass), the number itself (regression).
  ///
  /// NaN where it is missing, infinite, or a class that the encoding does not know: such rows say nothing.
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
    return LabelReader(found.values, answers)
  }
}

/// A target column with its classes looked up.
enum LabelReader {
  case numbers([Double])
  case classNumbers([Double], [Double: Double])
  case codes([UInt32], [Double])
  case flags([UInt8], [Double])
  case unknown

  init(_ values: ColumnValues, _ answers: TargetEncoding.Answers) {
    let labels: [String: Double]? =
      switch answers {
      case .number: nil
      case .twoClasses(let classes): Self.numbers(of: [classes.negative, classes.positive])
      case .classes(let names): Self.numbers(of: names)
      }
    func label(_ word: String) -> Double { labels?[word] ?? .nan }
    switch values {
    case .numeric(let numbers):
      guard let labels else {
        self = .numbers(numbers)
        return
      }
      var byNumber: [Double: Double] = [:]
      for (word, label) in labels { if let number = Double(word) { byNumber[number] = label } }
      self = .classNumbers(numbers, byNumber)
    case .boolean(let flags):
      self = .flags(flags, labels == nil ? [0, 1] : [label("false"), label("true")])
    case .categorical(let values): self = .codes(values.codes, values.levels.map(label))
    case .timestamp, .text: self = .unknown
    }
  }

  private static func numbers(of names: [String]) -> [String: Double] {
    Dictionary(names.enumerated().map { ($1, Double($0)) }, uniquingKeysWith: { first, _ in first })
  }

  func label(_ row: Int) -> Double {
    switch self {
    case .numbers(let numbers): return numbers[row].isFinite ? numbers[row] : .nan
    case .classNumbers(let numbers, let labels): return labels[numbers[row]] ?? .nan
    case .codes(let codes, let labels): return Int(codes[row]) < labels.count ? labels[Int(codes[row])] : .nan
    case .flags(let flags, let labels): return Int(flags[row]) < labels.count ? labels[Int(flags[row])] : .nan
    case .unknown: return .nan
    }
  }
}

import Encoding
import Tabular

extension TargetEncoding {
  /// Works out what a column can be a target of.
  ///
  /// Two classes make a binary task (a category, booleans, or a number with two values), more classes a multiclass one,
  /// more numbers a regression.
  ///
  /// - Parameters:
  ///   - rows: the rows that will be used; what other rows hold has no influence.
  ///   - trainingRows: those that count when the rarer class is looked for.
  ///   - task: what is wanted; nil leaves it to the values.
  ///   - positive: the class to look for, as the table writes it; nil takes the one that says so (`yes`, `true`,
  ///     `1`, `>50K`…), else the rarer one in the training rows.
  /// - Throws: `LearningError.missingColumn` or `.target`.
  public init(
    inferring column: String, of table: Table, rows: [[Int]], trainingRows: [Int], task: LearningTask? = nil,
    positive: String? = nil
  ) throws(LearningError) {
    guard let values = table[column]?.values else { throw .missingColumn(column) }
    let words = try Self.distinctWords(of: values, column, rows)
    switch task ?? Self.task(of: values, words) {
    case .regression:
      guard values.kind == .numeric || values.kind == .boolean else {
        throw .target(
          column: column, reason: "its values are \(values.kind.rawValue), not numbers",
          mend: "name a numeric column, or train a task of classes")
      }
      self.init(column: column, kind: values.kind, classes: nil)
    case .binary:
      guard words.count == 2 else {
        throw .target(
          column: column, reason: "it has more than two values", mend: "name a column with two classes")
      }
      let classes = try Self.classes(words, of: values, column, trainingRows, positive)
      self.init(column: column, kind: values.kind, classes: classes)
    case .multiclass:
      guard words.count > 2 else {
        throw .target(
          column: column, reason: "it has two classes only", mend: "train a binary task")
      }
      guard words.count <= Self.classCountMax else {
        throw .target(
          column: column, reason: "it has more than \(Self.classCountMax) classes",
          mend: "gather the rare ones under one name, or name another column")
      }
      self.init(column: column, kind: values.kind, answers: .classes(words))
    }
  }

  private static func task(of values: ColumnValues, _ words: [String]) -> LearningTask {
    if words.count == 2 { return .binary }
    switch values {
    case .numeric: return .regression
    case .boolean, .categorical, .timestamp, .text: return .multiclass
    }
  }

  /// The classes in order: numbers by size, levels by their text; one more than there may be where there are too many.
  private static func distinctWords(
    of values: ColumnValues, _ column: String, _ rows: [[Int]]
  ) throws(LearningError) -> [String] {
    let words: [String]
    switch values {
    case .numeric(let numbers):
      words = distinct(rows) { numbers[$0].isFinite ? numbers[$0] : nil }.sorted().map(word(of:))
    case .boolean(let flags):
      words = distinct(rows) { flags[$0] == ColumnValues.missingBoolean ? nil : flags[$0] }
        .sorted().map { $0 == 1 ? "true" : "false" }
    case .categorical(let values):
      // Codes beyond the level table are missing values.
      let codes = distinct(rows) { Int(values.codes[$0]) < values.levels.count ? values.codes[$0] : nil }
      words = Set(codes.map { values.levels[Int($0)] }).sorted()
    case .timestamp, .text:
      throw .target(
        column: column, reason: "its values are \(values.kind.rawValue)", mend: "name a column of numbers or classes")
    }
    switch words.count {
    case 0:
      throw .target(column: column, reason: "no row has a value there", mend: "name another column or other rows")
    case 1:
      throw .target(
        column: column, reason: "all its values are `\(words[0])`",
        mend: "there is nothing to tell apart; use rows with both classes")
    default: return words
    }
  }

  /// The distinct values, one more than classes there may be at most.
  private static func distinct<Value: Hashable>(_ rows: [[Int]], _ value: (Int) -> Value?) -> Set<Value> {
    var distinct: Set<Value> = []
    for part in rows {
      for row in part {
        guard let value = value(row), !distinct.contains(value) else { continue }
        distinct.insert(value)
        if distinct.count > classCountMax { return distinct }
      }
    }
    return distinct
  }

  private static func classes(
    _ words: [String], of values: ColumnValues, _ column: String, _ trainingRows: [Int], _ positive: String?
  ) throws(LearningError) -> Classes {
    func classes(_ index: Int) -> Classes { Classes(positive: words[index], negative: words[1 - index]) }
    if let positive {
      let index = words.firstIndex { $0 == positive || Double($0) != nil && Double($0) == Double(positive) }
      guard let index else {
        throw .target(
          column: column, reason: "it has no class `\(positive)`, only `\(words[0])` and `\(words[1])`",
          mend: "name one of these as the positive class")
      }
      return classes(index)
    }
    let speaking = words.indices.filter { saysYes(words[$0], beside: words[1 - $0]) }
    if speaking.count == 1 { return classes(speaking[0]) }
    let encoding = TargetEncoding(column: column, kind: values.kind, classes: classes(1))
    let reader = LabelReader(values, encoding.answers)
    let counts = trainingRows.reduce(into: (first: 0, second: 0)) { counts, row in
      let label = reader.label(row)
      if label == 1 { counts.second += 1 } else if label == 0 { counts.first += 1 }
    }
    return classes(counts.first < counts.second ? 0 : 1)
  }

  private static func saysYes(_ word: String, beside other: String) -> Bool {
    let lowered = word.lowercased()
    if ["yes", "y", "true", "t", "1", "positive", "pos"].contains(lowered) { return true }
    return word.hasPrefix(">") && other.hasPrefix("<")
  }

  /// A number as the name of a class: without a fraction where it has none.
  static func word(of number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? number.description
  }
}

/// What a column's values say about its use.
enum ColumnShape: Equatable {
  case empty
  case constant(String)
  /// Whole numbers, each one more than the one before.
  case counter
  /// Strings, or whole numbers in a column that is called an id, of which none occurs twice.
  case unique
  case freeText
  case ordinary

  /// Fewer rows than this are no evidence that values are unique or count.
  private static let evidence = 10

  init(of column: Column) {
    let values = column.values
    if let only = ColumnShape.onlyValue(values) {
      self = only
    } else if ColumnShape.counts(values) {
      self = .counter
    } else if ColumnShape.isUnique(values, isCalledID: ColumnShape.isCalledID(column.name)) {
      self = .unique
    } else {
      self = values.kind == .text ? .freeText : .ordinary
    }
  }

  /// Whether people call an id so: `id`, `user_id`, `orderId`, `uuid`.
  static func isCalledID(_ name: String) -> Bool {
    let lower = name.lowercased()
    if ["id", "uuid", "guid"].contains(lower) || lower.hasSuffix("_id") || lower.hasSuffix("-id") { return true }
    // A capital begins a word: orderId and orderID, not Madrid or PAID.
    return lower.hasSuffix("id") && name.dropLast(2).last?.isLowercase == true && name.dropLast().last == "I"
  }

  /// Whether timestamps are dates without a time of day.
  static func areWholeDays(_ values: ColumnValues) -> Bool {
    guard case .timestamp(let times) = values else { return false }
    return times.allSatisfy { $0 % 86_400_000_000 == 0 }
  }

  private static func onlyValue(_ values: ColumnValues) -> ColumnShape? {
    guard values.count > 0 else { return nil }
    guard let first = values.text(at: 0) else {
      return (0..<values.count).allSatisfy { values.isMissing($0) } ? .empty : nil
    }
    let isConstant: Bool
    switch values {
    case .numeric(let numbers): isConstant = numbers.allSatisfy { $0 == numbers[0] }
    case .categorical(let categories): isConstant = categories.codes.allSatisfy { $0 == categories.codes[0] }
    case .boolean(let truths): isConstant = truths.allSatisfy { $0 == truths[0] }
    case .timestamp(let times): isConstant = times.allSatisfy { $0 == times[0] }
    case .text(let texts): isConstant = (0..<texts.count).allSatisfy { texts[$0] == first }
    }
    return isConstant ? .constant(first) : nil
  }

  private static func counts(_ values: ColumnValues) -> Bool {
    guard case .numeric(let numbers) = values, numbers.count >= evidence, numbers[0] == numbers[0].rounded() else {
      return false
    }
    return (1..<numbers.count).allSatisfy { numbers[$0] == numbers[$0 - 1] + 1 }
  }

  private static func isUnique(_ values: ColumnValues, isCalledID: Bool) -> Bool {
    guard values.count >= evidence else { return false }
    switch values {
    case .categorical(let categories): return categories.levels.count == categories.codes.count
    case .text(let texts):
      let census = TextCensus(of: texts)
      return census.distinct == texts.count
    case .numeric(let numbers):
      guard isCalledID, numbers.allSatisfy({ $0 == $0.rounded() }) else { return false }
      return Set(numbers).count == numbers.count
    case .boolean, .timestamp: return false
    }
  }
}

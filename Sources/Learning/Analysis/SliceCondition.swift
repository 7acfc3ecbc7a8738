import Encoding
import Expressions
import Tabular

/// A part of one column's values, as a condition of the filter language.
struct SliceCondition: Sendable, Equatable {
  /// The column's place among those searched.
  var column: Int
  /// The bin of the column.
  var bin: Int
  var expression: Expression.Node
}

/// A column cut into parts that people can name: levels, truth values, ranges of numbers.
struct SlicedColumn: Sendable {
  /// Parts that a column is cut into at most.
  static let binLimit = 30
  /// Ranges that numbers are cut into.
  static let rangeCount = 6
  /// Different values up to which each is a part by itself: weekdays, months, classes by number.
  static let valueLimit = 12

  let name: String
  /// The part of each row; −1 for none, such as a missing value.
  let bins: [Int32]
  let conditions: [Expression.Node]

  /// Nil where there is nothing to cut: text, one value alone, nothing but missing values.
  init?(_ column: Column, rows: [Int]) {
    name = column.name
    switch column.values {
    case .categorical(let values): (bins, conditions) = Self.levels(name, values, rows)
    case .boolean(let flags):
      bins = rows.map { flags[$0] == ColumnValues.missingBoolean ? -1 : Int32(flags[$0] & 1) }
      conditions = [false, true].map { .compare(.equal, .name(column.name), .boolean($0)) }
    case .numeric(let numbers): (bins, conditions) = Self.ranges(name, rows.map { numbers[$0] }) { .number($0) }
    case .timestamp(let times):
      let numbers = rows.map { times[$0] == ColumnValues.missingTimestamp ? .nan : Double(times[$0]) }
      (bins, conditions) = Self.ranges(name, numbers) {
        .string(Timestamp(microseconds: Int64($0)).description)
      }
    case .text: return nil
    }
    guard conditions.count > 1 else { return nil }
  }

  /// The most frequent levels.
  private static func levels(
    _ name: String, _ values: CategoricalValues, _ rows: [Int]
  ) -> ([Int32], [Expression.Node]) {
    var counts = [Int](repeating: 0, count: values.levels.count)
    for row in rows where Int(values.codes[row]) < counts.count { counts[Int(values.codes[row])] += 1 }
    let kept = counts.indices.filter { counts[$0] > 0 && isWritable(values.levels[$0]) }
      .sorted { counts[$0] > counts[$1] || counts[$0] == counts[$1] && $0 < $1 }.prefix(binLimit)
    var binOfCode = [Int32](repeating: -1, count: values.levels.count)
    for (bin, code) in kept.enumerated() { binOfCode[code] = Int32(bin) }
    let bins = rows.map { Int(values.codes[$0]) < binOfCode.count ? binOfCode[Int(values.codes[$0])] : -1 }
    return (bins, kept.map { .compare(.equal, .name(name), .string(values.levels[$0])) })
  }

  /// A text with both kinds of quotes cannot be written in an expression.
  private static func isWritable(_ text: String) -> Bool { !(text.contains("\"") && text.contains("'")) }

  /// Each value by itself where there are few, ranges between quantiles otherwise.
  private static func ranges(
    _ name: String, _ numbers: [Double], literal: (Double) -> Expression.Node
  ) -> ([Int32], [Expression.Node]) {
    let ascending = numbers.filter(\.isFinite).sorted()
    guard let low = ascending.first, let high = ascending.last, low < high else { return ([], []) }
    var distinct: [Double] = []
    for number in ascending where number != distinct.last {
      distinct.append(number)
      if distinct.count > valueLimit { break }
    }
    if distinct.count <= valueLimit {
      let bins = numbers.map { number in Int32(distinct.firstIndex(of: number) ?? -1) }
      return (bins, distinct.map { .compare(.equal, .name(name), literal($0)) })
    }
    var cuts: [Double] = []
    for index in 1..<rangeCount {
      let cut = rounded(ascending, ascending.count * index / rangeCount)
      if cut > low, cut > cuts.last ?? -.infinity { cuts.append(cut) }
    }
    let bins = numbers.map { number in number.isFinite ? Int32(cuts.lastIndex { number >= $0 }.map { $0 + 1 } ?? 0) : -1
    }
    let conditions: [Expression.Node] = (0...cuts.count).map { bin in
      let atLeast = bin > 0 ? Expression.Node.compare(.greaterOrEqual, .name(name), literal(cuts[bin - 1])) : nil
      let below = bin < cuts.count ? Expression.Node.compare(.less, .name(name), literal(cuts[bin])) : nil
      switch (atLeast, below) {
      case (let atLeast?, let below?): return .logical(.and, atLeast, below)
      case (let one?, nil), (nil, let one?): return one
      case (nil, nil): return .boolean(true)
      }
    }
    return (bins, conditions)
  }

  /// The value at a place, or a number with fewer digits that parts the rows about there.
  private static func rounded(_ ascending: [Double], _ place: Int) -> Double {
    let value = ascending[place]
    let reach = ascending.count / (rangeCount * 8)
    let (low, high) = (ascending[max(0, place - reach)], ascending[min(ascending.count - 1, place + reach)])
    guard low < high else { return value }
    var step = 1.0
    while step < (high - low) { step *= 10 }
    while step > (high - low) { step /= 10 }
    let short =
      step < 1 ? (value * (1 / step).rounded()).rounded() / (1 / step).rounded() : (value / step).rounded() * step
    return short > low && short < high ? short : value
  }
}

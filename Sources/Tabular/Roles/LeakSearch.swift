/// Looks for columns that give the target away: equal to it (under other names for its values), a multiple of it plus
/// a constant, or two columns whose sum or difference it is. Relations must hold in every row.
package struct LeakSearch {
  package struct Leak: Equatable {
    package var columns: [String]
    /// As in `casual + registered = cnt`.
    package var relation: String
  }

  /// Fewer rows than this agree by chance.
  private static let evidence = 20
  /// Pairs are compared among this many columns at most: the search is quadratic.
  private static let pairLimit = 400
  /// A target with more classes than this is not looked at as classes.
  private static let classLimit = 100

  package private(set) var leaks: [Leak] = []

  package init(target: Column, columns: [Column]) {
    guard target.count >= LeakSearch.evidence else { return }
    let labelClasses = LeakSearch.classes(of: target.values, rows: target.count)
    var numeric: [(name: String, values: [Double])] = []
    for column in columns {
      if let labelClasses, LeakSearch.isRenaming(column.values, of: labelClasses) {
        leaks.append(Leak(columns: [column.name], relation: "it says the same as \(target.name)"))
      } else if case .numeric(let labels) = target.values, case .numeric(let values) = column.values {
        if let relation = LeakSearch.line(values, labels, target.name) {
          leaks.append(Leak(columns: [column.name], relation: "it is \(relation)"))
        } else {
          numeric.append((column.name, values))
        }
      }
    }
    if case .numeric(let labels) = target.values { searchPairs(numeric, labels, target.name) }
  }

  private mutating func searchPairs(_ columns: [(name: String, values: [Double])], _ labels: [Double], _ target: String)
  {
    let columns = columns.prefix(LeakSearch.pairLimit)
    for (index, a) in columns.enumerated() {
      for b in columns.dropFirst(index + 1) {
        let names = [a.name, b.name]
        if LeakSearch.holds(a.values, b.values, labels, +) {
          leaks.append(Leak(columns: names, relation: "\(a.name) + \(b.name) = \(target)"))
        } else if LeakSearch.holds(a.values, b.values, labels, -) {
          leaks.append(Leak(columns: names, relation: "\(a.name) - \(b.name) = \(target)"))
        } else if LeakSearch.holds(b.values, a.values, labels, -) {
          leaks.append(Leak(columns: names, relation: "\(b.name) - \(a.name) = \(target)"))
        }
      }
    }
  }

  private static func holds(_ a: [Double], _ b: [Double], _ labels: [Double], _ combine: (Double, Double) -> Double)
    -> Bool
  {
    for row in labels.indices where !isClose(combine(a[row], b[row]), labels[row]) { return false }
    return true
  }

  /// Equal but for rounding; missing only where the other is.
  private static func isClose(_ a: Double, _ b: Double) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-300)
  }

  /// How a column follows from the target by a line, or nil.
  private static func line(_ values: [Double], _ labels: [Double], _ target: String) -> String? {
    guard let first = labels.firstIndex(where: { !$0.isNaN }),
      let second = labels.lastIndex(where: { !$0.isNaN && $0 != labels[first] }), !values[first].isNaN
    else { return nil }
    let slope = (values[second] - values[first]) / (labels[second] - labels[first])
    let offset = values[first] - slope * labels[first]
    guard slope != 0, slope.isFinite else { return nil }
    for row in labels.indices {
      if values[row].isNaN != labels[row].isNaN { return nil }
      let product = slope * labels[row]
      // The tolerance is that of the computation, not of its outcome, which may cancel to nothing.
      if abs(values[row] - (product + offset)) > 1e-12 * (abs(product) + abs(offset)) { return nil }
    }
    if slope == 1, offset == 0 { return "equal to \(target)" }
    return "a multiple of \(target)" + (abs(offset) > 1e-9 * abs(values[first]) ? " plus a constant" : "")
  }

  /// Whether each value goes with one class of the target and each class with one value.
  private static func isRenaming(_ values: ColumnValues, of labels: [Int]) -> Bool {
    // A few rows tell nearly every column that is none.
    for rows in [min(1000, labels.count), labels.count] {
      guard let codes = classes(of: values, rows: rows) else { return false }
      var there: [Int: Int] = [:]
      var back: [Int: Int] = [:]
      for (code, label) in zip(codes, labels) {
        if there.updateValue(label, forKey: code) ?? label != label { return false }
        if back.updateValue(code, forKey: label) ?? code != code { return false }
      }
      if rows == labels.count { return there.count > 1 }
    }
    return false
  }

  /// A number for each distinct value of the first rows, nil where there are too many to be classes.
  private static func classes(of values: ColumnValues, rows: Int) -> [Int]? {
    switch values {
    case .categorical(let categories):
      return categories.levels.count <= classLimit ? categories.codes[..<rows].map { Int($0) } : nil
    case .boolean(let truths): return truths[..<rows].map { Int($0) }
    case .numeric(let numbers):
      var codes: [UInt64: Int] = [:]
      var result: [Int] = []
      result.reserveCapacity(rows)
      for number in numbers[..<rows] {
        let code = codes[number.bitPattern, default: codes.count]
        codes[number.bitPattern] = code
        if codes.count > classLimit { return nil }
        result.append(code)
      }
      return result
    case .timestamp, .text: return nil
    }
  }
}

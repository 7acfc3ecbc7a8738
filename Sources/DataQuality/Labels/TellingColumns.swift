import Tabular

/// Which columns say most about what a model answers.
public enum TellingColumns {
  /// Columns by the share of the answers' variance that each explains by itself, the most first: for numbers and times
  /// the squared correlation, for classes the squared correlation ratio.
  ///
  /// - Parameters:
  ///   - answers: one for each of `rows`.
  ///   - rows: positions in the table.
  /// - Complexity: O(columns · rows); a text column, whose values tell rows apart and nothing else, comes last.
  public static func ordered(_ columns: [Column], rows: [Int], answers: [Double]) -> [String] {
    let shares = columns.map { share(of: $0.values, rows, answers) }
    return columns.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }.map { columns[$0].name }
  }

  private static func share(of values: ColumnValues, _ rows: [Int], _ answers: [Double]) -> Double {
    switch values {
    case .numeric(let numbers): squaredCorrelation(rows.map { numbers[$0] }, answers)
    case .timestamp(let times):
      squaredCorrelation(
        rows.map { times[$0] == ColumnValues.missingTimestamp ? .nan : Double(times[$0]) }, answers)
    case .boolean(let flags): correlationRatio(rows.map { min(2, Int(flags[$0])) }, groups: 3, answers)
    case .categorical(let values):
      correlationRatio(
        rows.map { min(values.levels.count, Int(values.codes[$0])) }, groups: values.levels.count + 1, answers)
    case .text: 0
    }
  }

  /// Over the rows that have a number.
  private static func squaredCorrelation(_ numbers: [Double], _ answers: [Double]) -> Double {
    var (count, x, y) = (0.0, 0.0, 0.0)
    for (number, answer) in zip(numbers, answers) where number.isFinite {
      count += 1
      x += number
      y += answer
    }
    guard count > 1 else { return 0 }
    (x, y) = (x / count, y / count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (number, answer) in zip(numbers, answers) where number.isFinite {
      xx += (number - x) * (number - x)
      yy += (answer - y) * (answer - y)
      xy += (number - x) * (answer - y)
    }
    return xx > 0 && yy > 0 ? xy * xy / (xx * yy) : 0
  }

  private static func correlationRatio(_ codes: [Int], groups: Int, _ answers: [Double]) -> Double {
    var counts = [Double](repeating: 0, count: groups)
    var sums = [Double](repeating: 0, count: groups)
    var (sum, squares) = (0.0, 0.0)
    for (code, answer) in zip(codes, answers) {
      counts[code] += 1
      sums[code] += answer
      sum += answer
      squares += answer * answer
    }
    let count = Double(answers.count)
    guard count > 1 else { return 0 }
    let all = squares - sum * sum / count
    let between = zip(sums, counts).reduce(0.0) { $1.1 > 0 ? $0 + $1.0 * $1.0 / $1.1 : $0 } - sum * sum / count
    // As many groups as rows explain everything and mean nothing.
    return all > 0 ? between / all - Double(groups) / count : 0
  }
}

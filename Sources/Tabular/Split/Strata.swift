/// Groups of rows that a stratified split keeps in balance.
enum Strata {
  /// More distinct numbers than this are no classes.
  private static let classLimit = 20
  private static let rankGroups = 10

  /// The rows of each group, in ascending order; groups in order of their labels, missing ones last.
  static func rows(of labels: ColumnValues) throws(SplitError) -> [[Int]] {
    switch labels {
    case .categorical(let values): return group(values.codes.map { Int($0) })
    case .boolean(let values): return group(values.map { Int($0) })
    case .numeric(let values): return group(classes(of: values))
    case .timestamp, .text: throw .labelsAreText
    }
  }

  private static func group(_ classes: [Int]) -> [[Int]] {
    var groups: [Int: [Int]] = [:]
    for (row, label) in classes.enumerated() { groups[label, default: []].append(row) }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func classes(of values: [Double]) -> [Int] {
    var distinct: Set<Double> = []
    for value in values where !value.isNaN {
      distinct.insert(value)
      if distinct.count > classLimit { return rankClasses(of: values) }
    }
    let codes = Dictionary(uniqueKeysWithValues: distinct.sorted().enumerated().map { ($1, $0) })
    return values.map { codes[$0] ?? Int.max }
  }

  private static func rankClasses(of values: [Double]) -> [Int] {
    let order = values.indices.filter { !values[$0].isNaN }.sorted { (values[$0], $0) < (values[$1], $1) }
    var classes = [Int](repeating: Int.max, count: values.count)
    for (rank, row) in order.enumerated() { classes[row] = rank * rankGroups / order.count }
    return classes
  }
}

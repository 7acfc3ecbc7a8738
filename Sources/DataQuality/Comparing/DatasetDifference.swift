import Encoding
import Tabular

/// What changed from one dataset version to another.
public struct DatasetDifference: Sendable {
  public static let exampleLimit = 5
  public static let levelLimit = 20

  public struct ColumnChange: Sendable {
    public var column: String
    /// Share of rows without a value in either version.
    public var missing: (a: Double, b: Double)
    /// Of numbers and booleans, over the rows that have one.
    public var mean: (a: Double?, b: Double?)
    /// Rows of both versions whose value differs.
    public var changed = 0
    /// Number in the second version, and both values.
    public var examples: [(row: Int, a: String?, b: String?)] = []
    /// Of categories: those that only one version has.
    public var addedLevels: [String] = []
    public var removedLevels: [String] = []
  }

  public struct SchemaChange: Sendable, Equatable {
    public enum Change: String, Sendable { case added, removed, kind }
    public var column: String
    public var change: Change
    /// Kinds.
    public var a: ColumnKind?
    public var b: ColumnKind?
  }

  public private(set) var rowCounts: (a: Int, b: Int)
  public private(set) var added = 0
  public private(set) var removed = 0
  public private(set) var changed = 0
  public private(set) var schema: [SchemaChange] = []
  public private(set) var columns: [ColumnChange] = []

  /// Rows are matched by where they came from when both versions are edits of the same source, else by the id where it
  /// is unique, else by being equal.
  public init(_ a: EditedTable, _ b: EditedTable, isSameSource: Bool, id: String? = nil) {
    rowCounts = (a.rowCount, b.rowCount)
    let (first, second) = (a.table, b.table)
    let pairs = isSameSource ? DatasetDifference.pairs(a, b) : DatasetDifference.pairs(first, second, id: id)
    removed = a.rowCount - pairs.count
    added = b.rowCount - pairs.count
    compareSchemas(first, second)
    var isChanged = [Bool](repeating: false, count: pairs.count)
    for column in second.columns {
      guard let before = first[column.name] else { continue }
      columns.append(DatasetDifference.change(before, column, pairs, &isChanged))
    }
    changed = isChanged.count { $0 }
  }

  private mutating func compareSchemas(_ a: Table, _ b: Table) {
    for column in a.columns {
      let now = b[column.name]
      guard now?.kind != column.kind else { continue }
      schema.append(
        SchemaChange(column: column.name, change: now == nil ? .removed : .kind, a: column.kind, b: now?.kind))
    }
    for column in b.columns where a[column.name] == nil {
      schema.append(SchemaChange(column: column.name, change: .added, a: nil, b: column.kind))
    }
  }

  private static func change(
    _ a: Column, _ b: Column, _ pairs: [(a: Int, b: Int)], _ isChanged: inout [Bool]
  ) -> ColumnChange {
    var change = ColumnChange(
      column: b.name, missing: (a.missingShare, b.missingShare), mean: (a.values.mean, b.values.mean))
    let differs = comparison(a.values, b.values)
    for (index, pair) in pairs.enumerated() where differs(pair.a, pair.b) {
      change.changed += 1
      isChanged[index] = true
      if change.examples.count < exampleLimit {
        change.examples.append((pair.b, a.values.text(at: pair.a), b.values.text(at: pair.b)))
      }
    }
    if case .categorical(let before) = a.values, case .categorical(let after) = b.values {
      let (old, new) = (before.usedLevels, after.usedLevels)
      change.addedLevels = Array(new.subtracting(old).sorted().prefix(levelLimit))
      change.removedLevels = Array(old.subtracting(new).sorted().prefix(levelLimit))
    }
    return change
  }

  private static func comparison(_ a: ColumnValues, _ b: ColumnValues) -> (Int, Int) -> Bool {
    switch (a, b) {
    case (.numeric(let x), .numeric(let y)): return { x[$0] != y[$1] && !(x[$0].isNaN && y[$1].isNaN) }
    case (.boolean(let x), .boolean(let y)): return { x[$0] != y[$1] }
    case (.timestamp(let x), .timestamp(let y)): return { x[$0] != y[$1] }
    case (.categorical(let x), .categorical(let y)):
      let codes = Dictionary(y.levels.enumerated().map { ($1, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
      let translation = x.levels.map { codes[$0] ?? CategoricalValues.missing - 1 }
      return { row, other in
        let code = x.codes[row]
        return (code == CategoricalValues.missing ? code : translation[Int(code)]) != y.codes[other]
      }
    case (.text(let x), .text(let y)): return { x[$0] != y[$1] }
    case (.numeric, _), (.boolean, _), (.timestamp, _), (.categorical, _), (.text, _):
      return { a.text(at: $0) != b.text(at: $1) }
    }
  }
}

// MARK: - Matching rows

extension DatasetDifference {
  private static func pairs(_ a: EditedTable, _ b: EditedTable) -> [(a: Int, b: Int)] {
    var places = [Int32](repeating: -1, count: max(a.originCount, b.originCount))
    for row in 0..<a.rowCount { places[a.origins?[row] ?? row] = Int32(truncatingIfNeeded: row) }
    var pairs: [(a: Int, b: Int)] = []
    for row in 0..<b.rowCount {
      let place = places[b.origins?[row] ?? row]
      if place >= 0 { pairs.append((Int(place), row)) }
    }
    return pairs
  }

  private static func pairs(_ a: Table, _ b: Table, id: String?) -> [(a: Int, b: Int)] {
    if let id, let x = a[id], let y = b[id], x.kind == y.kind,
      RowIdentity([x], rowCount: a.rowCount).repeatedRows.isEmpty,
      RowIdentity([y], rowCount: b.rowCount).repeatedRows.isEmpty
    {
      return pairs([x], a.rowCount, [y], b.rowCount)
    }
    let common = a.columns.filter { b[$0.name]?.kind == $0.kind }
    return pairs(common, a.rowCount, common.compactMap { b[$0.name] }, b.rowCount)
  }

  /// Rows with equal hashes, each taken once.
  private static func pairs(_ x: [Column], _ xCount: Int, _ y: [Column], _ yCount: Int) -> [(a: Int, b: Int)] {
    var waiting: [UInt64: [Int32]] = [:]
    for (row, hash) in RowIdentity(x, rowCount: xCount).hashes.enumerated().reversed() {
      waiting[hash, default: []].append(Int32(truncatingIfNeeded: row))
    }
    var pairs: [(a: Int, b: Int)] = []
    for (row, hash) in RowIdentity(y, rowCount: yCount).hashes.enumerated() {
      if let known = waiting[hash]?.popLast() { pairs.append((Int(known), row)) }
    }
    return pairs
  }
}

extension Column {
  fileprivate var missingShare: Double {
    count == 0 ? 0 : Double((0..<count).count { values.isMissing($0) }) / Double(count)
  }
}

extension ColumnValues {
  fileprivate var mean: Double? {
    let values: [Double]
    switch self {
    case .numeric(let numbers): values = numbers.filter { !$0.isNaN }
    case .boolean(let truths): values = truths.filter { $0 != ColumnValues.missingBoolean }.map { Double($0) }
    case .categorical, .timestamp, .text: return nil
    }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

extension CategoricalValues {
  fileprivate var usedLevels: Set<String> {
    var isUsed = [Bool](repeating: false, count: levels.count)
    for code in codes where code != CategoricalValues.missing { isUsed[Int(code)] = true }
    return Set(levels.indices.filter { isUsed[$0] }.map { levels[$0] })
  }
}

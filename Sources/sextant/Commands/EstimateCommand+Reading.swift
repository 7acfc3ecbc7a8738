import CommandLine
import Learning
import Lifecycle
import Storage
import Tabular

extension EstimateCommand {
  /// The names a file has, from its first rows alone.
  static func columnNames(of path: String) throws -> [String] {
    var options = ReadOptions()
    options.rows = 0..<1
    return try TableReader.standard.read(path: path, options: options).table.columnNames
  }

  /// Those of the columns that the request speaks of, and of the given ones, that a file has.
  func read(_ path: String, _ columns: [String], kinds known: Table? = nil) throws -> Table {
    let wanted = Set([request.target, request.prediction, request.id].compactMap { $0 } + columns)
    var options = ReadOptions()
    options.columns = try Self.columnNames(of: path).filter { wanted.contains($0) }
    for column in known?.columns ?? [] { options.kinds[column.name] = column.kind }
    guard options.columns?.isEmpty == false else { throw Self.missing(request.score, in: path) }
    return try TableReader.standard.read(path: path, options: options).table
  }

  func target(of table: Table) throws -> TargetEncoding {
    let rows = Array(0..<table.rowCount)
    return try TargetEncoding(inferring: request.target, of: table, rows: [rows], trainingRows: rows)
  }

  func numbers(_ table: Table, _ name: String, _ path: String) throws -> [Double] {
    guard let column = table[name] else { throw Self.missing(name, in: path) }
    switch column.values {
    case .numeric(let values): return values
    case .boolean(let flags): return flags.map { $0 > 1 ? .nan : Double($0) }
    case .categorical, .timestamp, .text:
      throw Refusal(
        kind: .wrongUse, message: "`\(name)` is no number in \(path)", mend: "name a column of numbers")
    }
  }

  func labels(_ table: Table, _ classes: [String], in path: String) throws -> [Double] {
    try codes(table, request.target, classes, path)
  }

  /// Numbers of classes in the words of the reference, however this file writes them: `1`, `1.0` and `true` are one.
  ///
  /// NaN for what is missing or no class.
  func codes(_ table: Table, _ name: String, _ classes: [String], _ path: String) throws -> [Double] {
    guard let column = table[name] else { throw Self.missing(name, in: path) }
    func code(_ text: String?) -> Double {
      text.flatMap { text in classes.firstIndex { Self.isOne(text, $0) } }.map { Double($0) } ?? .nan
    }
    switch column.values {
    case .numeric(let values):
      // Few different numbers: each is turned into a word but once.
      var known: [Double: Double] = [:]
      return values.indices.map { row in
        if let number = known[values[row]] { return number }
        let number = code(column.values.text(at: row))
        if known.count < 1000 { known[values[row]] = number }
        return number
      }
    case .categorical(let values):
      let codes = values.levels.map { code($0) }
      return values.codes.map { Int($0) < codes.count ? codes[Int($0)] : .nan }
    case .boolean(let flags):
      let codes = [code("false"), code("true")]
      return flags.map { $0 > 1 ? .nan : codes[Int($0)] }
    case .timestamp, .text: return (0..<table.rowCount).map { code(column.values.text(at: $0)) }
    }
  }

  private static func isOne(_ text: String, _ word: String) -> Bool {
    text == word || Double(text).map { Double(word) == $0 } ?? false
      || Double(text) == flag(word) && Double(text) != nil || flag(text) == Double(word) && Double(word) != nil
  }

  private static func flag(_ word: String) -> Double? {
    switch word.lowercased() {
    case "true": 1
    case "false": 0
    default: nil
    }
  }

  /// What turned out for each row of the current file: from the file of outcomes, else from its own column, else not
  /// known.
  func outcomes(of current: Table, _ values: (Table, String) throws -> [Double]) throws -> [Double] {
    guard let path = request.outcomes else {
      return current[request.target] == nil
        ? [Double](repeating: .nan, count: current.rowCount) : try values(current, request.current)
    }
    let id = request.id ?? ""
    let outcomes = try read(path, [])
    guard let theirs = outcomes[id] else { throw Self.missing(id, in: path) }
    guard let ours = current[id] else { throw Self.missing(id, in: request.current) }
    let known = try values(outcomes, path)
    var byID: [String: Double] = [:]
    for row in 0..<outcomes.rowCount {
      if let key = theirs.values.text(at: row) { byID[key] = known[row] }
    }
    return (0..<current.rowCount).map { row in ours.values.text(at: row).flatMap { byID[$0] } ?? .nan }
  }

  static func missing(_ column: String, in place: String) -> Refusal {
    Refusal(kind: .wrongUse, message: "there is no column `\(column)` in \(place)", mend: "name one of its columns")
  }
}

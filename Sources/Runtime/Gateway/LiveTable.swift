import Gateway
import Tabular

/// Makes tables of what clients send: cells to columns, texts to codes of level tables that are kept from group to group.
///
/// Bounded: a level table that clients have filled with more than `levelCountMax` values is begun again.
struct LiveTable {
  static let levelCountMax = 10_000

  private var inputs: [LiveInputs.Input] = []
  private var levels: [LevelTable] = []
  /// Cells of the requests at hand, row by row; as many as the largest group has had.
  private var flat: [Double] = []
  /// A table of the present layout, whose names the next one shares.
  private var last: Table?
  /// The column of the units' own identities, which appears with the first of them and stays.
  private let unitColumn: String
  private var hasUnits = false
  /// Grows when layout or level tables change.
  private(set) var generation = 0

  struct LevelTable {
    var names: [String] = []
    private var codes: [String: UInt32] = [:]

    /// - Returns: the code, and whether it is new.
    mutating func code(of text: String) -> (code: UInt32, isNew: Bool) {
      if let code = codes[text] { return (code, false) }
      let code = UInt32(names.count)
      names.append(text)
      codes[text] = code
      return (code, true)
    }
  }

  /// - Parameter unitColumn: a name that no input has.
  init(unitColumn: String) { self.unitColumn = unitColumn }

  /// Takes over a longer list of inputs.
  mutating func extend(to inputs: [LiveInputs.Input]) {
    guard inputs.count != self.inputs.count else { return }
    levels += [LevelTable](repeating: LevelTable(), count: inputs.count - self.inputs.count)
    self.inputs = inputs
    last = nil
    generation += 1
  }

  /// The rows of several requests, one after the other.
  mutating func table(of requests: ArraySlice<LiveRows>) -> Table {
    forgetLevelsWhenMany()
    let rowCount = requests.reduce(0) { $0 + $1.rows.count }
    flatten(requests)
    var columns: [Column] = []
    columns.reserveCapacity(inputs.count + 1)
    for position in inputs.indices {
      columns.append(Column(name: inputs[position].name, values: column(position, requests, rowCount)))
    }
    if !hasUnits, requests.contains(where: { !$0.request.ids.isEmpty }) {
      hasUnits = true
      last = nil
      generation += 1
    }
    if hasUnits { columns.append(Column(name: unitColumn, values: .text(units(requests)))) }
    let table = last.map { Table(columns: columns, namedAs: $0) } ?? Table(columns: columns)
    if last == nil {
      last = Table(columns: columns.map { Column(name: $0.name, values: ColumnValues(empty: $0.kind)) })
    }
    return table
  }

  private mutating func forgetLevelsWhenMany() {
    for position in levels.indices where levels[position].names.count > Self.levelCountMax {
      levels[position] = LevelTable()
      generation += 1
    }
  }

  /// Lays all requests' cells behind one another, as wide as the inputs: each column then reads one array.
  private mutating func flatten(_ requests: ArraySlice<LiveRows>) {
    flat.removeAll(keepingCapacity: true)
    for request in requests {
      let width = request.width
      guard width < inputs.count else {
        flat += request.request.cells[request.rows.lowerBound * width..<request.rows.upperBound * width]
        continue
      }
      for row in request.rows {
        flat += request.request.cells[row * width..<(row + 1) * width]
        // Columns that the request does not know are missing.
        flat.append(contentsOf: repeatElement(.nan, count: inputs.count - width))
      }
    }
  }

  private mutating func column(_ position: Int, _ requests: ArraySlice<LiveRows>, _ count: Int) -> ColumnValues {
    switch inputs[position].kind {
    case .numeric: return .numeric(cells(position, count) { $0 })
    case .boolean:
      return .boolean(cells(position, count) { $0.isNaN ? ColumnValues.missingBoolean : ($0 == 0 ? 0 : 1) })
    case .timestamp:
      return .timestamp(cells(position, count) { abs($0) < 9e18 ? Int64($0) : ColumnValues.missingTimestamp })
    case .categorical, .text: return .categorical(categories(position, requests, count))
    }
  }

  @inline(__always)
  private func cells<Value>(_ position: Int, _ count: Int, _ value: (Double) -> Value) -> [Value] {
    let width = inputs.count
    return flat.withUnsafeBufferPointer { flat in
      [Value](unsafeUninitializedCapacity: count) { target, initialized in
        for row in 0..<count { target.initializeElement(at: row, to: value(flat[row * width + position])) }
        initialized = count
      }
    }
  }

  private mutating func categories(
    _ position: Int, _ requests: ArraySlice<LiveRows>, _ count: Int
  ) -> CategoricalValues {
    var codes: [UInt32] = []
    codes.reserveCapacity(count)
    for request in requests {
      let texts = request.request.texts
      for row in request.rows {
        guard position < request.width,
          let index = Int(exactly: request.request.cells[row * request.width + position]), texts.indices.contains(index)
        else {
          codes.append(CategoricalValues.missing)
          continue
        }
        let (code, isNew) = levels[position].code(of: texts[index])
        if isNew { generation += 1 }
        codes.append(code)
      }
    }
    return CategoricalValues(codes: codes, levels: levels[position].names)
  }

  private func units(_ requests: ArraySlice<LiveRows>) -> TextValues {
    var values = TextValues()
    for request in requests {
      for row in request.rows { values.append(request.request.ids.isEmpty ? nil : request.request.ids[row]) }
    }
    return values
  }

  // MARK: From the log

  /// The same rows in the present layout and level tables: a segment of the log has its own.
  mutating func table(of logged: Table) -> Table {
    forgetLevelsWhenMany()
    var columns = inputs.indices.map { position in
      Column(name: inputs[position].name, values: column(position, of: logged))
    }
    if let units = logged[unitColumn], case .text = units.values, !hasUnits {
      hasUnits = true
      last = nil
      generation += 1
    }
    if hasUnits {
      var values = TextValues()
      if case .text(let logged)? = logged[unitColumn]?.values {
        values = logged
      } else {
        for _ in 0..<logged.rowCount { values.append(nil) }
      }
      columns.append(Column(name: unitColumn, values: .text(values)))
    }
    return Table(columns: columns)
  }

  private mutating func column(_ position: Int, of logged: Table) -> ColumnValues {
    let kind = inputs[position].kind
    guard let values = logged[inputs[position].name]?.values, values.kind == kind else {
      return .missing(kind, count: logged.rowCount)
    }
    guard case .categorical(let categories) = values else { return values }
    let codes = categories.levels.map { level in
      let (code, isNew) = levels[position].code(of: level)
      if isNew { generation += 1 }
      return code
    }
    return .categorical(
      CategoricalValues(
        codes: categories.codes.map { $0 == CategoricalValues.missing ? $0 : codes[Int($0)] },
        levels: levels[position].names))
  }
}

/// Rows of a request that are answered together.
struct LiveRows {
  var request: PredictionRequest
  var rows: Range<Int>

  /// Columns that the request knows.
  var width: Int { request.rowCount == 0 ? 0 : request.cells.count / request.rowCount }
}

extension ColumnValues {
  /// So many rows without a value.
  fileprivate static func missing(_ kind: ColumnKind, count: Int) -> ColumnValues {
    switch kind {
    case .numeric: .numeric([Double](repeating: .nan, count: count))
    case .categorical, .text:
      .categorical(
        CategoricalValues(codes: [UInt32](repeating: CategoricalValues.missing, count: count), levels: []))
    case .boolean: .boolean([UInt8](repeating: missingBoolean, count: count))
    case .timestamp: .timestamp([Int64](repeating: missingTimestamp, count: count))
    }
  }
}

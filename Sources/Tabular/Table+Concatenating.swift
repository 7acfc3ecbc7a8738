extension Table {
  /// The rows of one table after those of another that has the same columns, by name and kind.
  ///
  /// Level tables are joined: the first one's levels keep their codes. A column that the second table lacks, or has in
  /// another kind, is missing there.
  public static func concatenating(_ first: Table, _ second: Table) -> Table {
    Table(
      columns: first.columns.map { column in
        let other = second[column.name].flatMap { $0.kind == column.kind ? $0.values : nil }
        return Column(name: column.name, values: column.values.appending(other, count: second.rowCount))
      })
  }
}

extension ColumnValues {
  /// - Parameters:
  ///   - other: of the same kind; nil appends missing values.
  ///   - count: rows to append.
  fileprivate func appending(_ other: ColumnValues?, count: Int) -> ColumnValues {
    switch self {
    case .numeric(let values):
      guard case .numeric(let more)? = other else { return .numeric(values + repeatElement(.nan, count: count)) }
      return .numeric(values + more)
    case .boolean(let values):
      guard case .boolean(let more)? = other else {
        return .boolean(values + repeatElement(ColumnValues.missingBoolean, count: count))
      }
      return .boolean(values + more)
    case .timestamp(let values):
      guard case .timestamp(let more)? = other else {
        return .timestamp(values + repeatElement(ColumnValues.missingTimestamp, count: count))
      }
      return .timestamp(values + more)
    case .categorical(let values):
      guard case .categorical(let more)? = other else {
        let codes = values.codes + repeatElement(CategoricalValues.missing, count: count)
        return .categorical(CategoricalValues(codes: codes, levels: values.levels))
      }
      return .categorical(values.appending(more))
    case .text(var values):
      for row in 0..<count {
        if case .text(let more)? = other { values.append(more[row]) } else { values.append(nil) }
      }
      return .text(values)
    }
  }
}

extension CategoricalValues {
  fileprivate func appending(_ other: CategoricalValues) -> CategoricalValues {
    var levels = levels
    var codes = Dictionary(levels.enumerated().map { ($1, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    let translation = other.levels.map { level in
      if let code = codes[level] { return code }
      let code = UInt32(levels.count)
      levels.append(level)
      codes[level] = code
      return code
    }
    let appended = other.codes.map { $0 == CategoricalValues.missing ? $0 : translation[Int($0)] }
    return CategoricalValues(codes: self.codes + appended, levels: levels)
  }
}

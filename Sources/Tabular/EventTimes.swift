import Encoding

/// Where the event time of a row comes from.
public enum TimeSpecification: Sendable, Hashable {
  /// One column or several that together make the time:
  /// - a timestamp column, then numeric columns that add hours, minutes and seconds to it, in this order;
  /// - numeric columns for year, month, day, and then hours, minutes, seconds;
  /// - one numeric column of Unix time: seconds, or milliseconds or microseconds where the values are that large.
  case columns([String])
  /// Rows are in order of time, evenly spread from the first row to the last.
  case rowOrder(from: Timestamp, to: Timestamp)
}

/// Why a table has no event time by a specification.
public struct EventTimeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What a numeric column was taken for.
  public enum Unit: String, Sendable, Hashable {
    case year, month, day, hour, minute, second
    case unixTime = "Unix time"
  }

  public enum Problem: Sendable, Equatable {
    case noColumns
    case absent
    case wrongKind(ColumnKind)
    case missing
    case outOfRange(Double, Unit)
    case tooManyColumns
    case reversed(from: Timestamp, to: Timestamp)
  }

  public var column: String?
  /// The data row, from 1.
  public var row: Int?
  public var problem: Problem

  public init(column: String? = nil, row: Int? = nil, problem: Problem) {
    self.column = column
    self.row = row
    self.problem = problem
  }

  public var description: String {
    var place = "time"
    if let column { place += " column \"\(column)\"" }
    if let row { place += ", data row \(row)" }
    return place + ": " + what
  }

  private var what: String {
    switch problem {
    case .noColumns: "no column is named; name one, or give the times of the first and the last row"
    case .absent: "the table has no such column; check the name"
    case .wrongKind(let kind):
      "is \(kind.rawValue), which gives no time; write times as 2026-03-01 or 2026-03-01T08:00:00Z"
    case .missing: "has no value; fill it in, or remove the row"
    case .outOfRange(let value, let unit): "\(JSON(value)) is no \(unit.rawValue); \(mend(unit))"
    case .tooManyColumns: "too many columns; at most hours, minutes and seconds can follow the date"
    case .reversed(let from, let to): "ends (\(to)) before it begins (\(from)); swap the two"
    }
  }
}

extension EventTimeError {
  private func mend(_ unit: Unit) -> String {
    switch unit {
    case .year, .month, .day: "name year, month and day in this order"
    case .hour, .minute, .second: "name the date, then hours, minutes and seconds in this order"
    case .unixTime: "name a column of times, or give the times of the first and the last row"
    }
  }
}

extension Table {
  /// The event time of each row in microseconds since 1970-01-01T00:00:00Z; civil times are taken as UTC.
  ///
  /// - Parameters:
  ///   - firstRow: place of this table's first row, where the table is a piece of a longer one.
  ///   - totalRows: rows of the longer one; only `rowOrder` looks at these two.
  public func eventTimes(
    by specification: TimeSpecification, firstRow: Int = 0, totalRows: Int? = nil
  ) throws(EventTimeError) -> [Int64] {
    switch specification {
    case .columns(let names): return try EventTimes(self, names).times()
    case .rowOrder(let from, let to):
      guard from <= to else { throw EventTimeError(problem: .reversed(from: from, to: to)) }
      let steps = Double(max(1, (totalRows ?? rowCount) - 1))
      let span = Double(to.microseconds - from.microseconds)
      return (0..<rowCount).map { row in
        from.microseconds + Int64((span * (Double(firstRow + row) / steps)).rounded())
      }
    }
  }
}

/// Puts a time together from columns.
private struct EventTimes {
  private struct Part {
    var unit: EventTimeError.Unit
    var range: ClosedRange<Double>
    var microseconds: Int64
  }

  private static let dayParts = [
    Part(unit: .hour, range: 0...24, microseconds: 3_600_000_000),
    Part(unit: .minute, range: 0...60, microseconds: 60_000_000),
    Part(unit: .second, range: 0...61, microseconds: 1_000_000),
  ]

  private let columns: [Column]

  init(_ table: Table, _ names: [String]) throws(EventTimeError) {
    guard !names.isEmpty else { throw EventTimeError(problem: .noColumns) }
    var found: [Column] = []
    for name in names {
      guard let column = table[name] else { throw EventTimeError(column: name, problem: .absent) }
      found.append(column)
    }
    columns = found
  }

  func times() throws(EventTimeError) -> [Int64] {
    switch columns[0].values {
    case .timestamp(let days):
      if let row = days.firstIndex(of: ColumnValues.missingTimestamp) { throw missing(columns[0], row) }
      return try adding(columns.dropFirst(), to: days)
    case .numeric:
      switch columns.count {
      case 1: return try unixTimes(columns[0])
      case 2: throw EventTimeError(column: columns[0].name, problem: .wrongKind(.numeric))
      default: return try adding(columns.dropFirst(3), to: civilDays())
      }
    case .categorical, .boolean, .text:
      throw EventTimeError(column: columns[0].name, problem: .wrongKind(columns[0].kind))
    }
  }

  private func adding(_ parts: ArraySlice<Column>, to days: [Int64]) throws(EventTimeError) -> [Int64] {
    guard parts.count <= EventTimes.dayParts.count else { throw EventTimeError(problem: .tooManyColumns) }
    var times = days
    for (column, part) in zip(parts, EventTimes.dayParts) {
      let values = try numbers(column)
      for (row, value) in values.enumerated() {
        guard part.range.contains(value) else { throw outOfRange(column, row, value, part.unit) }
        times[row] += Int64((value * Double(part.microseconds)).rounded())
      }
    }
    return times
  }

  private func civilDays() throws(EventTimeError) -> [Int64] {
    let years = try numbers(columns[0])
    let months = try numbers(columns[1])
    let days = try numbers(columns[2])
    var times: [Int64] = []
    times.reserveCapacity(years.count)
    for row in years.indices {
      guard let year = Int(exactly: years[row]), (1...9999).contains(year) else {
        throw outOfRange(columns[0], row, years[row], .year)
      }
      guard let month = Int(exactly: months[row]), (1...12).contains(month) else {
        throw outOfRange(columns[1], row, months[row], .month)
      }
      let time = Timestamp(year: year, month: month, day: Int(exactly: days[row]) ?? 0)
      // The 31st of a shorter month would quietly become a day of the next one.
      guard time.civil.month == month, time.civil.day == Int(exactly: days[row]) else {
        throw outOfRange(columns[2], row, days[row], .day)
      }
      times.append(time.microseconds)
    }
    return times
  }

  /// The largest value decides the unit: seconds stay below 10¹¹ until the year 5138, milliseconds are above it from
  /// 1973 on.
  private func unixTimes(_ column: Column) throws(EventTimeError) -> [Int64] {
    let values = try numbers(column)
    let largest = values.lazy.map(abs).max() ?? 0
    let factor = largest < 1e11 ? 1e6 : (largest < 1e14 ? 1e3 : 1)
    // Below some years' worth of seconds it is a counter, not a time.
    guard largest >= 1e8 || values.isEmpty, largest * factor < 9e18 else {
      throw EventTimeError(column: column.name, problem: .outOfRange(largest, .unixTime))
    }
    return values.map { Int64(($0 * factor).rounded()) }
  }

  private func numbers(_ column: Column) throws(EventTimeError) -> [Double] {
    guard case .numeric(let values) = column.values else {
      throw EventTimeError(column: column.name, problem: .wrongKind(column.kind))
    }
    if let row = values.firstIndex(where: \.isNaN) { throw missing(column, row) }
    return values
  }

  private func missing(_ column: Column, _ row: Int) -> EventTimeError {
    EventTimeError(column: column.name, row: row + 1, problem: .missing)
  }

  private func outOfRange(_ column: Column, _ row: Int, _ value: Double, _ unit: EventTimeError.Unit)
    -> EventTimeError
  {
    EventTimeError(column: column.name, row: row + 1, problem: .outOfRange(value, unit))
  }
}

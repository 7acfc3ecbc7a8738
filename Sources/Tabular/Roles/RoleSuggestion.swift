import Encoding

/// What the columns of a new dataset are for: as its owner says, and where nothing is said, as the data suggest.
///
/// Suggested are: columns without information (empty, constant), row counters and unique strings to leave out, or as
/// the id when they are called like one; free text to leave out; a timestamp column, with an hour column beside it,
/// as the time; columns that give the target away by a simple exact relation to leave out. Each suggestion comes with
/// a note that says why.
public struct RoleSuggestion: Sendable, Equatable {
  /// What the owner has said.
  public struct Given: Sendable, Hashable {
    public var target: String
    public var time: [String]
    public var id: [String]
    public var leaveOut: [String]

    public init(target: String, time: [String] = [], id: [String] = [], leaveOut: [String] = []) {
      self.target = target
      self.time = time
      self.id = id
      self.leaveOut = leaveOut
    }

    var all: [String] { [target] + time + id + leaveOut }
  }

  /// A named column is not there.
  public struct AbsentColumn: Error, Sendable, Equatable, CustomStringConvertible {
    public var name: String
    /// The column that is called most like it, if any is.
    public var nearest: String?

    public init(name: String, nearest: String?) {
      self.name = name
      self.nearest = nearest
    }

    public var description: String {
      "the table has no column \"\(name)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "; check the header")
    }
  }

  public var schema: Schema
  /// The columns of the event time in the order in which `TimeSpecification.columns` takes them.
  public var time: [String]
  public var notes: [DataNote]

  public init(for table: Table, given: Given) throws(AbsentColumn) {
    for name in given.all where table[name] == nil {
      throw AbsentColumn(name: name, nearest: NearestName.of(name, in: table.columnNames))
    }
    schema = Schema(columns: table.columns.map { ColumnSchema(name: $0.name, kind: $0.kind) })
    time = given.time
    notes = []
    for name in given.leaveOut { assign(.leftOut, to: name) }
    for name in given.id { assign(.id, to: name) }
    for name in given.time { assign(.time, to: name) }
    assign(.target, to: given.target)
    suggestFromValues(table)
    if given.time.isEmpty { suggestTime(table) }
    suggestLeaks(table, target: given.target)
  }

  private func isOpen(_ name: String) -> Bool { schema[name]?.role == .feature }

  private mutating func assign(_ role: ColumnRole, to name: String) {
    guard let index = schema.columns.firstIndex(where: { $0.name == name }) else { return }
    schema.columns[index].role = role
  }

  private mutating func assign(_ role: ColumnRole, to name: String, _ subject: DataNote.Subject, _ reason: String) {
    assign(role, to: name)
    notes.append(DataNote(subject, column: name, text: reason))
  }

  // MARK: - One column at a time

  private mutating func suggestFromValues(_ table: Table) {
    // Below some rows every column counts something, or is constant.
    guard table.rowCount >= 2 else { return }
    for column in table.columns where isOpen(column.name) {
      switch ColumnShape(of: column) {
      case .empty: assign(.leftOut, to: column.name, .noValues, "left out: it has no value in any row")
      case .constant(let value):
        assign(.leftOut, to: column.name, .constant, "left out: it is \(value) in every row")
      case .counter: suggestName(column.name, .rowCounter, "it counts the rows, each one more than the row before")
      case .unique: suggestName(column.name, .uniqueID, "every value occurs once")
      case .freeText: assign(.leftOut, to: column.name, .freeText, "left out: it is free text")
      case .ordinary: continue
      }
    }
  }

  private mutating func suggestName(_ name: String, _ subject: DataNote.Subject, _ reason: String) {
    let isID = schema.names(of: .id).isEmpty && ColumnShape.isCalledID(name)
    assign(isID ? .id : .leftOut, to: name, subject, (isID ? "taken as the id: " : "left out: ") + reason)
  }

  // MARK: - Time

  private mutating func suggestTime(_ table: Table) {
    let candidates = table.columns.filter { column in
      guard column.kind == .timestamp, isOpen(column.name) else { return false }
      return (0..<column.count).allSatisfy { !column.values.isMissing($0) }
    }
    guard let column = candidates.first, table.rowCount > 0 else { return }
    guard candidates.count == 1 else {
      let names = candidates.map(\.name).joined(separator: ", ")
      notes.append(DataNote(.time, text: "several columns could be the event time (\(names)); name the right one"))
      return
    }
    time = [column.name]
    if ColumnShape.areWholeDays(column.values), let hour = table.columns.first(where: { isHour($0) }) {
      time.append(hour.name)
    }
    for name in time { assign(.time, to: name) }
    notes.append(
      DataNote(.time, column: column.name, text: "taken as the event time: " + time.joined(separator: " + ")))
  }

  private func isHour(_ column: Column) -> Bool {
    guard isOpen(column.name), ["hr", "hour", "hours"].contains(column.name.lowercased()),
      case .numeric(let values) = column.values
    else { return false }
    return values.allSatisfy { $0 >= 0 && $0 < 24 }
  }

  // MARK: - Leaks

  private mutating func suggestLeaks(_ table: Table, target: String) {
    guard let label = table[target] else { return }
    let open = table.columns.filter { isOpen($0.name) }
    for leak in LeakSearch(target: label, columns: open).leaks {
      for name in leak.columns where isOpen(name) {
        assign(.leftOut, to: name, .leak, "left out as a leak: " + leak.relation + " in every row")
      }
    }
  }
}

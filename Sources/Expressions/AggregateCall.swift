import Tabular

/// One call of an aggregate within an expression, with what it has seen so far.
struct AggregateCall: Sendable {
  let function: AggregateFunction
  let argument: Expression.Node?
  let filter: Expression.Node?
  private let share: Double
  var partial = PartialAggregate()

  init(function: AggregateFunction, arguments: [Expression.Node], filter: Expression.Node?) {
    self.function = function
    self.filter = filter
    argument = arguments.first
    share =
      switch (function, arguments.dropFirst().first) {
      case (.median, _): 0.5
      case (_, .number(let share)?): share
      case (_, _): .nan
      }
  }

  mutating func add(_ bindings: Bindings, _ rows: Range<Int>) {
    var part = PartialAggregate()
    switch input(bindings) {
    case .rows: part.count = rows.count
    case .texts(let column):
      visit(column, bindings, rows) { _, text in part.add(text: text, isKept: function == .distinct) }
    case .numbers(let program, let countsTrue):
      program.run(rows) { _, values in part.add(values, function, countsTrue: countsTrue) }
    }
    partial.merge(part)
  }

  /// What each group of rows gives.
  func parts(_ bindings: Bindings, _ rows: Range<Int>, groups: [Int], count: Int) -> [PartialAggregate] {
    var parts = [PartialAggregate](repeating: PartialAggregate(), count: count)
    switch input(bindings) {
    case .rows: for group in groups { parts[group].count += 1 }
    case .texts(let column):
      visit(column, bindings, rows) { row, text in
        parts[groups[row]].add(text: text, isKept: function == .distinct)
      }
    case .numbers(let program, let countsTrue):
      program.run(rows) { offset, values in
        for index in values.indices {
          let one = UnsafeBufferPointer(rebasing: values[index..<index + 1])
          parts[groups[offset + index]].add(one, function, countsTrue: countsTrue)
        }
      }
    }
    return parts
  }

  var value: Double? { value(of: partial) }

  func value(of partial: PartialAggregate) -> Double? {
    switch function {
    case .count: Double(partial.count)
    case .distinct: Double(partial.distinctCount)
    case .quantile, .median: partial.quantile(share)
    case .sum: partial.count > 0 ? partial.sum : nil
    case .mean: partial.count > 0 ? partial.sum / Double(partial.count) : nil
    case .rate: partial.count > 0 ? Double(partial.trueCount) / Double(partial.count) : nil
    case .min: partial.count > 0 ? partial.smallest : nil
    case .max: partial.count > 0 ? partial.largest : nil
    case .deviation: partial.deviation
    }
  }
}

// MARK: - Input

extension AggregateCall {
  private enum Input {
    /// Every row counts.
    case rows
    /// A column of texts, of which only presence and difference matter.
    case texts(ColumnValues)
    /// - countsTrue: `count(condition)` counts what is true, `count(x)` what is there.
    case numbers(RowProgram, countsTrue: Bool)
  }

  private func input(_ bindings: Bindings) -> Input {
    guard let argument else {
      guard let filter else { return .rows }
      return .numbers(RowProgram(filter, over: bindings), countsTrue: true)
    }
    if case .name(let name) = argument, let column = bindings[name], column.isTextual { return .texts(column) }
    let countsTrue = function == .count && argument.isCondition(in: bindings.vocabulary)
    return .numbers(RowProgram(argument, where: filter, over: bindings), countsTrue: countsTrue)
  }

  /// Visits the texts of the rows that the filter keeps, with the row's offset; missing ones are left out.
  private func visit(
    _ column: ColumnValues, _ bindings: Bindings, _ rows: Range<Int>, _ body: (Int, String) -> Void
  ) {
    let program = RowProgram(filter ?? .boolean(true), over: bindings)
    program.run(rows) { offset, values in
      for index in values.indices where values[index] != 0 && !values[index].isNaN {
        let row = rows.lowerBound + offset + index
        switch column {
        case .categorical(let texts): if let text = texts[row] { body(offset + index, text) }
        case .text(let texts): if let text = texts[row] { body(offset + index, text) }
        case .numeric, .boolean, .timestamp: preconditionFailure("not a column of texts")
        }
      }
    }
  }
}

import Encoding

extension Checker {
  mutating func typedCall(_ name: String, _ arguments: [Expression.Node]) -> Typed {
    if let function = AggregateFunction(call: name, argumentCount: arguments.count) {
      return typedAggregate(function, arguments)
    }
    if let function = SeriesFunction(rawValue: name) { return typedSeries(function, arguments) }
    let operands = arguments.map { typed($0) }
    let column = nextColumn()
    if let function = TextFunction(rawValue: name) { return typedText(function, arguments, operands, column) }
    guard let function = RowFunction(rawValue: name) else {
      reportUnknown(function: name, column)
      return Typed(value: .unknown, column: column)
    }
    checkCount(name, function.argumentCounts, arguments.count, column)
    switch function {
    case .isMissing: return Typed(value: typedMissing(arguments, operands), column: column)
    case .time: return Typed(value: typedTime(arguments, operands, column), column: column)
    case .choose, .abs, .sqrt, .log, .log10, .exp, .power, .round, .floor, .ceil, .min, .max, .coalesce, .year, .month,
      .day, .hour, .minute, .weekday, .dayOfYear:
      break
    }
    for operand in operands { wantNumber(operand, for: "`\(name)`") }
    if function.wantsTime, let operand = operands.first { wantTime(operand, for: name) }
    guard function == .choose, operands.count == 3, case .boolean = operands[1].value,
      case .boolean = operands[2].value
    else { return Typed(value: .number, column: column) }
    return Typed(value: .boolean, column: column)
  }

  /// Anything may be missing, texts too.
  private mutating func typedMissing(_ arguments: [Expression.Node], _ operands: [Typed]) -> Value {
    if let operand = operands.first {
      switch operand.value {
      case .literal, .lowered: wantNumber(operand, for: "`is_missing`")
      case .number, .boolean, .timestamp, .categorical, .text, .unknown: break
      }
    }
    return .boolean
  }

  private mutating func typedTime(_ arguments: [Expression.Node], _ operands: [Typed], _ column: Int) -> Value {
    guard let argument = arguments.first, argument.instant == nil else { return .timestamp }
    report(
      operands[0].column, "`time` wants a quoted time", "write it as `time(\"2026-03-01\")` or \"2026-03-01T08:00\"")
    return .timestamp
  }

  private mutating func wantTime(_ operand: Typed, for name: String) {
    switch operand.value {
    case .boolean:
      report(operand.column, "`\(name)` wants a time, not a condition", "give it a column of times")
    // Numbers may be seconds since 1970; texts have been reported.
    case .timestamp, .unknown, .number, .categorical, .text, .lowered, .literal: return
    }
  }

  private mutating func typedText(
    _ function: TextFunction, _ arguments: [Expression.Node], _ operands: [Typed], _ column: Int
  ) -> Typed {
    let name = function.rawValue
    checkCount(name, function.argumentCounts, arguments.count, column)
    let result: Value = function.isCondition ? .boolean : .unknown
    guard let first = arguments.first, function.argumentCounts.contains(arguments.count) else {
      return Typed(value: result, column: column)
    }
    if function.isCondition {
      guard case .string = arguments[1] else {
        report(
          operands[1].column, "the second argument of `\(name)` is a quoted text", "write it as `\(name)(x, \"…\")`")
        return Typed(value: result, column: column)
      }
    }
    switch operands[0].value {
    case .categorical(let text), .text(let text):
      return Typed(value: function.isCondition ? .boolean : .lowered(text), column: column)
    case .lowered where function.isCondition: return Typed(value: .boolean, column: column)
    case .unknown where TextTest.operand(first) != nil: return Typed(value: result, column: column)
    case .unknown, .number, .boolean, .timestamp, .literal, .lowered:
      report(
        operands[0].column, "`\(name)` wants a column of texts",
        "name one, such as `\(name)(job\(function.isCondition ? ", \"…\"" : ""))`")
      return Typed(value: result, column: column)
    }
  }

  // MARK: - Aggregates

  private mutating func typedAggregate(_ function: AggregateFunction, _ arguments: [Expression.Node]) -> Typed {
    let outer = aggregate
    aggregate = function
    let operands = arguments.map { typed($0) }
    aggregate = outer
    let column = nextColumn()
    let name = function.rawValue
    if let outer {
      report(column, "`\(name)` stands inside `\(outer.rawValue)`", "aggregate once; join aggregates by arithmetic")
    } else if use == .row || use == .series {
      report(column, "`\(name)` needs a whole window, but one value a row is wanted", "leave `\(name)(…)` out here")
    }
    checkCount(name, function.argumentCounts, arguments.count, column)
    if let first = operands.first { checkArgument(arguments[0], first, of: function) }
    if function == .quantile, arguments.count == 2 {
      guard case .number(let share) = arguments[1], (0...1).contains(share) else {
        report(
          operands[1].column, "the second argument of `quantile` is a number between 0 and 1",
          "write it as `quantile(x, 0.95)`")
        return Typed(value: .number, column: column)
      }
    }
    return Typed(value: .number, column: column)
  }

  private mutating func checkArgument(_ node: Expression.Node, _ operand: Typed, of function: AggregateFunction) {
    switch (function, operand.value) {
    case (.distinct, .categorical), (.distinct, .text), (.count, .categorical), (.count, .text): return
    case (.sum, _), (.mean, _), (.count, _), (.rate, _), (.min, _), (.max, _), (.deviation, _), (.median, _),
      (.quantile, _), (.distinct, _):
      wantNumber(operand, for: "`\(function.rawValue)`")
    }
  }

  mutating func typedFiltered(_ call: Expression.Node, _ condition: Expression.Node) -> Typed {
    let value = typed(call)
    var function: AggregateFunction?
    if case .call(let name, let arguments) = call {
      function = AggregateFunction(call: name, argumentCount: arguments.count)
    }
    let outer = aggregate
    aggregate = function ?? .count
    let filter = typed(condition)
    aggregate = outer
    let column = nextColumn()
    if function == nil, AggregateFunction(rawValue: name(of: call)) == nil {
      report(column, "`where` belongs into an aggregate", "write it as `sum(x where condition)`")
    }
    switch filter.value {
    case .boolean, .unknown: break
    case .number, .timestamp, .categorical, .text, .lowered, .literal:
      report(filter.column, "`where` wants a condition", "compare it, such as `where x > 0`")
    }
    return Typed(value: .number, column: value.column)
  }

  private func name(of call: Expression.Node) -> String {
    guard case .call(let name, _) = call else { return "" }
    return name
  }

  mutating func typedSegmented(_ node: Expression.Node, by column: Expression.Node) -> Typed {
    let value = typed(node)
    let place = nextColumn()
    _ = nextColumn()
    guard use == .window else {
      report(place, "`by segment` needs a whole window", "leave it out here")
      return value
    }
    guard case .name(let name) = column else { return value }
    switch known(name, at: place) {
    case .categorical, .boolean, .unknown: break
    case .number, .timestamp, .text, .lowered, .literal:
      report(place, "`\(name)` has too many values to be a segment", "name a categorical or boolean column")
    }
    return value
  }

  // MARK: - Earlier windows

  private mutating func typedSeries(_ function: SeriesFunction, _ arguments: [Expression.Node]) -> Typed {
    let outer = series
    series = function
    let operands = arguments.map { typed($0) }
    series = outer
    let column = nextColumn()
    let name = function.rawValue
    if let outer {
      report(column, "`\(name)` stands inside `\(outer.rawValue)`", "look back once; join values by arithmetic")
    } else if use != .series {
      report(column, "`\(name)` looks at earlier windows, which are not known here", "leave `\(name)(…)` out here")
    }
    checkCount(name, function.argumentCounts, arguments.count, column)
    if let first = operands.first { wantNumber(first, for: "`\(name)`") }
    if operands.count == 2, function.argumentCounts.contains(2), function.windowCount(arguments) == nil {
      report(
        operands[1].column,
        "the second argument of `\(name)` is a whole number from 1 to \(SeriesFunction.windowCountMax)",
        "write it as `\(name)(auc, 10)`")
    }
    return Typed(value: .number, column: column)
  }

  // MARK: - Names and counts

  private mutating func reportUnknown(function name: String, _ column: Int) {
    var known = RowFunction.allCases.map(\.rawValue) + TextFunction.allCases.map(\.rawValue)
    switch use {
    case .row: break
    case .window: known += AggregateFunction.allCases.map(\.rawValue).filter { !known.contains($0) }
    case .series: known += SeriesFunction.allCases.map(\.rawValue)
    }
    let mend =
      if let meant = Spelling.nearest(to: name, among: known) {
        "did you mean `\(meant)`?"
      } else {
        "the functions are \(known.joined(separator: ", "))"
      }
    report(column, "there is no function `\(name)`", mend)
  }

  private mutating func checkCount(_ name: String, _ allowed: ClosedRange<Int>, _ count: Int, _ column: Int) {
    guard !allowed.contains(count) else { return }
    let wanted =
      allowed.lowerBound == allowed.upperBound
      ? "\(allowed.lowerBound) argument\(allowed.lowerBound == 1 ? "" : "s")"
      : "\(allowed.lowerBound) to \(allowed.upperBound) arguments"
    report(column, "`\(name)` takes \(wanted), not \(count)", mend(forCall: name))
  }

  private func mend(forCall name: String) -> String {
    switch name {
    case "if": "write it as `if(condition, value, otherwise)`"
    case "min", "max": "write `\(name)(x)` over a window or `\(name)(x, y)` over a row"
    case "count": "write `count()` or `count(condition)`"
    case "quantile": "write it as `quantile(x, 0.95)`"
    case "window": "write it as `window(auc, 10)`"
    case "pow", "coalesce": "write it as `\(name)(x, 2)`"
    case "contains", "starts_with", "ends_with": "write it as `\(name)(x, \"…\")`"
    default: "write it as `\(name)(x)`"
    }
  }
}

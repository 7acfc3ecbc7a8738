import Learning

/// Parts of a time by whole-number arithmetic: ONNX has no calendar.
///
/// Days to months and years after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years begin in
/// March, so that the leap day is the last.
struct ONNXCalendar {
  typealias Value = ONNXGraph.Value

  private let isMissing: Value
  /// Microseconds, those of 1970 where missing.
  private let time: Value
  private let days: Value
  private var march: MarchYear?

  /// Years that begin in March.
  private struct MarchYear {
    /// 0...399 within 400 years.
    var year: Value
    /// 0...365.
    var day: Value
    /// 1...12, as everybody counts.
    var month: Value
    /// Whether the month is January or February, of the year after.
    var isEarly: Value
  }

  init(_ column: Value, _ graph: inout ONNXGraph) {
    let missing = graph.constant([Int64.min], shape: [1, 1])
    isMissing = graph.node("Equal", [column, missing])
    let zero = graph.constant([Int64(0)], shape: [1, 1])
    time = graph.node("Where", [isMissing, zero, column])
    days = Self.floored(time, 86_400_000_000, &graph)
  }

  /// The part as a float, NaN where the time is missing.
  mutating func number(_ part: TimePart, _ graph: inout ONNXGraph) -> Value {
    let value = graph.cast(whole(part, &graph), to: .float)
    return graph.node("Where", [isMissing, graph.constant([Float.nan], shape: [1, 1]), value])
  }

  /// Sine and cosine of the part, both 0 where the time is missing, looked up: there are few parts, and the tables hold
  /// what the model learned from.
  mutating func waves(_ part: TimePart, _ graph: inout ONNXGraph) -> Value {
    let count = 1 + Int(part.period.rounded(.up))
    let angles = (0..<count).map { 2 * Double.pi * Double($0) / part.period }
    let table = angles.flatMap { [Float(sine($0)), Float(cosine($0))] }
    let place = graph.node(
      "Reshape", [whole(part, &graph), graph.constant([Int64(-1)], shape: [1])])
    let pairs = graph.node("Gather", [graph.constant(table, shape: [Int64(count), 2]), place])
    return graph.node("Where", [isMissing, graph.constant([Float(0)], shape: [1, 1]), pairs])
  }

  private mutating func whole(_ part: TimePart, _ graph: inout ONNXGraph) -> Value {
    switch part {
    case .hour:
      let inDay = Self.with(time, "Mod", 86_400_000_000, &graph)
      return Self.with(inDay, "Div", 3_600_000_000, &graph)
    case .weekday:
      // 1970 began on a Thursday, day 3 of a week that begins on Monday.
      return Self.with(Self.with(days, "Add", 3, &graph), "Mod", 7, &graph)
    case .month: return year(&graph).month
    case .dayOfYear: return dayOfYear(&graph)
    }
  }

  private mutating func year(_ graph: inout ONNXGraph) -> MarchYear {
    if let march { return march }
    // Days since 1 March of the year 0, then within 400 years.
    let shifted = Self.with(days, "Add", 719_468, &graph)
    let era = Self.with(shifted, "Mod", 146_097, &graph)
    var sum = graph.node("Sub", [era, Self.with(era, "Div", 1460, &graph)])
    sum = graph.node("Add", [sum, Self.with(era, "Div", 36_524, &graph)])
    sum = graph.node("Sub", [sum, Self.with(era, "Div", 146_096, &graph)])
    let year = Self.with(sum, "Div", 365, &graph)
    var before = graph.node(
      "Add", [Self.with(year, "Mul", 365, &graph), Self.with(year, "Div", 4, &graph)])
    before = graph.node("Sub", [before, Self.with(year, "Div", 100, &graph)])
    let day = graph.node("Sub", [era, before])
    let place = Self.with(Self.with(Self.with(day, "Mul", 5, &graph), "Add", 2, &graph), "Div", 153, &graph)
    let isEarly = graph.node("Not", [graph.node("Less", [place, graph.constant([Int64(10)], shape: [1, 1])])])
    let month = graph.node(
      "Where", [isEarly, Self.with(place, "Sub", 9, &graph), Self.with(place, "Add", 3, &graph)])
    let made = MarchYear(year: year, day: day, month: month, isEarly: isEarly)
    march = made
    return made
  }

  /// From 1 March on 59 days have gone, or 60 in leap years; January and February follow 306 days later.
  private mutating func dayOfYear(_ graph: inout ONNXGraph) -> Value {
    let march = year(&graph)
    func isMultiple(_ divisor: Int64) -> Value {
      graph.node("Equal", [Self.with(march.year, "Mod", divisor, &graph), graph.constant([Int64(0)], shape: [1, 1])])
    }
    let (byFour, byHundred, byAll) = (isMultiple(4), isMultiple(100), isMultiple(400))
    let isCommonCentury = graph.node("And", [byHundred, graph.node("Not", [byAll])])
    let isLeap = graph.cast(graph.node("And", [byFour, graph.node("Not", [isCommonCentury])]), to: .int64)
    let late = graph.node("Add", [Self.with(march.day, "Add", 60, &graph), isLeap])
    return graph.node("Where", [march.isEarly, Self.with(march.day, "Sub", 305, &graph), late])
  }

  /// Rounded down: ONNX divides whole numbers towards 0, and takes remainders with the divisor's sign.
  private static func floored(_ value: Value, _ divisor: Int64, _ graph: inout ONNXGraph) -> Value {
    let rest = with(value, "Mod", divisor, &graph)
    return with(graph.node("Sub", [value, rest]), "Div", divisor, &graph)
  }

  private static func with(
    _ value: Value, _ operation: String, _ number: Int64, _ graph: inout ONNXGraph
  ) -> Value {
    graph.node(operation, [value, graph.constant([number], shape: [1, 1])])
  }
}

import Encoding

/// What a column looks like, in figures.
///
/// Numbers, and timestamps taken as microseconds since 1970, have all figures. Booleans have `mean` (the share of
/// true) and `sd`; categories and texts have `top` alone. Figures that a kind does not have, or that need a value
/// where there is none, are nil. All are exact; distinct texts are told apart by 64 bits of hash.
public struct ColumnProfile: Sendable, Equatable {
  /// The probabilities of `quantiles`.
  public static let probabilities = [0.01, 0.25, 0.5, 0.75, 0.99]
  /// Most entries of `top`.
  public static let topCount = 10
  /// Bins of `histogram`.
  public static let binCount = 20

  /// A value and how often it occurs.
  public struct Frequency: Sendable, Equatable {
    /// As the column has it: number, boolean, string or time; long texts are cut.
    public var value: JSON
    public var count: Int

    public init(value: JSON, count: Int) {
      self.value = value
      self.count = count
    }
  }

  /// Counts in bins of equal width: bin i from `edges[i]` up to, not including, `edges[i + 1]`; the last bin has
  /// both. A single distinct value makes one bin without width.
  public struct Histogram: Sendable, Equatable {
    public var edges: [Double]
    public var counts: [Int]

    public init(edges: [Double], counts: [Int]) {
      self.edges = edges
      self.counts = counts
    }
  }

  public var name: String
  public var kind: ColumnKind
  /// Rows with a value, and rows without.
  public var count: Int
  public var missing: Int
  public var distinct: Int
  public var min: Double?
  public var max: Double?
  public var mean: Double?
  /// With n - 1 in the denominator; nil below two values.
  public var sd: Double?
  /// At `probabilities`, linear between the two nearest ranks (type 7 of Hyndman and Fan, 1996).
  public var quantiles: [Double]?
  /// The most frequent values; of equally frequent ones the smaller, or the earlier in the file, first.
  public var top: [Frequency] = []
  public var histogram: Histogram?

  init(name: String, kind: ColumnKind, count: Int, rows: Int, distinct: Int) {
    self.name = name
    self.kind = kind
    self.count = count
    missing = rows - count
    self.distinct = distinct
  }
}

extension ColumnProfile {
  public init(_ column: Column) {
    switch column.values {
    case .numeric(let values): self.init(column.name, numbers: values)
    case .timestamp(let values): self.init(column.name, times: values)
    case .boolean(let values): self.init(column.name, truths: values)
    case .categorical(let values): self.init(column.name, categories: values)
    case .text(let values): self.init(column.name, text: values)
    }
  }

  private init(_ name: String, numbers values: [Double]) {
    let sorted = SortedKeys(values.lazy.filter { !$0.isNaN }.map { OrderedBits.key(of: $0) }, upTo: values.count)
    self.init(name: name, kind: .numeric, count: sorted.count, rows: values.count, distinct: 0)
    describe(sorted, number: OrderedBits.number(of:)) { JSON($0) }
    let moments = Moments(of: values)
    (mean, sd) = (moments.mean, moments.sd)
  }

  private init(_ name: String, times values: [Int64]) {
    let present = values.lazy.filter { $0 != ColumnValues.missingTimestamp }
    let sorted = SortedKeys(present.map { OrderedBits.key(of: $0) }, upTo: values.count)
    self.init(name: name, kind: .timestamp, count: sorted.count, rows: values.count, distinct: 0)
    describe(sorted, number: { Double(OrderedBits.time(of: $0)) }) { JSON(ColumnProfile.time($0)) }
    let moments = Moments(of: values.map { $0 == ColumnValues.missingTimestamp ? .nan : Double($0) })
    (mean, sd) = (moments.mean, moments.sd)
  }

  private init(_ name: String, truths values: [UInt8]) {
    var counts = [0, 0]
    for value in values where value != ColumnValues.missingBoolean { counts[value == 1 ? 1 : 0] += 1 }
    let present = counts[0] + counts[1]
    self.init(name: name, kind: .boolean, count: present, rows: values.count, distinct: counts.count { $0 > 0 })
    if present > 0 {
      let share = Double(counts[1]) / Double(present)
      mean = share
      sd = present > 1 ? (share * (1 - share) * Double(present) / Double(present - 1)).squareRoot() : nil
    }
    for value in counts[1] > counts[0] ? [1, 0] : [0, 1] where counts[value] > 0 {
      top.append(Frequency(value: .bool(value == 1), count: counts[value]))
    }
  }

  private init(_ name: String, categories values: CategoricalValues) {
    var counts = [Int](repeating: 0, count: values.levels.count)
    for code in values.codes where code != CategoricalValues.missing { counts[Int(code)] += 1 }
    self.init(
      name: name, kind: .categorical, count: counts.reduce(0, +), rows: values.codes.count,
      distinct: counts.count { $0 > 0 })
    var leaders = Leaders<Int>(ColumnProfile.topCount)
    for (code, count) in counts.enumerated() where count > 0 { leaders.add(code, count: count) }
    top = leaders.entries.map { Frequency(value: ColumnProfile.shortened(values.levels[$0.item]), count: $0.count) }
  }

  private init(_ name: String, text values: TextValues) {
    let census = TextCensus(of: values)
    self.init(name: name, kind: .text, count: census.count, rows: values.count, distinct: census.distinct)
    top = census.leaders.map { row, count in
      Frequency(value: ColumnProfile.shortened(values[row] ?? ""), count: count)
    }
  }

  /// Everything that follows from the values in order.
  private mutating func describe(
    _ sorted: SortedKeys, number: (UInt64) -> Double, json: (Double) -> JSON
  ) {
    guard let first = sorted.keys.first, let last = sorted.keys.last else { return }
    let (low, high) = (number(first), number(last))
    (min, max) = (low, high)
    var leaders = Leaders<UInt64>(ColumnProfile.topCount)
    sorted.forEachRun { key, count in
      distinct += 1
      leaders.add(key, count: count)
    }
    top = leaders.entries.map { Frequency(value: json(number($0.item)), count: $0.count) }
    quantiles = ColumnProfile.probabilities.map { sorted.quantile($0, number) }
    histogram = Histogram(sorted, low: low, high: high, number)
  }

  static func time(_ microseconds: Double) -> Timestamp { Timestamp(microseconds: Int64(microseconds.rounded())) }

  /// Long texts are cut: a profile is for reading.
  private static func shortened(_ text: String) -> JSON {
    text.utf8.count <= 80 ? .string(text) : .string(String(text.prefix(80)) + "…")
  }
}

extension ColumnProfile.Histogram {
  fileprivate init(_ sorted: SortedKeys, low: Double, high: Double, _ number: (UInt64) -> Double) {
    guard low < high else {
      self.init(edges: [low, high], counts: [sorted.count])
      return
    }
    let bins = ColumnProfile.binCount
    let step = (high - low) / Double(bins)
    var edges = (0..<bins).map { bin in
      // The span may be wider than a double can say.
      if step.isFinite { return low + Double(bin) * step }
      let share = Double(bin) / Double(bins)
      return low * (1 - share) + high * share
    }
    edges.append(high)
    let starts = edges.dropLast().map { edge in sorted.firstIndex { number($0) >= edge } }
    let ends = starts.dropFirst() + [sorted.count]
    self.init(edges: edges, counts: zip(starts, ends).map { $1 - $0 })
  }
}

import Encoding
import Lifecycle
import Tabular

extension Reading {
  /// The seed of the demo world where none is written.
  static let worldSeed: UInt64 = 7

  mutating func data(_ outer: Fields) -> DataDefinition? {
    let known = [
      "source", "target", "positive", "time", "leave_out", "id", "kinds", "split", "retrain_newest", "skip_bad_rows",
      "checks",
    ]
    guard outer["data"] != nil else {
      missing(outer, "data.source", "write `data: {source: FILE, target: COLUMN}`")
      missing(outer, "data.target", "write `data: {source: FILE, target: COLUMN}`")
      return nil
    }
    guard let fields = section(outer, "data", known) else { return nil }
    if fields["source"] == nil { missing(fields, "source", "name the file, such as `source: hour.csv`") }
    if fields["target"] == nil { missing(fields, "target", "name the column the model is to say") }
    let source = fields["source"].flatMap { rowSource($0) }
    let target = text(fields, "target")
    let positive = text(fields, "positive")
    let time = fields["time"].flatMap { eventTime($0) }
    let id = text(fields, "id")
    let leaveOut = texts(fields, "leave_out").map(\.text)
    let kinds = kinds(fields)
    let split = split(fields, source)
    let (skipsBadRows, checks) = (skipsBadRows(fields), dataChecks(fields))
    guard let source, let target else { return nil }
    return DataDefinition(
      source: source, target: target, positive: positive, time: time, id: id, leaveOut: leaveOut, kinds: kinds,
      split: split, retrainNewest: whole(fields, "retrain_newest", in: 100...100_000_000),
      skipsBadRows: skipsBadRows, checks: checks)
  }

  private mutating func rowSource(_ field: Field) -> DataDefinition.Source? {
    if let scalar = field.node.scalar {
      // A file of that name goes in quotes.
      if scalar.isPlain, scalar.text == "demo" { return .world(seed: Reading.worldSeed) }
      return text(field).map { .file($0) }
    }
    guard let fields = fields(field, ["world"]) else { return nil }
    guard let world = fields["world"] else {
      missing(fields, "world", "give the demo world a seed, such as `{world: 7}`")
      return nil
    }
    return seed(world).map { .world(seed: $0) }
  }

  // MARK: - Time

  private mutating func eventTime(_ field: Field) -> TimeDefinition? {
    if field.node.scalar != nil { return text(field).map { .columns([$0]) } }
    if case .sequence(let nodes) = field.node.content { return timeColumns(field, elements(field, nodes)) }
    guard let fields = fields(field, ["columns", "order", "from", "to"]) else { return nil }
    if let columns = fields["columns"] {
      for name in ["order", "from", "to"] {
        guard let other = fields[name] else { continue }
        error(other.key, other.place, "`\(field.key)` has both `columns` and `\(name)`", "keep one of the two ways")
      }
      let names = columns.node.scalar != nil ? elements(columns, [columns.node]) : list(fields, "columns")
      return timeColumns(columns, names)
    }
    guard fields["order"] != nil else {
      error(
        field.key, field.place, "`\(field.key)` does not say what gives rows their time",
        "write `{columns: [COLUMN]}` or `{order: rows, from: 2026-01-01, to: 2026-12-31}`")
      return nil
    }
    return rowOrder(fields)
  }

  private mutating func timeColumns(_ field: Field, _ elements: [Field]) -> TimeDefinition? {
    let names = elements.compactMap { text($0) }
    guard (1...2).contains(elements.count) else {
      error(
        field.key, field.place, "`\(field.key)` has \(elements.count) columns",
        "name one timestamp column, or a date column and an hour column")
      return nil
    }
    return names.count == elements.count ? .columns(names) : nil
  }

  private enum Order: String, CaseIterable {
    case rows
  }

  private mutating func rowOrder(_ fields: Fields) -> TimeDefinition? {
    let order = choice(fields, "order", Order.self)
    let from = instant(fields, "from")
    let to = instant(fields, "to")
    guard order != nil, let from, let to else { return nil }
    guard from < to else {
      error(
        fields.key(of: "to"), fields["to"]?.place ?? fields.place,
        "`\(fields.key)` ends before it begins", "put the earlier time in `from`")
      return nil
    }
    return .rowOrder(from: from, to: to)
  }

  private mutating func instant(_ fields: Fields, _ name: String) -> Timestamp? {
    guard let field = fields[name] else {
      missing(fields, name, "write `from` and `to` as 2026-03-01 or 2026-03-01T08:00")
      return nil
    }
    guard let text = text(field) else { return nil }
    if let time = Timestamp(parsing: text) { return time }
    error(
      field.key, field.place, "`\(field.key)` is not a time: `\(text)`", "write it as 2026-03-01 or 2026-03-01T08:00")
    return nil
  }

  // MARK: - Kinds and split

  private mutating func kinds(_ outer: Fields) -> [String: String] {
    var kinds: [String: String] = [:]
    for (column, field) in named(outer, "kinds") {
      if let kind = choice(field, ColumnKind.self) { kinds[column] = kind.rawValue }
    }
    return kinds
  }

  private mutating func split(_ outer: Fields, _ source: DataDefinition.Source?) -> SplitDefinition {
    var split = SplitDefinition()
    let fields = section(outer, "split", ["by", "train", "validate", "test", "live"])
    let method = fields.flatMap { choice($0, "by", SplitDefinition.Method.self) }
    if method == .time, outer["time"] == nil, case .file? = source, let by = fields?["by"] {
      error(by.key, by.place, "`data.split` is by time, but `data.time` is missing", "write `data.time`, or `by: rows`")
    }
    let hasTime = outer["time"] != nil || source?.isWorld == true
    split.method = method ?? (hasTime ? .time : .rows)
    guard let fields else { return split }
    let parts = ["train", "validate", "test", "live"]
    // Once a share is written, the others are what is written too: nobody means a default they cannot see.
    guard parts.contains(where: { fields[$0] != nil }) else { return split }
    let shares = parts.map { number(fields, $0, in: 0...1) ?? 0 }
    (split.train, split.validate, split.test, split.live) = (shares[0], shares[1], shares[2], shares[3])
    let sum = shares.reduce(0, +)
    if sum > 1 + 1e-9 {
      error(
        fields.key, fields.place,
        "the shares of `\(fields.key)` add up to \(Reading.short((sum * 1e6).rounded() / 1e6))",
        "make them 1 or less")
    } else if split.train == 0, fields["train"] == nil || Reading.number(fields["train"]?.node.scalar?.text ?? "") == 0
    {
      error(fields.key(of: "train"), fields.place, "`\(fields.key)` leaves nothing to train on", "give `train` a share")
    }
    return split
  }
}

extension DataDefinition.Source {
  var isWorld: Bool {
    switch self {
    case .world: true
    case .file: false
    }
  }
}

import Encoding

/// Reads the members of one stored object and says where it failed.
struct EventFields {
  let kind: String
  let json: JSON
  /// Where the object stands within the payload: empty, or ending in a dot.
  var path = ""

  func missing(_ name: String) -> EventCodecError {
    EventCodecError(kind: kind, reason: .missing(field: path + name))
  }

  func malformed(_ name: String, _ expected: String) -> EventCodecError {
    EventCodecError(kind: kind, reason: .malformed(field: path + name, expected: expected))
  }

  /// The member's value; nil when it is absent or null.
  private func value(_ name: String) -> JSON? {
    guard let value = json[name], !value.isNull else { return nil }
    return value
  }

  private func optional<Value>(
    _ name: String, _ expected: String, _ read: (JSON) -> Value?
  ) throws(EventCodecError) -> Value? {
    guard let value = value(name) else { return nil }
    guard let result = read(value) else { throw malformed(name, expected) }
    return result
  }

  private func required<Value>(
    _ name: String, _ expected: String, _ read: (JSON) -> Value?
  ) throws(EventCodecError) -> Value {
    guard let result = try optional(name, expected, read) else { throw missing(name) }
    return result
  }

  // MARK: Scalars

  func string(_ name: String) throws(EventCodecError) -> String { try required(name, "a text") { $0.string } }

  func optionalString(_ name: String) throws(EventCodecError) -> String? {
    try optional(name, "a text") { $0.string }
  }

  func int(_ name: String) throws(EventCodecError) -> Int { try required(name, "an integer") { $0.int } }

  func optionalInt(_ name: String) throws(EventCodecError) -> Int? { try optional(name, "an integer") { $0.int } }

  func bool(_ name: String) throws(EventCodecError) -> Bool { try required(name, "true or false") { $0.bool } }

  func double(_ name: String) throws(EventCodecError) -> Double { try required(name, "a number") { $0.storedDouble } }

  func optionalDouble(_ name: String) throws(EventCodecError) -> Double? {
    try optional(name, "a number") { $0.storedDouble }
  }

  func seed(_ name: String) throws(EventCodecError) -> UInt64 {
    try required(name, "an integer from 0") {
      $0.string.flatMap { UInt64($0) } ?? $0.int.flatMap { UInt64(exactly: $0) }
    }
  }

  func time(_ name: String) throws(EventCodecError) -> Timestamp { try required(name, "a time") { $0.storedTime } }

  func optionalTime(_ name: String) throws(EventCodecError) -> Timestamp? {
    try optional(name, "a time") { $0.storedTime }
  }

  func id<Tag>(_ name: String) throws(EventCodecError) -> Identifier<Tag> { Identifier(try int(name)) }

  func optionalID<Tag>(_ name: String) throws(EventCodecError) -> Identifier<Tag>? {
    try optional(name, "an integer") { $0.int.map { Identifier($0) } }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(EventCodecError) -> Choice where Choice.RawValue == String {
    let words = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    return try required(name, "one of \(words)") { $0.string.flatMap { Choice(rawValue: $0) } }
  }

  // MARK: Containers

  func strings(_ name: String) throws(EventCodecError) -> [String] {
    guard let values = try optionalStrings(name) else { throw missing(name) }
    return values
  }

  func optionalStrings(_ name: String) throws(EventCodecError) -> [String]? {
    try optional(name, "a list of texts") { json in
      guard let elements = json.array else { return nil }
      let texts = elements.compactMap(\.string)
      return texts.count == elements.count ? texts : nil
    }
  }

  func numbers(_ name: String) throws(EventCodecError) -> [String: Double] {
    try required(name, "numbers by name") { $0.storedNumbers }
  }

  func numbersByPart(_ name: String) throws(EventCodecError) -> [String: [String: Double]] {
    try required(name, "numbers by part and name") { json in
      guard let members = json.members else { return nil }
      var result: [String: [String: Double]] = [:]
      for member in members {
        guard let numbers = member.value.storedNumbers else { return nil }
        result[member.name] = numbers
      }
      return result
    }
  }

  /// For facts that older journals do not have.
  func numbersOrNone(_ name: String) throws(EventCodecError) -> [String: Double] {
    json[name] == nil ? [:] : try numbers(name)
  }

  /// For facts that older journals do not have.
  func numbersByPartOrNone(_ name: String) throws(EventCodecError) -> [String: [String: Double]] {
    json[name] == nil ? [:] : try numbersByPart(name)
  }

  /// For facts that older journals do not have.
  func integersOrNone(_ name: String) throws(EventCodecError) -> [Int] {
    try optional(name, "a list of integers") { json in
      json.array.flatMap { array in
        let values = array.compactMap(\.int)
        return values.count == array.count ? values : nil
      }
    } ?? []
  }

  /// An absent list is empty.
  func doublesOrNone(_ name: String) throws(EventCodecError) -> [Double] {
    try optional(name, "a list of numbers") { json in
      json.array.flatMap { array in
        let values = array.compactMap(\.storedDouble)
        return values.count == array.count ? values : nil
      }
    } ?? []
  }

  /// Whether the member is there and not null.
  func has(_ name: String) -> Bool { value(name) != nil }

  /// For facts that older journals do not have.
  func objectsOrNone(_ name: String) throws(EventCodecError) -> [EventFields] {
    has(name) ? try objects(name) : []
  }

  func object(_ name: String) throws(EventCodecError) -> EventFields {
    let value = try required(name, "an object") { $0.members == nil ? nil : $0 }
    return EventFields(kind: kind, json: value, path: path + name + ".")
  }

  func objects(_ name: String) throws(EventCodecError) -> [EventFields] {
    let elements = try required(name, "a list of objects") { json in
      json.array.flatMap { $0.allSatisfy { $0.members != nil } ? $0 : nil }
    }
    return elements.enumerated().map { EventFields(kind: kind, json: $1, path: "\(path)\(name)[\($0)].") }
  }
}

extension JSON {
  /// A number that reads back as it was: JSON has no infinities and no NaN, and the fold of a journal that was read
  /// must equal the fold of the events that were written.
  init(stored value: Double) {
    if value.isFinite {
      self = .number(value)
    } else {
      self = .string(value.isNaN ? "nan" : value < 0 ? "-infinity" : "infinity")
    }
  }

  init(stored value: Double?) { self = value.map { JSON(stored: $0) } ?? .null }

  /// RFC 3339, or microseconds since 1970 where the year has no four digits.
  init(stored time: Timestamp) {
    let fourDigits =
      Timestamp(year: 0, month: 1, day: 1).microseconds..<Timestamp(year: 10_000, month: 1, day: 1).microseconds
    self = fourDigits.contains(time.microseconds) ? JSON(time) : .integer(time.microseconds)
  }

  init(stored time: Timestamp?) { self = time.map { JSON(stored: $0) } ?? .null }

  init<Tag>(stored id: Identifier<Tag>) { self = JSON(id.number) }

  init<Tag>(stored id: Identifier<Tag>?) { self = JSON(id?.number) }

  /// Sorted by name: equal values are written as equal bytes.
  init(stored numbers: [String: Double]) {
    self = .object(numbers.sorted { $0.key < $1.key }.map { Member($0.key, JSON(stored: $0.value)) })
  }

  init(stored parts: [String: [String: Double]]) {
    self = .object(parts.sorted { $0.key < $1.key }.map { Member($0.key, JSON(stored: $0.value)) })
  }

  fileprivate var storedDouble: Double? {
    switch self {
    case .string("nan"): .nan
    case .string("infinity"): .infinity
    case .string("-infinity"): -.infinity
    case .string, .null, .bool, .integer, .number, .array, .object: double
    }
  }

  fileprivate var storedTime: Timestamp? {
    switch self {
    case .string(let text): Timestamp(parsing: text)
    case .integer(let microseconds): Timestamp(microseconds: microseconds)
    case .null, .bool, .number, .array, .object: nil
    }
  }

  fileprivate var storedNumbers: [String: Double]? {
    guard let members else { return nil }
    var result: [String: Double] = [:]
    for member in members {
      guard let value = member.value.storedDouble else { return nil }
      result[member.name] = value
    }
    return result
  }
}

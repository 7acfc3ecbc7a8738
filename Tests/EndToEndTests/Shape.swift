import Encoding

/// What a JSON document promises: the keys that must be there and the kind of what stands under them.
///
/// Keys beyond the promised ones are welcome.
indirect enum Shape: Sendable {
  case number
  case text
  case flag
  /// RFC 3339, in UTC.
  case time
  /// Always null so far.
  case null
  case anything
  case absentOr(Shape)
  /// The keys that are promised.
  case object([String: Shape])
  /// Names that the data choose, one at the least.
  case named(Shape)
  /// One element at the least, each of them so.
  case list(Shape)
  case mayBeEmpty(Shape)
  /// Elements of kinds of their own, in this order.
  case tuple([Shape])

  /// Where a document breaks the promise, as "windows[2].rows: …".
  func breaches(in value: JSON?, at path: String = "document") -> [String] {
    guard let value else { return ["\(path) is missing"] }
    switch self {
    case .anything: return []
    case .number: return value.double != nil ? [] : wrong(value, path, "a number")
    case .text: return value.string != nil ? [] : wrong(value, path, "text")
    case .flag: return value.bool != nil ? [] : wrong(value, path, "true or false")
    case .null: return value.isNull ? [] : wrong(value, path, "null")
    case .time:
      let isTime = value.string.map { $0.hasSuffix("Z") && Timestamp(parsing: $0) != nil } == true
      return isTime ? [] : wrong(value, path, "a time")
    case .absentOr(let shape): return value.isNull ? [] : shape.breaches(in: value, at: path)
    case .object(let keys):
      guard value.members != nil else { return wrong(value, path, "an object") }
      return keys.sorted { $0.key < $1.key }.flatMap { $1.breaches(in: value[$0], at: "\(path).\($0)") }
    case .named(let shape):
      guard let members = value.members, !members.isEmpty else { return wrong(value, path, "an object of some names") }
      return members.flatMap { shape.breaches(in: $0.value, at: "\(path).\($0.name)") }
    case .list(let shape):
      guard let elements = value.array, !elements.isEmpty else { return wrong(value, path, "a list of some elements") }
      return Self.breaches(in: elements, shape, path)
    case .mayBeEmpty(let shape):
      guard let elements = value.array else { return wrong(value, path, "a list") }
      return Self.breaches(in: elements, shape, path)
    case .tuple(let shapes):
      guard let elements = value.array, elements.count == shapes.count else {
        return wrong(value, path, "a list of \(shapes.count)")
      }
      return zip(shapes, elements).flatMap { $0.breaches(in: $1, at: path) }
    }
  }

  private static func breaches(in elements: [JSON], _ shape: Shape, _ path: String) -> [String] {
    elements.enumerated().flatMap { shape.breaches(in: $1, at: "\(path)[\($0)]") }
  }

  private func wrong(_ value: JSON, _ path: String, _ wanted: String) -> [String] {
    ["\(path) should be \(wanted), and is \(value.text().prefix(80))"]
  }
}

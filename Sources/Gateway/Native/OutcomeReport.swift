import Encoding
import Lifecycle

/// The body of `POST /outcomes`: an object, a list of them, an object with `outcomes`, or an object a line.
///
/// Each names its row, by `id` as the answer told it (with its `session`, unless that is the present one), or by `unit`
/// as the request named it; then `outcome`, and `time` where it became known earlier than now.
struct OutcomeReport: Sendable {
  var outcomes: [ReportedOutcome]

  init(_ body: [UInt8], limit: Int) throws(Refused) {
    outcomes = []
    for (index, entry) in try Self.entries(body).enumerated() {
      guard index < limit else { throw .tooLarge("more than \(limit) outcomes; send them in parts") }
      outcomes.append(try Self.outcome(entry, index))
    }
  }

  private static func entries(_ body: [UInt8]) throws(Refused) -> [JSON] {
    do {
      switch try JSON(parsing: body) {
      case .array(let entries): return entries
      case let object:
        if case .array(let entries)? = object["outcomes"] { return entries }
        return [object]
      }
    } catch {
      // Not one document: perhaps one a line.
      let lines = body.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x0D } }
      guard lines.count > 1 else { throw .bad("the body is \(error)") }
      return try lines.enumerated().map { number, line throws(Refused) in
        do { return try JSON(parsing: Array(line)) } catch { throw .bad("line \(number + 1) is \(error)") }
      }
    }
  }

  private static func outcome(_ entry: JSON, _ index: Int) throws(Refused) -> ReportedOutcome {
    guard case .object = entry else { throw .bad("outcome \(index) is no object with `id` or `unit`, and `outcome`") }
    guard let value = text(entry["outcome"] ?? entry["value"]) else {
      throw .bad("outcome \(index) has no `outcome`: a class or a number")
    }
    var knownAt: Int64?
    switch entry["time"] {
    case nil, .null?: break
    case .string(let text)?:
      guard let time = Timestamp(parsing: text) else { throw .bad("outcome \(index): `\(text)` is no time") }
      knownAt = time.microseconds
    case .bool?, .integer?, .number?, .array?, .object?:
      throw .bad("outcome \(index): `time` is text, such as 2026-05-01T12:00:00Z")
    }
    return ReportedOutcome(key: try key(entry, index), value: value, knownAt: knownAt)
  }

  private static func key(_ entry: JSON, _ index: Int) throws(Refused) -> ReportedOutcome.Key {
    if let unit = text(entry["unit"]) { return .unit(unit) }
    switch entry["id"] {
    case .integer(let id)?:
      guard let session = entry["session"], session != .null else { return .prediction(nil, id) }
      guard let number = session.int else { throw .bad("outcome \(index): `session` is a whole number") }
      return .prediction(SessionID(number), id)
    case .string(let unit)?: return .unit(unit)
    case nil, .null?, .bool?, .number?, .array?, .object?:
      throw .bad("outcome \(index) has no `id` of a prediction, and no `unit`")
    }
  }

  private static func text(_ value: JSON?) -> String? {
    switch value {
    case .string(let text)?: text
    case .integer?, .number?, .bool?: value?.text()
    case nil, .null?, .array?, .object?: nil
    }
  }
}

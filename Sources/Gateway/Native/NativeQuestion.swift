import Encoding
import Lifecycle

/// How a native request was put, and so how it is answered.
enum NativeShape: Sendable, Equatable {
  /// One object of features: one object.
  case one
  /// A list, or an object with `rows`: one object with a list for each fact.
  case many
  /// An object a line: an object a line.
  case lines
}

/// The body of `POST /predict` and `POST /explain`.
struct NativeQuestion: Sendable {
  var request: PredictionRequest
  var shape: NativeShape

  init(_ body: [UInt8], served: ServedModels, rowLimit: Int) throws(Refused) {
    let document: JSON
    do {
      document = try JSON(parsing: body)
    } catch {
      throw .bad("the body is \(error); send an object of features, or a list of them")
    }
    var builder = NativeRows(served: served, rowLimit: rowLimit)
    switch document {
    case .array(let rows):
      shape = .many
      for row in rows { try builder.append(row) }
    case .object:
      shape = .one
      try builder.append(document)
    case .null, .bool, .integer, .number, .string:
      throw .bad("the body is no object of features and no list of them")
    }
    request = builder.request
  }
}

/// Rows of named features on their way to a request.
struct NativeRows {
  let served: ServedModels
  let rowLimit: Int
  private(set) var request = PredictionRequest(rowCount: 0, cells: [])

  init(served: ServedModels, rowLimit: Int) {
    self.served = served
    self.rowLimit = rowLimit
  }

  mutating func append(_ row: JSON) throws(Refused) {
    guard case .object(let members) = row else { throw .bad("row \(request.rowCount) is no object of features") }
    guard request.rowCount < rowLimit else { throw .tooLarge("more than \(rowLimit) rows; send them in parts") }
    for input in served.inputs {
      let value = members.last { $0.name == input.name }?.value ?? .null
      request.cells.append(try cell(value, input))
    }
    request.ids.append(served.idColumn.flatMap { name in members.last { $0.name == name }?.value }.flatMap(Self.text))
    request.rowCount += 1
  }

  private mutating func cell(_ value: JSON, _ input: ServedModels.Input) throws(Refused) -> Double {
    switch (value, input.kind) {
    case (.null, _): return .nan
    case (.integer(let number), .number): return Double(number)
    case (.number(let number), .number): return number
    case (.bool(let flag), .boolean), (.bool(let flag), .number): return flag ? 1 : 0
    case (.integer(let number), .boolean) where number == 0 || number == 1: return Double(number)
    case (.string(let text), .time):
      guard let time = Timestamp(parsing: text) else { break }
      return Double(time.microseconds)
    case (.string, .category), (.integer, .category), (.number, .category), (.bool, .category):
      request.texts.append(Self.text(value) ?? "")
      return Double(request.texts.count - 1)
    default: break
    }
    throw .bad("row \(request.rowCount), `\(input.name)`: \(value) is no \(input.kind.rawValue)")
  }

  private static func text(_ value: JSON) -> String? {
    switch value {
    case .string(let text): text
    case .integer, .number, .bool: value.text()
    case .null, .array, .object: nil
    }
  }
}

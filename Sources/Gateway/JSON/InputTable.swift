/// What is served, arranged so that the bytes of a field's name find its place quickly. Made once for a set of served
/// models and used by every request.
public struct InputTable: Sendable {
  public let served: ServedModels
  private let memory: FieldMemory

  public init(_ served: ServedModels) {
    self.served = served
    var names = served.inputs.map(\.name)
    var idField = -1
    if let idColumn = served.idColumn {
      idField = names.firstIndex(of: idColumn) ?? names.count
      if idField == names.count { names.append(idColumn) }
    }
    memory = FieldMemory(names: names, kinds: served.inputs.map(\.kind), idField: idField)
  }

  /// Number of inputs, which is the width of a row of cells.
  public var width: Int { memory.names.width }

  /// Holds while the table lives.
  var names: FieldNames { memory.names }

  func name(_ field: Int) -> String {
    field < width ? served.inputs[field].name : served.idColumn ?? ""
  }

  /// The field of that name, or -1.
  func field(named name: String) -> Int {
    var text = name
    return text.withUTF8 { memory.names.find($0) }
  }
}

/// What is served, arranged so that the bytes of a field's name find its place quickly. Made once for a set of served
/// models and used by every request.
public struct InputTable: Sendable {
  public let served: ServedModels
  /// Number of inputs, which is the width of a row of cells.
  public let width: Int
  let kinds: [ServedModels.Input.Kind]
  /// Where the column of ids stands: an input, `width` where it is none, -1 where there is no such column.
  let idField: Int

  /// Names in quotes, one after another, as they nearly always stand in a document.
  private let quoted: [UInt8]
  /// Where each name starts in `quoted`, and where the last one ends.
  private let starts: [Int]
  private let slots: [Int32]

  public init(_ served: ServedModels) {
    self.served = served
    width = served.inputs.count
    kinds = served.inputs.map(\.kind)
    var names = served.inputs.map(\.name)
    if let idColumn = served.idColumn {
      idField = names.firstIndex(of: idColumn) ?? names.count
      if idField == names.count { names.append(idColumn) }
    } else {
      idField = -1
    }
    var quoted: [UInt8] = []
    var starts = [0]
    var slotCount = 16
    while slotCount < names.count * 2 { slotCount *= 2 }
    var slots = [Int32](repeating: -1, count: slotCount)
    for (field, name) in names.enumerated() {
      var text = name
      var slot = text.withUTF8 { Int(truncatingIfNeeded: ByteHash.of($0)) } & (slotCount - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = Int32(field)
      // A name that stands escaped in a document, if at all, must never match as it is.
      let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
      quoted.append(isPlain ? UInt8(ascii: "\"") : 0)
      quoted.append(contentsOf: name.utf8)
      quoted.append(UInt8(ascii: "\""))
      starts.append(quoted.count)
    }
    self.quoted = quoted
    self.starts = starts
    self.slots = slots
  }

  /// Fields that may be named: the inputs, and the column of ids.
  var fieldCount: Int { starts.count - 1 }

  func name(_ field: Int) -> String {
    field < width ? served.inputs[field].name : served.idColumn ?? ""
  }

  /// The field of that name, or -1.
  func field(named name: String) -> Int {
    var text = name
    return text.withUTF8 { find($0) }
  }

  /// The field whose name these bytes are, or -1.
  @inline(__always)
  func find(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    var slot = Int(truncatingIfNeeded: ByteHash.of(name)) & (slots.count - 1)
    while slots[slot] >= 0 {
      let field = Int(slots[slot])
      if isName(name, of: field) { return field }
      slot = (slot + 1) & (slots.count - 1)
    }
    return -1
  }

  private func isName(_ name: UnsafeBufferPointer<UInt8>, of field: Int) -> Bool {
    let start = starts[field] + 1
    guard name.count == starts[field + 1] - 1 - start else { return false }
    for index in 0..<name.count where quoted[start + index] != name[index] { return false }
    return true
  }

  /// Number of bytes of the field's name in quotes where it stands at `position`, else 0.
  @inline(__always)
  func matchLength(_ field: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
    let start = starts[field]
    let count = starts[field + 1] - start
    guard count <= bytes.count - position else { return 0 }
    for index in 0..<count where quoted[start + index] != bytes[position + index] { return 0 }
    return count
  }
}

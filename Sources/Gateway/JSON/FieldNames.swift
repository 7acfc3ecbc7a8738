import Lifecycle

/// Names and kinds of the fields as plain memory, so that the scan for every byte of a body touches no counted
/// reference. Valid while the `InputTable` lives that owns the memory.
struct FieldNames {
  /// Names in quotes, one after another, as they nearly always stand in a document.
  let quoted: UnsafeBufferPointer<UInt8>
  /// Where each name starts in `quoted`, and where the last one ends.
  let starts: UnsafeBufferPointer<Int>
  /// Field by hash; -1 where there is none. A power of two, at most half full.
  let slots: UnsafeBufferPointer<Int32>
  let kinds: UnsafeBufferPointer<ServedModels.Input.Kind>
  /// Where the column of ids stands: an input, `width` where it is none, -1 where there is no such column.
  let idField: Int

  /// Number of inputs.
  @inline(__always)
  var width: Int { kinds.count }

  /// Fields that may be named: the inputs, and the column of ids.
  @inline(__always)
  var count: Int { starts.count - 1 }

  /// Whether a number goes into the cell as it is.
  @inline(__always)
  func isPlainNumber(_ field: Int) -> Bool { field < kinds.count && field != idField && kinds[field] == .number }

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
    var index = 0
    while index < count {
      guard quoted[start + index] == bytes[position + index] else { return 0 }
      index += 1
    }
    return count
  }
}

extension ServedModels.Input.Kind: BitwiseCopyable {}

/// Owns the memory of `FieldNames`.
///
/// Unchecked, because the compiler cannot see that nothing writes to the memory after `init`.
final class FieldMemory: @unchecked Sendable {
  let names: FieldNames

  init(names: [String], kinds: [ServedModels.Input.Kind], idField: Int) {
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
    self.names = FieldNames(
      quoted: FieldMemory.copy(quoted), starts: FieldMemory.copy(starts), slots: FieldMemory.copy(slots),
      kinds: FieldMemory.copy(kinds), idField: idField)
  }

  deinit {
    names.quoted.deallocate()
    names.starts.deallocate()
    names.slots.deallocate()
    names.kinds.deallocate()
  }

  private static func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    return UnsafeBufferPointer(memory)
  }
}

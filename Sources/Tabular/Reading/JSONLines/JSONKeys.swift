/// The keys of JSON lines as a tree, and the column of each that has one.
///
/// Objects mostly have their keys in one order, so the key after the last one found is tried first; a dictionary finds
/// the others.
final class JSONKeys {
  struct Node {
    var start: Int
    var count: Int
    /// Place among `names`; -1 for keys that only hold objects, or are not wanted.
    var column: Int32 = -1
    var next: Int32 = -1
    var firstChild: Int32 = -1
    var lastChild: Int32 = -1
    var parent: Int32
    var hasValue = false
    var hasNull = false
  }

  private struct Key: Hashable {
    var parent: Int32
    var bytes: [UInt8]
  }

  /// Siblings tried one after the other before the dictionary is asked.
  private static let hopLimit = 4
  /// The key of the whole line.
  static let root: Int32 = 0
  /// No such key.
  static let none: Int32 = -1

  private(set) var nodes = [Node(start: 0, count: 0, parent: -1)]
  private var pool: [UInt8] = []
  private var index: [Key: Int32] = [:]
  private(set) var names: [String] = []

  func column(of node: Int32) -> Int32 { node < 0 ? -1 : nodes[Int(node)].column }
  func firstChild(of node: Int32) -> Int32 { node < 0 ? -1 : nodes[Int(node)].firstChild }

  /// The node of a key. - Parameter expected: the sibling to try first; afterwards the one behind the one found.
  @inline(__always)
  func find(_ key: UnsafeBufferPointer<UInt8>, under parent: Int32, expected: inout Int32) -> Int32 {
    guard parent >= 0 else { return JSONKeys.none }
    var candidate = expected
    var hops = 0
    while candidate >= 0, hops < JSONKeys.hopLimit {
      if matches(candidate, key) {
        expected = nodes[Int(candidate)].next
        return candidate
      }
      candidate = nodes[Int(candidate)].next
      hops += 1
    }
    guard let found = index[Key(parent: parent, bytes: Array(key))] else { return JSONKeys.none }
    expected = nodes[Int(found)].next
    return found
  }

  @inline(__always)
  private func matches(_ node: Int32, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let node = nodes[Int(node)]
    guard node.count == key.count else { return false }
    for offset in 0..<key.count where pool[node.start + offset] != key[offset] { return false }
    return true
  }

  func add(_ key: UnsafeBufferPointer<UInt8>, under parent: Int32) -> Int32 {
    let number = Int32(nodes.count)
    nodes.append(Node(start: pool.count, count: key.count, parent: parent))
    pool.append(contentsOf: key)
    index[Key(parent: parent, bytes: Array(key))] = number
    let last = nodes[Int(parent)].lastChild
    if last >= 0 { nodes[Int(last)].next = number } else { nodes[Int(parent)].firstChild = number }
    nodes[Int(parent)].lastChild = number
    return number
  }

  func note(_ node: Int32, isNull: Bool) {
    guard node >= 0 else { return }
    if isNull { nodes[Int(node)].hasNull = true } else { nodes[Int(node)].hasValue = true }
  }

  /// The keys from the line's own down to a node's, joined with dots.
  func name(of node: Int32) -> String {
    let (start, count) = (nodes[Int(node)].start, nodes[Int(node)].count)
    let own = String(decoding: pool[start..<start + count], as: UTF8.self)
    let parent = nodes[Int(node)].parent
    return parent <= 0 ? own : name(of: parent) + "." + own
  }

  /// Gives columns to the keys that hold values, or nothing but null. - Parameter wanted: only these; nil for all.
  func giveColumns(wanted: Set<String>?) {
    var places: [String: Int32] = [:]
    for node in nodes.indices.dropFirst() {
      let isColumn = nodes[node].hasValue || (nodes[node].hasNull && nodes[node].firstChild < 0)
      guard isColumn else { continue }
      let name = name(of: Int32(node))
      if let wanted, !wanted.contains(name) { continue }
      let place = places[name] ?? Int32(names.count)
      if places.updateValue(place, forKey: name) == nil { names.append(name) }
      nodes[node].column = place
    }
  }
}

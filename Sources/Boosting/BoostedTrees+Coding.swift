import Encoding

/// The binary form: magic, version, header, trees as arrays, checksum of all before it; little-endian.
///
/// Version 1 knew one margin a row, no covers and no categories.
extension BoostedTrees {
  private static let magic: UInt32 = 0x5452_5453  // "STRT"
  private static let version: UInt32 = 2

  /// The forest as bytes; equal forests give equal bytes.
  public func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.append(Self.version)
    writer.append(objective.rawValue)
    writer.append(baseMargins)
    writer.append(UInt32(featureCount))
    writer.append(UInt32(trees.count))
    for tree in trees { tree.write(to: &writer) }
    writer.append(checksum(writer.bytes))
    return writer.bytes
  }

  /// Reads what `encode` wrote and trusts none of it.
  ///
  /// - Throws: `BoostingError.corrupt` or `.newerFormat`.
  public init(decoding bytes: [UInt8]) throws(BoostingError) {
    do {
      var reader = ByteReader(bytes)
      guard try reader.read(UInt32.self) == Self.magic else { throw BoostingError.corrupt("not a forest") }
      let version = try reader.read(UInt32.self)
      guard version <= Self.version else {
        throw BoostingError.newerFormat(found: version, known: Self.version)
      }
      let bodyCount = bytes.count - MemoryLayout<UInt64>.size
      var tail = ByteReader(bytes, offset: max(bodyCount, 0))
      guard try tail.read(UInt64.self) == checksum(bytes[..<max(bodyCount, 0)]) else {
        throw BoostingError.corrupt("the checksum differs")
      }
      guard let objective = Objective(rawValue: try reader.readString()) else {
        throw BoostingError.corrupt("unknown objective")
      }
      let baseMargins = version == 1 ? [try reader.read(Double.self)] : try reader.readArray(of: Double.self)
      let featureCount = Int(try reader.read(UInt32.self))
      let treeCount = Int(try reader.read(UInt32.self))
      var trees: [Tree] = []
      for _ in 0..<treeCount { trees.append(try Tree(from: &reader, version: version)) }
      guard reader.remaining == MemoryLayout<UInt64>.size else { throw BoostingError.corrupt("bytes left over") }
      try self.init(objective: objective, baseMargins: baseMargins, featureCount: featureCount, trees: trees)
    } catch let error as BoostingError {
      throw error
    } catch {
      throw .corrupt("\(error)")
    }
  }
}

extension BoostedTrees.Tree {
  /// `left` is 0 for a leaf: no child can be the root. `number` is a split's threshold or a leaf's value.
  fileprivate func write(to writer: inout ByteWriter) {
    var features: [Int32] = []
    var lefts: [UInt32] = []
    var rights: [UInt32] = []
    var numbers: [Float] = []
    var gains: [Float] = []
    var rowCounts: [UInt32] = []
    var covers: [Float] = []
    var setNodes: [UInt32] = []
    var setSizes: [UInt32] = []
    var setWords: [UInt32] = []
    for (index, node) in nodes.enumerated() {
      switch node {
      case .leaf(let leaf):
        features.append(0)
        lefts.append(0)
        rights.append(0)
        numbers.append(leaf.value)
        gains.append(0)
        rowCounts.append(UInt32(leaf.rowCount))
        covers.append(leaf.cover)
      case .split(let split):
        // The sign tells where missing values go; ~ keeps feature 0 apart from its twin.
        let feature = Int32(split.feature)
        features.append(split.missingGoesLeft ? ~feature : feature)
        lefts.append(UInt32(split.left))
        rights.append(UInt32(split.right))
        numbers.append(split.threshold)
        gains.append(split.gain)
        rowCounts.append(UInt32(split.rowCount))
        covers.append(split.cover)
        guard let categories = split.categories else { continue }
        setNodes.append(UInt32(index))
        setSizes.append(UInt32(categories.words.count))
        setWords += categories.words
      }
    }
    writer.append(features)
    writer.append(lefts)
    writer.append(rights)
    writer.append(numbers)
    writer.append(gains)
    writer.append(rowCounts)
    writer.append(covers)
    writer.append(setNodes)
    writer.append(setSizes)
    writer.append(setWords)
  }

  fileprivate init(from reader: inout ByteReader, version: UInt32) throws {
    let features = try reader.readArray(of: Int32.self)
    let lefts = try reader.readArray(of: UInt32.self)
    let rights = try reader.readArray(of: UInt32.self)
    let numbers = try reader.readArray(of: Float.self)
    let gains = try reader.readArray(of: Float.self)
    let rowCounts = try reader.readArray(of: UInt32.self)
    let covers = version == 1 ? rowCounts.map { Float($0) } : try reader.readArray(of: Float.self)
    let count = features.count
    guard
      [lefts.count, rights.count, numbers.count, gains.count, rowCounts.count, covers.count]
        .allSatisfy({ $0 == count })
    else { throw BoostingError.corrupt("a tree's arrays differ in length") }
    let sets = version == 1 ? [:] : try Self.readSets(from: &reader)
    nodes = (0..<count).map { index in
      guard lefts[index] != 0 else {
        return .leaf(.init(value: numbers[index], rowCount: Int(rowCounts[index]), cover: covers[index]))
      }
      let feature = features[index]
      return .split(
        .init(
          feature: Int(feature < 0 ? ~feature : feature), threshold: numbers[index], categories: sets[index],
          missingGoesLeft: feature < 0, left: Int(lefts[index]), right: Int(rights[index]), gain: gains[index],
          rowCount: Int(rowCounts[index]), cover: covers[index]))
    }
  }

  /// The sets of categories by node.
  private static func readSets(from reader: inout ByteReader) throws -> [Int: CategorySet] {
    let nodes = try reader.readArray(of: UInt32.self)
    let sizes = try reader.readArray(of: UInt32.self)
    let words = try reader.readArray(of: UInt32.self)
    guard nodes.count == sizes.count else { throw BoostingError.corrupt("sets of categories without nodes") }
    var sets: [Int: CategorySet] = [:]
    var start = 0
    for (node, size) in zip(nodes, sizes) {
      guard Int(size) <= words.count - start else { throw BoostingError.corrupt("a set of categories is cut off") }
      sets[Int(node)] = try CategorySet(words: Array(words[start..<start + Int(size)]))
      start += Int(size)
    }
    return sets
  }
}

/// FNV-1a, 64 bits: any change of a single byte changes it.
private func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

import Glibc
import Lifecycle
import Storage
import Tabular
import Testing

@Suite("Prediction log: what a crash or a bad disk leaves")
struct PredictionLogRecoveryTests {
  /// A log of three blocks; the third brings a level that the earlier ones do not have.
  private func makeLog(_ scratch: Scratch) throws -> (segment: String, ends: [Int]) {
    let log = try PredictionLog(path: scratch.path)
    var ends: [Int] = []
    for (index, code) in [UInt32(0), 1, 2].enumerated() {
      let codes = [UInt32](repeating: code, count: 4)
      let table = Table(columns: [
        Column(name: "l", values: .categorical(CategoricalValues(codes: codes, levels: ["a", "b", "c"]))),
        Column(name: "n", values: .numeric([1, 2.5, .nan, 1e9])),
      ])
      try log.append(.sample(from: Int64(index * 4), table: table))
      ends.append(log.byteCount)
    }
    return (scratch.file(try #require(Scratch.names(scratch.path).first)), ends)
  }

  @Test("cut at every byte of the last append, the earlier blocks stay and appending goes on")
  func tornTails() throws {
    let scratch = try Scratch()
    let (segment, ends) = try makeLog(scratch)
    let whole = Scratch.read(segment)
    #expect(whole.count == ends[2])
    for size in ends[1]..<ends[2] {
      Scratch.write(Array(whole[..<size]), to: segment)
      let log = try PredictionLog(path: scratch.path)
      #expect(try log.reader.ids() == Array(0..<8), "cut at \(size)")
      #expect(log.lastID(of: SessionID(1)) == 7)
      // The block of new levels that precedes the third may have been whole.
      let dropped = log.damage.reduce(0) { $0 + $1.byteCount }
      #expect(log.byteCount + dropped == size)
      #expect(log.damage.allSatisfy { $0.kind == .tornTail })
      let table = Table(columns: [
        Column(
          name: "l", values: .categorical(CategoricalValues(codes: [0, 1, 2], levels: ["d", "c", "a"]))),
        Column(name: "n", values: .numeric([1, 2, 3])),
      ])
      try log.append(.sample(from: 8, table: table))
      let blocks = try log.reader.blocks()
      #expect(blocks.flatMap { $0.levelTexts } == ["a", "a", "a", "a", "b", "b", "b", "b", "d", "c", "a"])
    }
  }

  @Test("cut anywhere, a prefix of whole blocks is read", arguments: [0, 1, 2])
  func prefixes(block: Int) throws {
    let scratch = try Scratch()
    let (segment, ends) = try makeLog(scratch)
    let whole = Scratch.read(segment)
    for size in stride(from: block == 0 ? 0 : ends[block - 1], to: ends[block], by: 3) {
      Scratch.write(Array(whole[..<size]), to: segment)
      let log = try PredictionLog(path: scratch.path)
      #expect(try log.reader.ids() == Array(0..<Int64(block * 4)), "cut at \(size)")
    }
  }

  @Test("a bit flipped anywhere never gives wrong rows, and never costs a block it does not touch")
  func bitFlips() throws {
    let scratch = try Scratch()
    let (segment, ends) = try makeLog(scratch)
    let whole = Scratch.read(segment)
    let wanted = ["a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c"]
    for offset in 0..<whole.count {
      var bytes = whole
      bytes[offset] ^= UInt8(1 << (offset % 8))
      Scratch.write(bytes, to: segment)
      let log = try PredictionLog(path: scratch.path)
      let rows = try log.reader.blocks().flatMap { block in
        zip(0..<block.count, block.levelTexts).map { "\(block.id(at: $0)) \($1)" }
      }
      let all = Set(wanted.enumerated().map { "\($0) \($1)" })
      #expect(Set(rows).isSubset(of: all), "flip at \(offset)")
      #expect(!log.damage.isEmpty, "flip at \(offset)")
      // The layout, written with the first block, is needed by all three.
      if offset >= ends[0] { #expect(rows.count >= 4, "flip at \(offset)") }
      if offset >= ends[1] { #expect(rows.count == 8, "flip at \(offset)") }
    }
  }

  @Test("after damage before its end, a segment is kept and the next one is begun")
  func innerDamage() throws {
    let scratch = try Scratch()
    let (segment, ends) = try makeLog(scratch)
    var bytes = Scratch.read(segment)
    bytes[ends[1] - 3] ^= 1
    Scratch.write(bytes, to: segment)
    let log = try PredictionLog(path: scratch.path)
    #expect(log.damage.map(\.kind) == [.badBlock])
    #expect(try log.reader.ids() == [0, 1, 2, 3, 8, 9, 10, 11])
    try log.append(.sample(from: 12))
    #expect(Scratch.names(scratch.path).count == 2)
    #expect(Scratch.read(segment) == bytes)
    #expect(try log.reader.ids() == [0, 1, 2, 3, 8, 9, 10, 11] + Array(12..<20))
  }

  @Test("a segment without a byte is said, and the log goes on")
  func emptySegment() throws {
    let scratch = try Scratch()
    let (segment, _) = try makeLog(scratch)
    Scratch.write([], to: segment)
    let log = try PredictionLog(path: scratch.path)
    #expect(log.damage.count == 1 && log.damage.first?.description.contains("the file is empty") == true)
    try log.append(.sample(from: 12))
    #expect(try log.reader.ids() == Array(12..<20))
    #expect(try PredictionLog(path: scratch.path).damage.isEmpty)
  }

  @Test("an older segment that is damaged is said and skipped")
  func olderSegment() throws {
    let scratch = try Scratch()
    let options = PredictionLog.Options(segmentByteCount: 2000, retainedByteCount: 1 << 20)
    do {
      let log = try PredictionLog(path: scratch.path, options: options)
      for block in 0..<60 { try log.append(.sample(from: Int64(block * 8))) }
    }
    let names = Scratch.names(scratch.path)
    #expect(names.count > 4)
    let victim = scratch.file(names[1])
    Scratch.write([UInt8](repeating: 0xAA, count: Scratch.read(victim).count), to: victim)
    let log = try PredictionLog(path: scratch.path, options: options)
    #expect(log.damage.map(\.segment) == [names[1]])
    var ids: [Int64] = []
    let damage = try log.reader.forEachPredictionBlock(session: SessionID(1)) { block in
      ids += (0..<block.count).map { block.id(at: $0) }
    }
    #expect(damage.map(\.segment) == [names[1]])
    #expect(ids == ids.sorted() && ids.last == 479 && ids.count < 480)
  }

  @Test("a segment of a newer program is refused, not cut")
  func newerFormat() throws {
    let scratch = try Scratch()
    let (segment, _) = try makeLog(scratch)
    var bytes = Scratch.read(segment)
    bytes[4] = 2
    // The header's checksum over its first 52 bytes, as a newer program would write it.
    let checksum = crc32(bytes[0..<52])
    for index in 0..<4 { bytes[52 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index))) }
    Scratch.write(bytes, to: segment)
    let error = try #require(throws: StorageError.self) { try PredictionLog(path: scratch.path) }
    #expect(error.code == .newerSchema(found: 2, known: 1))
    #expect(error.description.contains("upgrade"))
    #expect(Scratch.read(segment) == bytes)
  }

  /// CRC-32 bit by bit, from its definition (ISO 3309).
  private func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  @Test("a disk that is full from the start is said, and leaves no file behind")
  func fullDevice() throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    #expect(symlink("/dev/full", scratch.file("0000000001.segment")) == 0)
    let error = try #require(throws: StorageError.self) { try log.append(.sample()) }
    #expect(error.code == .full)
    #expect(error.description.contains("free some space"))
    #expect(Scratch.names(scratch.path).isEmpty)
    try log.append(.sample())
    #expect(try log.reader.ids() == Array(0..<8))
  }

  @Test("an append cut short by a size limit leaves nothing, and the next one succeeds once there is room")
  func fileSizeLimit() async {
    // In a process of its own, as a limit holds for all that a process writes.
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      signal(SIGXFSZ, SIG_IGN)
      let log = try PredictionLog(path: scratch.path)
      try log.append(.sample(from: 0))
      let first = log.byteCount
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(1), &limit)
      let unlimited = limit
      limit.rlim_cur = rlim_t(first + 100)
      setrlimit(__rlimit_resource_t(1), &limit)
      let error = #expect(throws: StorageError.self) { try log.append(.sample(from: 8)) }
      #expect(error?.code == .full)
      #expect(Scratch.read(scratch.file("0000000001.segment")).count == first)
      limit = unlimited
      setrlimit(__rlimit_resource_t(1), &limit)
      try log.append(.sample(from: 8))
      #expect(try log.reader.ids() == Array(0..<16))
      let reopened = try PredictionLog(path: scratch.path)
      #expect(reopened.damage.isEmpty)
      #expect(reopened.lastID(of: SessionID(1)) == 15)
    }
  }
}

extension PredictionBlock {
  /// The first column's levels, by row.
  fileprivate var levelTexts: [String] {
    guard case .categorical(let values) = features.columns[0].values else { return [] }
    return (0..<count).map { values[$0] ?? "missing" }
  }
}

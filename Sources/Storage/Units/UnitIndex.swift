import Glibc
import Lifecycle

/// From a unit's own identity, such as an order number, to the newest prediction that was made for it.
///
/// The newest units are in memory, older ones in sorted files of which the oldest go when there are too many. What was in
/// memory when a program died is put back from the prediction log, which names the units of its rows. Units are told
/// apart by 64 bits of a hash. One owner.
public final class UnitIndex {
  /// Units in memory, and in each file.
  public static let partCount = 32_768
  /// Files at most: sixteen million units, a quarter of a gigabyte.
  public static let fileCountMax = 512

  public struct Place: Sendable, Equatable {
    public var session: SessionID
    public var id: Int64
  }

  private let folder: Folder
  private let session: SessionID
  private var newest: [UInt64: Int64] = [:]
  private var firstID: Int64 = .max
  private var lastID: Int64 = -1
  /// Oldest first.
  private var files: [UnitFile]
  /// What kept units from the disk; they stay in memory then, up to twice as many.
  public private(set) var failure: StorageError?

  /// - Parameter session: of the units that will be added.
  public init(path: String, session: SessionID) throws(StorageError) {
    folder = Folder(path: path)
    self.session = session
    try folder.make()
    files = try folder.names().compactMap { UnitFile(name: $0) }
      .sorted { ($0.session, $0.first) < ($1.session, $1.first) }
  }

  /// The last prediction of this session whose unit is in a file; predictions after it must be added again after a
  /// restart. −1 where there is none.
  public var lastStoredID: Int64 {
    files.filter { $0.session == session.number }.map(\.last).max() ?? -1
  }

  /// Units must be added in the order of their predictions.
  public func add(_ unit: String, id: Int64) {
    newest[Self.hash(unit)] = id
    firstID = min(firstID, id)
    lastID = id
    if newest.count >= Self.partCount { store() }
  }

  /// The newest prediction made for a unit; nil where none is known.
  public func find(_ unit: String) -> Place? {
    let hash = Self.hash(unit)
    if let id = newest[hash] { return Place(session: session, id: id) }
    for file in files.reversed() {
      if let id = file.find(hash, in: folder) { return Place(session: SessionID(file.session), id: id) }
    }
    return nil
  }

  private func store() {
    let file = UnitFile(session: session.number, first: firstID, last: lastID)
    do throws(StorageError) {
      try file.write(newest.sorted { $0.key < $1.key }, in: folder)
      files.append(file)
      forgetNewest()
      failure = nil
    } catch {
      failure = error
      if newest.count >= 2 * Self.partCount { forgetNewest() }
    }
    while files.count > Self.fileCountMax { unlink(folder.file(files.removeFirst().name)) }
  }

  private func forgetNewest() {
    newest.removeAll(keepingCapacity: true)
    firstID = .max
  }

  /// FNV-1a, whose bits are then mixed so that all of them tell units apart (the finaliser of MurmurHash3).
  public static func hash(_ text: String) -> UInt64 {
    var text = text
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    text.withUTF8 { bytes in
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }
}

/// One sorted file of hashes and identities, 16 bytes each; its name says whose.
private struct UnitFile {
  var session: Int
  var first: Int64
  var last: Int64

  private static let entrySize = 16

  init(session: Int, first: Int64, last: Int64) {
    self.session = session
    self.first = first
    self.last = last
  }

  init?(name: String) {
    guard name.hasSuffix(".units") else { return nil }
    let parts = name.dropLast(6).split(separator: "-").compactMap { Int64($0) }
    guard parts.count == 3 else { return nil }
    self.init(session: Int(parts[0]), first: parts[1], last: parts[2])
  }

  var name: String { "\(session)-\(first)-\(last).units" }

  func write(_ entries: [(key: UInt64, value: Int64)], in folder: Folder) throws(StorageError) {
    var words: [UInt64] = []
    words.reserveCapacity(2 * entries.count)
    for entry in entries {
      words.append(entry.key)
      words.append(UInt64(bitPattern: entry.value))
    }
    let unfinished = folder.file(name + ".part")
    let file = try File(unfinished, .replace)
    try words.withUnsafeBytes { bytes in Result { () throws(StorageError) in try file.write(bytes) } }.get()
    guard rename(unfinished, folder.file(name)) == 0 else { throw StorageError.system("rename", unfinished) }
  }

  /// Hashes are spread evenly: a hash is near its share of the file.
  func find(_ hash: UInt64, in folder: Folder) -> Int64? {
    guard let file = try? File(folder.file(name), .read), let size = try? file.size() else { return nil }
    let count = size / Self.entrySize
    var (low, high) = (0, count)
    let guess = Int(Double(hash) / 0x1p64 * Double(count))
    // Four deviations of where it stands.
    var reach = max(64, Int(2 * Double(count).squareRoot()))
    var (from, to) = (max(0, guess - reach), min(count, guess + reach))
    while low < high {
      guard let entries = read(from..<to, of: file), let first = entries.first, let last = entries.last else {
        return nil
      }
      if hash < first.hash, from > low {
        high = from
      } else if hash > last.hash, to < high {
        low = to
      } else {
        return entries.first { $0.hash == hash }?.id
      }
      reach *= 4
      (from, to) = (max(low, min(guess - reach, high - 1)), min(high, max(guess + reach, low + 1)))
    }
    return nil
  }

  private func read(_ range: Range<Int>, of file: borrowing File) -> [(hash: UInt64, id: Int64)]? {
    var words = [UInt64](repeating: 0, count: 2 * range.count)
    let wanted = words.count * 8
    let done: Int? = words.withUnsafeMutableBytes { buffer in
      try? file.read(into: buffer, at: range.lowerBound * Self.entrySize)
    }
    guard done == wanted else { return nil }
    return range.indices.map { index in
      let word = 2 * (index - range.lowerBound)
      return (words[word], Int64(bitPattern: words[word + 1]))
    }
  }
}

import Encoding
import Glibc
import Lifecycle
import Storage
import Synchronization

/// Files that people afar sent for a command of theirs.
///
/// They lie below `.sextant/received` until the server is started anew; one whose rows became part of the data is moved
/// to `.sextant/appended`, where it stays.
final class ReceivedFiles: Sendable {
  /// Bytes of one file, and of all of them together.
  static let byteCountMax = 1 << 30
  static let totalByteCountMax = 4 << 30
  /// What a path of a command begins with when it means a file that was sent.
  static let scheme = "received:"

  private let folder: ProjectFolder
  /// Names by ticket, with their bytes so far. One lock for writing too: pieces are small, and come from few.
  private let files = Mutex<[String: (name: String, byteCount: Int)]>([:])

  init(folder: ProjectFolder) {
    self.folder = folder
    removeLeftOvers()
  }

  private var path: String { folder.engineFolder + "/received" }

  private func removeLeftOvers() {
    guard let stream = opendir(path) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { unlink(path + "/" + name) }
    }
  }

  /// Writes a piece where it belongs; one that is sent again is written again.
  ///
  /// - Returns: bytes of the file so far.
  func take(_ piece: LinkRequest.Piece, ticket: String) throws -> Int {
    guard Self.isTicket(ticket), let bytes = Base64.bytes(of: piece.bytes), piece.offset >= 0 else {
      throw Refusal(kind: .wrongUse, message: "a piece of a file cannot be read", mend: "send the file again")
    }
    return try files.withLock { files in
      let known = files[ticket] ?? (name: "\(ticket)-\(Self.plainName(piece.name))", byteCount: 0)
      guard piece.offset <= known.byteCount else {
        throw Refusal(kind: .wrongUse, message: "a piece of a file is missing", mend: "send the file again")
      }
      let end = max(known.byteCount, piece.offset + bytes.count)
      let others = files.values.reduce(0) { $0 + $1.byteCount } - known.byteCount
      guard end <= Self.byteCountMax, others + end <= Self.totalByteCountMax else {
        throw Refusal(
          kind: .no, message: "a file of more than \(Self.byteCountMax >> 20) MiB, or too many of them",
          mend: "copy it into the project's folder on the server, and name it by its path from there")
      }
      try write(bytes, at: piece.offset, to: known.name)
      files[ticket] = (known.name, end)
      return end
    }
  }

  private func write(_ bytes: [UInt8], at offset: Int, to name: String) throws {
    mkdir(path, 0o700)
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    defer { if descriptor >= 0 { close(descriptor) } }
    var written = 0
    while descriptor >= 0, written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, offset + written) }
      guard count > 0 else { break }
      written += count
    }
    guard descriptor >= 0, written == bytes.count else {
      throw Refusal(
        kind: .damaged, message: "the server cannot store the file: \(String(cString: strerror(errno)))",
        mend: "free some space on its disk")
    }
  }

  /// The path of a file that was sent; one that is kept is moved to where it stays.
  ///
  /// - Returns: relative to the project's folder where it is kept, else absolute.
  func path(of ticket: String, isKept: Bool) throws -> String {
    try files.withLock { files in
      guard let file = files[ticket] else {
        throw Refusal(kind: .wrongUse, message: "the file that was sent is no longer there", mend: "send it again")
      }
      guard isKept else { return path + "/" + file.name }
      let relative = ".sextant/appended"
      mkdir(folder.path + "/" + relative, 0o755)
      let kept = relative + "/" + file.name
      // A request that is sent again finds its file moved already.
      guard rename(path + "/" + file.name, folder.path + "/" + kept) == 0 || access(folder.path + "/" + kept, R_OK) == 0
      else {
        throw Refusal(
          kind: .damaged, message: "the server cannot keep the file: \(String(cString: strerror(errno)))",
          mend: "check its disk")
      }
      return kept
    }
  }

  static func isTicket(_ text: String) -> Bool {
    text.utf8.count == 32
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }

  /// The last part of a path, of letters that no file system minds; its ending is kept, because readers look at it.
  static func plainName(_ name: String) -> String {
    let last = name.split(separator: "/").last ?? "file"
    let plain = last.unicodeScalars.map { scalar -> Character in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isPlain || scalar == "." || scalar == "-" ? Character(scalar) : "_"
    }
    let text = String(String(plain).suffix(80).drop { $0 == "." || $0 == "-" })
    return text.isEmpty ? "file" : text
  }
}

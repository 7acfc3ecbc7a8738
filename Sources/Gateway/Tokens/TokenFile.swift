import Encoding
import Glibc

/// The file that keeps a door's tokens, readable to its owner alone.
public struct TokenFile: Sendable, Equatable {
  public var path: String

  public init(path: String) { self.path = path }

  /// What tells one state of the file from another.
  struct Stamp: Equatable, Sendable {
    var inode: UInt64
    var size: Int64
    var mode: UInt32
    var seconds: Int
    var nanoseconds: Int
  }

  /// Nil where there is no file.
  var stamp: Stamp? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    return Stamp(
      inode: UInt64(facts.st_ino), size: Int64(facts.st_size), mode: UInt32(facts.st_mode),
      seconds: facts.st_mtim.tv_sec, nanoseconds: facts.st_mtim.tv_nsec)
  }

  /// Whether there is anything of that name.
  public var exists: Bool { stamp != nil }

  /// Reads the tokens.
  ///
  /// - Throws: also where others than the owner may read or write the file: what lies open cannot be trusted.
  public func read() throws(TokenFileError) -> TokenBook {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw errno == ENOENT ? .absent(path) : .unreadable(path, Self.reason) }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw .unreadable(path, Self.reason) }
    guard facts.st_mode & 0o077 == 0 else { throw .exposed(path) }
    guard facts.st_mode & S_IFMT == S_IFREG, facts.st_size < 16 << 20 else { throw .damaged(path) }
    var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
    var filled = 0
    while filled < bytes.count {
      let from = filled
      let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress?.advanced(by: from), $0.count - from) }
      guard count > 0 else { throw .damaged(path) }
      filled += count
    }
    guard let json = try? JSON(parsing: bytes), let book = TokenBook(json) else { throw .damaged(path) }
    return book
  }

  /// Changes the tokens; the file is made where there is none. Two changes at once wait for one another, and a crash
  /// leaves the old tokens or the new.
  public func update<Result>(_ body: (inout TokenBook) throws -> Result) throws -> Result {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw TokenFileError.unwritable(path, Self.reason) }
    // Closing gives the lock back.
    defer { close(folder) }
    guard flock(folder, LOCK_EX) == 0 else { throw TokenFileError.unwritable(path, Self.reason) }
    var book = stamp == nil ? TokenBook() : try read()
    let result = try body(&book)
    try write(Array((book.json.text(pretty: true) + "\n").utf8))
    _ = fsync(folder)
    return result
  }

  private func write(_ bytes: [UInt8]) throws(TokenFileError) {
    let temporary = path + ".new"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .unwritable(path, Self.reason) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      written += count
    }
    let isWhole = written == bytes.count && fsync(file) == 0
    let reason = Self.reason
    close(file)
    guard isWhole, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw .unwritable(path, reason)
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }
}

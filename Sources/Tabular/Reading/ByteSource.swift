import Glibc

/// Bytes in order, and from the beginning again.
package protocol ByteSource: AnyObject {
  /// Fills the buffer as far as there are bytes; less than its size means the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedError) -> Int
  func rewind() throws(DelimitedError)
  /// Bytes taken so far, and all that there are, as they lie in the file.
  var position: Int { get }
  var size: Int { get }
  /// Whether `size - position` is what `read` has left to give.
  var isCounted: Bool { get }
}

extension ByteSource {
  /// A size to ask for: no more than there is (and one byte, to see the end) where that is known.
  func portion(_ most: Int) -> Int { isCounted ? min(most, max(size - position, 1 << 10) + 1) : most }
}

/// Bytes that are in memory already.
final class MemoryBytes: ByteSource {
  private let bytes: [UInt8]
  private(set) var position = 0
  var size: Int { bytes.count }
  let isCounted = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedError) -> Int {
    let count = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { all in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[position..<position + count]))
    }
    position += count
    return count
  }

  func rewind() throws(DelimitedError) { position = 0 }
}

/// The bytes of a regular file. Read rather than mapped: a file cut short under a map ends the process.
final class FileBytes: ByteSource {
  let path: String
  private let descriptor: Int32
  let size: Int
  let isCounted = true
  private(set) var position = 0

  private init(path: String, descriptor: Int32, size: Int) {
    self.path = path
    self.descriptor = descriptor
    self.size = size
  }

  deinit { close(descriptor) }

  /// Opens a file; what cannot be read twice (a pipe) is taken into memory, up to `byteLimit`.
  static func open(path: String, byteLimit: Int) throws(DelimitedError) -> any ByteSource {
    // Opened without waiting: a pipe that nobody writes to would hold the program for good.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw failure(path, code)
    }
    let file = FileBytes(path: path, descriptor: descriptor, size: Int(status.st_size))
    switch status.st_mode & S_IFMT {
    case S_IFREG: return file
    case S_IFDIR: throw failure(path, EISDIR)
    case S_IFIFO:
      let first = try file.waitForWriter()
      return try file.slurped(after: first, limit: byteLimit)
    default: return try file.slurped(limit: byteLimit)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      let count = Glibc.read(descriptor, base + filled, buffer.count - filled)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileBytes.failure(path, errno)
      }
      if count == 0 { break }
      filled += count
    }
    position += filled
    return filled
  }

  func rewind() throws(DelimitedError) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileBytes.failure(path, errno) }
    position = 0
  }

  /// Waits a while for someone to write to a pipe; once somebody does, reading waits as long as it takes.
  ///
  /// - Returns: a first byte that looking took out of the pipe.
  private func waitForWriter() throws(DelimitedError) -> [UInt8] {
    var byte: UInt8 = 0
    for _ in 0..<60 {
      let count = Glibc.read(descriptor, &byte, 1)
      // Nothing to read and no end either: there is a writer.
      if count < 0, errno != EAGAIN, errno != EINTR { throw FileBytes.failure(path, errno) }
      if count != 0 {
        _ = fcntl(descriptor, F_SETFL, 0)
        return count > 0 ? [byte] : []
      }
      usleep(50_000)
    }
    throw DelimitedError(path: path, problem: .cannotRead(reason: "nobody writes to this pipe"))
  }

  private func slurped(after first: [UInt8] = [], limit: Int) throws(DelimitedError) -> MemoryBytes {
    _ = fcntl(descriptor, F_SETFL, 0)
    var bytes = first
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = try read(into: piece)
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[0..<count]))
      if bytes.count > limit { throw DelimitedError(path: path, problem: .byteLimit(limit)) }
      // A device such as /dev/zero has no end, and what is seen of it will be refused anyway.
      if bytes.count <= piece.count, FileBytes.isBinary(bytes) { return MemoryBytes(bytes) }
      if count < piece.count { return MemoryBytes(bytes) }
    }
  }

  /// Zeros are in no text, except in UTF-16, which says so first, and in what is compressed.
  private static func isBinary(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, bytes.contains(0) else { return false }
    return first != 0x1F && first != 0xFE && first != 0xFF
  }

  private static func failure(_ path: String, _ code: Int32) -> DelimitedError {
    DelimitedError(path: path, problem: .cannotRead(reason: String(cString: strerror(code)).lowercased()))
  }
}

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
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
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

  private func slurped(limit: Int) throws(DelimitedError) -> MemoryBytes {
    var bytes: [UInt8] = []
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = try read(into: piece)
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[0..<count]))
      if bytes.count > limit { throw DelimitedError(path: path, problem: .byteLimit(limit)) }
      if count < piece.count { return MemoryBytes(bytes) }
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> DelimitedError {
    DelimitedError(path: path, problem: .cannotRead(reason: String(cString: strerror(code)).lowercased()))
  }
}

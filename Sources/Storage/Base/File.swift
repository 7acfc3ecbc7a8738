import Glibc

/// An open file; closed when the value goes away.
struct File: ~Copyable {
  let descriptor: Int32
  let path: String

  enum Mode {
    case read
    /// Made where it is not there; every write goes to the end.
    case append
    /// Made anew; what was there is gone.
    case replace
    /// Made where it is not there, for locking.
    case lock
  }

  init(_ path: String, _ mode: Mode) throws(StorageError) {
    let flags: Int32 =
      switch mode {
      case .read: O_RDONLY
      case .append: O_RDWR | O_CREAT | O_APPEND
      case .replace: O_WRONLY | O_CREAT | O_TRUNC
      case .lock: O_RDWR | O_CREAT
      }
    descriptor = open(path, flags | O_CLOEXEC, 0o644)
    self.path = path
    guard descriptor >= 0 else { throw StorageError.system("open", path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  borrowing func size() throws(StorageError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw StorageError.system("stat", path) }
    return Int(status.st_size)
  }

  /// Writes all the bytes; a write that is cut short goes on until the system gives a reason.
  borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    var done = 0
    while done < bytes.count {
      let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if written > 0 {
        done += written
      } else if written == 0 || errno != EINTR {
        throw StorageError.system("write", path)
      }
    }
  }

  borrowing func write(_ bytes: [UInt8]) throws(StorageError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(StorageError) in try write(buffer) }
    }
    try result.get()
  }

  /// Reads up to `buffer.count` bytes from an offset.
  ///
  /// - Returns: the bytes read; fewer than asked for only at the end of the file.
  borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        break
      } else if errno != EINTR {
        throw StorageError.system("read", path)
      }
    }
    return done
  }

  borrowing func truncate(to size: Int) throws(StorageError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw StorageError.system("truncate", path) }
  }

  /// Waits until the bytes are on the disk.
  borrowing func sync() throws(StorageError) {
    guard fdatasync(descriptor) == 0 else { throw StorageError.system("sync", path) }
  }
}

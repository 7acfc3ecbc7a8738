import Glibc

/// The right to be the one engine of a project. Given back when the value goes away, and by the system when the
/// process dies in any way, so that no lock is ever stale.
public final class ProjectLock: Sendable {
  private let descriptor: Int32

  public enum Acquisition: Sendable {
    case acquired(ProjectLock)
    /// Nil when the holder has not written its id yet.
    case heldBy(pid: Int32?)
  }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock if no other process, and no other lock of this one, has it.
  ///
  /// The file stays when the lock is given back: removing it would let two processes lock two files of one name.
  public static func tryAcquire(_ path: String) throws(StorageError) -> Acquisition {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StorageError.system("open", path) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let reason = errno
      if reason == EINTR { continue }
      defer { close(descriptor) }
      guard reason == EWOULDBLOCK else { throw StorageError.system("lock", path, errno: reason) }
      return .heldBy(pid: holder(descriptor))
    }
    let text = Array("\(getpid())\n".utf8)
    // The id is for people and for messages; the lock itself does not depend on it.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    return .acquired(ProjectLock(descriptor: descriptor))
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
  }
}

import Glibc
import Lifecycle

/// Small files, whole.
public enum FileBytes {
  /// A settings file of this size is a mistake.
  public static let byteCountMax = 4 << 20

  /// - Parameter limit: bytes that it may have.
  /// - Throws: `Refusal` that names the file and the reason.
  public static func read(_ path: String, limit: Int = byteCountMax) throws -> [UInt8] {
    // A pipe that nobody writes to would be waited for without end; opened like this it is empty.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path) }
    guard fcntl(descriptor, F_SETFL, 0) == 0, let file = fdopen(descriptor, "r") else {
      close(descriptor)
      throw unreadable(path)
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= limit else {
        throw Refusal(
          kind: .wrongUse, message: "\(path) is larger than \(limit >> 20) MiB", mend: "is it the right file?")
      }
    }
    guard ferror(file) == 0 else { throw unreadable(path) }
    return bytes
  }

  /// Asks whether a file can be read, before work that needs it is written down.
  ///
  /// - Throws: `Refusal` that names the file and the reason.
  public static func probe(_ path: String) throws {
    guard access(path, R_OK) != 0 else { return }
    throw unreadable(path)
  }

  private static func unreadable(_ path: String) -> Refusal {
    Refusal(
      kind: .wrongUse, message: "\(path) cannot be read: \(String(cString: strerror(errno)))",
      mend: path.hasSuffix("sextant.yaml")
        ? "check the path; `sextant init DATA --target COL` starts a project" : "check the path and its permissions")
  }

  /// Writes a file so that it is there whole or not at all.
  ///
  /// - Throws: `Refusal` that names the file and the reason.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let unfinished = path + ".unfinished"
    func failure(_ what: String) -> Refusal {
      Refusal(
        kind: .wrongUse, message: "\(path) cannot be \(what): \(String(cString: strerror(errno)))",
        mend: "check the folder's permissions and the disk's free space")
    }
    guard let file = fopen(unfinished, "w") else { throw failure("written") }
    let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0 && fsync(fileno(file)) == 0
    guard fclose(file) == 0, isWritten else {
      unlink(unfinished)
      throw failure("written")
    }
    guard rename(unfinished, path) == 0 else { throw failure("put in place") }
  }
}

import CSys
import Glibc

/// Tells when a file of a folder has been written or put in place. Sleeps in the kernel in between.
public final class FileWatch: Sendable {
  private let descriptor: Int32

  /// - Parameters:
  ///   - name: of the file within the folder; editors replace files, so the folder is what is watched. Nil for any
  ///     file of the folder.
  ///   - changed: called on a thread of the watch's own.
  /// - Returns: nil when the system cannot watch the folder, on some network file systems for one.
  public init?(folder: String, name: String?, changed: @escaping @Sendable () -> Void) {
    let descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    guard inotify_add_watch(descriptor, folder, UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF)) >= 0 else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    WorkerThread.start("watch") { Self.read(descriptor, name, changed) }
  }

  /// The folder's watch is taken away, which ends the thread's reading; the thread closes the descriptor.
  public func stop() { inotify_rm_watch(descriptor, 1) }

  private static func read(_ descriptor: Int32, _ name: String?, _ changed: () -> Void) {
    let header = MemoryLayout<inotify_event>.size
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    defer { close(descriptor) }
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= header else { return }
      var offset = 0
      var isOurs = false
      while offset + header <= count {
        let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
        if event.mask & UInt32(IN_IGNORED) != 0 { return }
        let text = buffer[offset + header..<min(count, offset + header + Int(event.len))].prefix { $0 != 0 }
        if name == nil || String(decoding: text, as: UTF8.self) == name { isOurs = true }
        offset += header + Int(event.len)
      }
      if isOurs { changed() }
    }
  }
}

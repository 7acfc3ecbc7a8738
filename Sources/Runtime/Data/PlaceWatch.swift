import CSys
import Glibc
import Synchronization

/// Tells when a file of a folder has been written, put in place or deleted, whether or not the folder is there yet.
///
/// Where it is not, the nearest folder above it that is there is watched until the next one below comes. Sleeps in the
/// kernel in between.
public final class PlaceWatch: Sendable {
  private let descriptor: Int32
  private let folder: String
  private let name: String?
  private let state = Mutex(State())

  private struct State {
    /// What the kernel calls the folder that is watched.
    var watch: Int32 = -1
    /// The name within it that leads on to the folder that is meant; nil where it is that folder.
    var next: String?
    var isStopped = false
  }

  /// What became of one event.
  private enum Meaning {
    case nothing, changed, moved, stopped
  }

  /// - Parameters:
  ///   - folder: an absolute path.
  ///   - name: of the file within the folder; nil for any file of the folder.
  ///   - changed: called on a thread of the watch's own; also when the folder itself has come or gone.
  /// - Returns: nil when the system cannot watch, on some network file systems for one.
  public init?(folder: String, name: String?, changed: @escaping @Sendable () -> Void) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    (self.folder, self.name) = (folder, name)
    guard descriptor >= 0 else { return nil }
    guard settle() else {
      close(descriptor)
      return nil
    }
    WorkerThread.start("watch") { [self] in
      read(changed)
      close(descriptor)
    }
  }

  /// The watch is taken away, which ends the thread's reading.
  public func stop() {
    state.withLock { state in
      state.isStopped = true
      inotify_rm_watch(descriptor, state.watch)
    }
  }

  // MARK: Which folder

  /// Watches the folder, or the nearest above it.
  ///
  /// - Returns: false when nothing can be watched, or nothing is to be.
  private func settle() -> Bool {
    state.withLock { state in
      guard !state.isStopped else { return false }
      if state.watch >= 0 { inotify_rm_watch(descriptor, state.watch) }
      // What came between looking for it and watching above it was not told; more often than this nothing comes.
      for attempt in 1...8 {
        let found = nearest()
        (state.watch, state.next) = (found.watch, found.next)
        guard attempt < 8, let next = found.next, Self.isFolder("\(found.path)/\(next)") else { break }
        inotify_rm_watch(descriptor, found.watch)
      }
      return state.watch >= 0
    }
  }

  private static let folders = UInt32(IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
  private static let files = UInt32(
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

  private func nearest() -> (watch: Int32, path: String, next: String?) {
    let found = inotify_add_watch(descriptor, folder, Self.files)
    if found >= 0 { return (found, folder, nil) }
    var parts = folder.split(separator: "/")
    while let last = parts.popLast() {
      let path = "/" + parts.joined(separator: "/")
      let watch = inotify_add_watch(descriptor, path, Self.folders)
      if watch >= 0 { return (watch, path, String(last)) }
    }
    return (-1, "/", nil)
  }

  private static func isFolder(_ path: String) -> Bool {
    guard let directory = opendir(path) else { return false }
    closedir(directory)
    return true
  }

  // MARK: What happens

  private func read(_ changed: () -> Void) {
    let header = MemoryLayout<inotify_event>.size
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= header else { return }
      var offset = 0
      var (hasChanged, hasMoved) = (false, false)
      while offset + header <= count {
        let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
        let text = buffer[offset + header..<min(count, offset + header + Int(event.len))].prefix { $0 != 0 }
        switch meaning(of: event, String(decoding: text, as: UTF8.self)) {
        case .nothing: break
        case .changed: hasChanged = true
        case .moved: hasMoved = true
        case .stopped: return
        }
        offset += header + Int(event.len)
      }
      if hasMoved, !settle() { return }
      if hasChanged || hasMoved { changed() }
    }
  }

  private func meaning(of event: inotify_event, _ text: String) -> Meaning {
    state.withLock { state in
      if state.isStopped { return .stopped }
      // The last words of a folder that is not watched any more.
      guard event.wd == state.watch else { return .nothing }
      if event.mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) != 0 { return .moved }
      if let next = state.next { return text == next ? .moved : .nothing }
      return name == nil || text == name ? .changed : .nothing
    }
  }
}

import CSys
import Glibc

/// Takes what ncurses writes to the terminal into memory, so that it can be looked at before it goes.
///
/// ncurses knows no other way out than a file descriptor: while it draws, its own stands for a file in memory.
final class FrameCapture {
  /// What ncurses writes to.
  private let descriptor: Int32
  /// The terminal.
  private let terminal: Int32
  private let memory: Int32

  /// - Parameters:
  ///   - descriptor: what ncurses was given; nothing else of ours uses it.
  ///   - terminal: another descriptor of the same terminal.
  /// - Returns: nil where the system has no files in memory.
  init?(of descriptor: Int32, terminal: Int32) {
    let memory = cs_memory_file("frame")
    guard memory >= 0 else { return nil }
    (self.descriptor, self.terminal, self.memory) = (descriptor, terminal, memory)
  }

  deinit { Glibc.close(memory) }

  /// What `draw` writes; nothing where the way could not be changed, and then it has gone to the terminal.
  func bytes(_ draw: () -> Void) -> [UInt8] {
    guard lseek(memory, 0, SEEK_SET) == 0, cs_replace(memory, descriptor) >= 0 else {
      draw()
      return []
    }
    draw()
    let isBack = cs_replace(terminal, descriptor) >= 0
    let length = lseek(memory, 0, SEEK_CUR)
    guard isBack, length > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      count = max(0, pread(memory, buffer.baseAddress, Int(length), 0))
    }
  }
}

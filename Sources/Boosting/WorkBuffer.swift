/// Memory for the kernels: aligned to a cache line, freed with its owner, never checked.
///
/// Kernels copy `base` into a local before their loop, so that nothing is counted inside it.
final class WorkBuffer<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int, filledWith element: Element) {
    let room = max(count, 1)
    base = UnsafeMutableRawPointer.allocate(byteCount: room * MemoryLayout<Element>.stride, alignment: 64)
      .bindMemory(to: Element.self, capacity: room)
    base.initialize(repeating: element, count: room)
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}

/// The histograms of the leaves that may still be split; memory is reused from tree to tree.
///
/// Bounded by the leaves of one tree, and by less where growth is depth-limited: a leaf that cannot be split has none.
final class HistogramStore {
  struct Slot: Equatable {
    fileprivate let number: Int
  }

  private var buffers: [WorkBuffer<Int64>] = []
  private var free: [Int] = []
  private let wordCount: Int

  init(groupCount: Int) { wordCount = groupCount * histogramStride }

  /// A slot whose words hold anything.
  func take() -> Slot {
    if let number = free.popLast() { return Slot(number: number) }
    buffers.append(WorkBuffer(count: wordCount, filledWith: 0))
    return Slot(number: buffers.count - 1)
  }

  func release(_ slot: Slot?) {
    if let slot { free.append(slot.number) }
  }

  func base(of slot: Slot) -> UnsafeMutablePointer<Int64> { buffers[slot.number].base }
}

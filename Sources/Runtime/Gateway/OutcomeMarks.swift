/// Which predictions of a session have had an outcome reported: a bit for each of the newest sixteen million.
struct OutcomeMarks {
  private static let chunkBits = 65_536
  private static let chunkCountMax = 256

  private var chunks: [Int64: [UInt64]] = [:]

  /// - Returns: false where it was marked already.
  mutating func insert(_ id: Int64) -> Bool {
    let (chunk, word, bit) = Self.place(id)
    if chunks[chunk] == nil {
      // The oldest are forgotten: nobody reports on them any more.
      if chunks.count >= Self.chunkCountMax, let oldest = chunks.keys.min() {
        if chunk < oldest { return true }
        chunks[oldest] = nil
      }
      chunks[chunk] = [UInt64](repeating: 0, count: Self.chunkBits / 64)
    }
    guard chunks[chunk, default: []][word] & bit == 0 else { return false }
    chunks[chunk, default: []][word] |= bit
    return true
  }

  mutating func remove(_ id: Int64) {
    let (chunk, word, bit) = Self.place(id)
    guard chunks[chunk] != nil else { return }
    chunks[chunk, default: []][word] &= ~bit
  }

  private static func place(_ id: Int64) -> (chunk: Int64, word: Int, bit: UInt64) {
    let offset = Int(id % Int64(chunkBits))
    return (id / Int64(chunkBits), offset / 64, 1 << UInt64(offset % 64))
  }
}

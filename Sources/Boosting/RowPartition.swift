/// Sends the rows of a leaf to its two children.
///
/// The rows of the tree's leaves are runs of one array of row numbers. A leaf's rows are sorted chunk by chunk into two
/// spare arrays, which several threads do side by side, and copied back once the counts are known. The order within a
/// child is the order in the leaf.
final class RowPartition {
  private let rows: BinnedRows
  private let numbers: WorkBuffer<UInt32>
  private let lefts: WorkBuffer<UInt32>
  private let rights: WorkBuffer<UInt32>
  private let leftCounts: WorkBuffer<Int>
  private(set) var chunkCount = 0
  private var rowsPerChunk = 1
  private var start = 0
  private var count = 0
  private let threadCount: Int

  /// Rows worth a chunk: fewer are done before a second thread has woken up.
  private static let rowsPerChunkMin = 2048
  private static let rowsPerChunkMax = 8192

  init(_ rows: BinnedRows, threads: Int) {
    self.rows = rows
    threadCount = threads
    numbers = WorkBuffer(count: rows.rowCount, filledWith: 0)
    lefts = WorkBuffer(count: rows.rowCount, filledWith: 0)
    rights = WorkBuffer(count: rows.rowCount, filledWith: 0)
    leftCounts = WorkBuffer(count: rows.rowCount / Self.rowsPerChunkMin + 1, filledWith: 0)
  }

  var rowNumbers: UnsafePointer<UInt32> { UnsafePointer(numbers.base) }

  /// Plans the chunks of a leaf.
  func prepare(start: Int, count: Int) {
    self.start = start
    self.count = count
    let fair = count / (4 * threadCount)
    rowsPerChunk = min(max(fair, Self.rowsPerChunkMin), Self.rowsPerChunkMax)
    chunkCount = (count + rowsPerChunk - 1) / rowsPerChunk
  }

  /// Sorts one chunk; `isRoot` says that the leaf holds every row in order.
  func sort(chunk: Int, isRoot: Bool, by question: SplitQuestion) {
    let offset = start + chunk * rowsPerChunk
    let size = min(rowsPerChunk, start + count - offset)
    let (left, right) = (lefts.base + offset, rights.base + offset)
    let source = numbers.base + offset
    let codes = rows.codes.base + question.group * rows.rowCount
    var leftCount = 0
    question.goesLeft.withUnsafeBufferPointer { goesLeft in
      if isRoot {
        for index in 0..<size {
          let row = offset + index
          left[leftCount] = UInt32(truncatingIfNeeded: row)
          right[index - leftCount] = UInt32(truncatingIfNeeded: row)
          leftCount += Int(goesLeft[Int(codes[row])])
        }
      } else {
        for index in 0..<size {
          let row = source[index]
          left[leftCount] = row
          right[index - leftCount] = row
          leftCount += Int(goesLeft[Int(codes[Int(row)])])
        }
      }
    }
    leftCounts.base[chunk] = leftCount
  }

  /// A sorted chunk's rows of one side.
  func sorted(chunk: Int, left isLeft: Bool) -> (rows: UnsafePointer<UInt32>, count: Int) {
    let offset = start + chunk * rowsPerChunk
    let size = min(rowsPerChunk, start + count - offset)
    let leftCount = leftCounts.base[chunk]
    return isLeft
      ? (UnsafePointer(lefts.base + offset), leftCount) : (UnsafePointer(rights.base + offset), size - leftCount)
  }

  /// Rows of the leaf that went left, once all chunks are sorted.
  var leftCount: Int { (0..<chunkCount).reduce(0) { $0 + leftCounts.base[$1] } }

  /// Copies one chunk's rows to their places in the children.
  func copyBack(chunk: Int) {
    let leftBefore = (0..<chunk).reduce(0) { $0 + leftCounts.base[$1] }
    let rightBefore = chunk * rowsPerChunk - leftBefore
    let left = sorted(chunk: chunk, left: true)
    let right = sorted(chunk: chunk, left: false)
    (numbers.base + start + leftBefore).update(from: left.rows, count: left.count)
    (numbers.base + start + leftCount + rightBefore).update(from: right.rows, count: right.count)
  }
}

/// A split as the partition asks it: which codes of which group go left.
struct SplitQuestion {
  let group: Int
  /// 1 or 0 for each of 256 codes.
  let goesLeft: [UInt8]

  init(_ candidate: SplitCandidate, group: Int, member: ColumnGroups.Member, bins: ColumnBins) {
    self.group = group
    goesLeft = (0..<256).map { groupCode in
      let code = groupCode / member.place % member.codeCount
      if bins.hasMissing && code == 0 { return candidate.missingGoesLeft ? 1 : 0 }
      return candidate.sendsLeft(code) ? 1 : 0
    }
  }
}

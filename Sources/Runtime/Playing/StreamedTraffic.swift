import Tabular
import Traffic

/// Plays the rows of a file as it reads them: memory stays the same whatever the size of the file. A thread of its own
/// reads a few pieces ahead.
struct StreamedTraffic: TrafficSource {
  let name: String
  let candidateCount = 1
  let requestCount: Int?
  /// Each piece of a file has the levels of its own rows.
  private(set) var layoutGeneration = 0

  private let rows: RowsAhead
  private let delayMicroseconds: Int64
  private var piece: RowsAhead.Piece?
  private var position: Int

  /// - Parameters:
  ///   - rows: from the first row to be played on.
  ///   - startingAt: its position in the file.
  ///   - end: position at which to stop.
  init(name: String, rows: RowsAhead, delaySeconds: Double, startingAt: Int, end: Int) {
    self.name = name
    self.rows = rows
    delayMicroseconds = Int64(delaySeconds * 1e6)
    position = startingAt
    requestCount = end
  }

  mutating func next(limit: Int) throws -> RequestBatch? {
    if piece.map({ position >= $0.firstRow + $0.table.rowCount }) ?? true {
      piece = try rows.next()
      layoutGeneration += 1
    }
    guard let piece, let end = requestCount, position < end else { return nil }
    let offset = position - piece.firstRow
    let rows = offset..<min(piece.table.rowCount, offset + max(1, limit), end - piece.firstRow)
    position += rows.count
    return RequestBatch(
      table: piece.table, rows: rows, eventTimes: Array(piece.eventTimes[rows]),
      firstID: Int64(piece.firstRow + rows.lowerBound))
  }

  func outcomes(of decisions: Decisions) -> Outcomes {
    var result = Outcomes()
    guard let piece else { return result }
    result.ids.reserveCapacity(decisions.batch.rows.count)
    result.values.reserveCapacity(decisions.batch.rows.count)
    result.knownAt.reserveCapacity(decisions.batch.rows.count)
    for row in decisions.batch.rows where !piece.targets[row].isNaN {
      result.ids.append(Int64(piece.firstRow + row))
      result.values.append(piece.targets[row])
      result.knownAt.append(piece.eventTimes[row] + delayMicroseconds)
    }
    return result
  }
}

/// Pieces of a file, read on a thread of its own; at most `countMax` wait.
final class RowsAhead: Sendable {
  struct Piece: Sendable {
    var table: Table
    /// Position of its first row in the file.
    var firstRow: Int
    var eventTimes: [Int64]
    /// NaN where the outcome never becomes known.
    var targets: [Double]
  }

  private struct State {
    var pieces: [Piece] = []
    var failure: (any Error)?
    var hasEnded = false
    var isClosed = false
  }

  static let rowCount = 16_384
  private static let countMax = 3

  private let state = Condition(State())

  /// - Parameters:
  ///   - open: makes the reader of the next rows, called on the reading thread.
  init(open: @escaping @Sendable () throws -> () throws -> Piece?) {
    WorkerThread.start("reading", isBackground: true) { [state] in
      do {
        let next = try open()
        while let piece = try next() {
          let goesOn = state.wait { state -> Bool? in
            if state.isClosed { return false }
            return state.pieces.count < Self.countMax ? true : nil
          }
          guard goesOn == true else { return }
          state.update { $0.pieces.append(piece) }
        }
        state.update { $0.hasEnded = true }
      } catch {
        state.update { $0.failure = error }
      }
    }
  }

  deinit { state.update { $0.isClosed = true } }

  /// Waits for the next piece; nil at the end.
  func next() throws -> Piece? {
    let found = state.wait { state -> Result<Piece?, any Error>? in
      if !state.pieces.isEmpty { return .success(state.pieces.removeFirst()) }
      if let failure = state.failure { return .failure(failure) }
      return state.hasEnded ? .success(nil) : nil
    }
    // Whoever reads is told that there is room.
    state.update { _ in }
    return try found?.get()
  }
}

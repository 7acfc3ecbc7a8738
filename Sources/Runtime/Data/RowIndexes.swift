import DataQuality
import Expressions
import Lifecycle
import Synchronization
import Tabular

/// The row indexes that were asked for last; asking for another filter cancels one that is still being worked out.
final class RowIndexes: Sendable {
  /// Indexes kept: at five million rows each may take 20 MB.
  private static let countMax = 4

  struct Key: Hashable {
    var dataset: String
    var filter: String?
    var order: RowOrder?
  }

  private struct State {
    var known: [(key: Key, index: RowIndex)] = []
    var pending: (key: Key, token: TaskToken)?
    var parts: (dataset: String, definition: Split, parts: RowParts)?
  }

  private let state = Mutex(State())

  /// The index of a key, worked out on the calling thread where it is not known.
  ///
  /// - Throws: `ExpressionError`; `CancellationError` when another key has been asked for meanwhile.
  func index(_ key: Key, _ table: Table) throws -> RowIndex {
    if let known = known(key) { return known }
    let token = TaskToken()
    state.withLock { state in
      if let pending = state.pending, pending.key != key { pending.token.cancel() }
      state.pending = (key, token)
    }
    let filter = try key.filter.map { (text) throws in try Expression(parsing: text) }
    let index = try RowIndex(table, filter: filter, order: key.order) { token.isCancelled }
    state.withLock { state in
      if state.pending?.token === token { state.pending = nil }
      state.known.removeAll { $0.key.dataset != key.dataset || $0.key == key }
      state.known.append((key, index))
      if state.known.count > Self.countMax { state.known.removeFirst() }
    }
    return index
  }

  /// The parts of a split, worked out when it is a new one.
  func parts(of data: ProjectData) -> RowParts {
    let known = state.withLock { $0.parts }
    // The same arrays share their memory, so that comparing them costs nothing.
    if let known, known.dataset == data.sha256, known.definition == data.split { return known.parts }
    let parts = RowParts(data)
    state.withLock { $0.parts = (data.sha256, data.split, parts) }
    return parts
  }

  func known(_ key: Key) -> RowIndex? {
    state.withLock { state in state.known.first { $0.key == key }?.index }
  }
}

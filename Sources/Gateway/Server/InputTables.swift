import Lifecycle
import Synchronization

/// The table of inputs of what is served, made anew when that changes.
final class InputTables: Sendable {
  private let newest = Mutex<InputTable?>(nil)

  func table(of served: ServedModels) -> InputTable {
    newest.withLock { newest in
      if let known = newest, known.served.isCopy(of: served) || known.served == served { return known }
      let table = InputTable(served)
      newest = table
      return table
    }
  }
}

extension ServedModels {
  /// Whether both are copies of one value, found without looking at the elements: arrays that share their storage are
  /// equal. False tells nothing.
  fileprivate func isCopy(of other: ServedModels) -> Bool {
    inputs.sharesStorage(with: other.inputs) && versions.sharesStorage(with: other.versions)
      && classes.sharesStorage(with: other.classes) && task == other.task && name == other.name
      && idColumn == other.idColumn
  }
}

extension Array {
  fileprivate func sharesStorage(with other: [Element]) -> Bool {
    count == other.count
      && withUnsafeBufferPointer { mine in other.withUnsafeBufferPointer { mine.baseAddress == $0.baseAddress } }
  }
}

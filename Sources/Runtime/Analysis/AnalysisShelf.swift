import Encoding
import Glibc
import Lifecycle
import Synchronization

/// Analyses under way and done, so that a question asked again costs nothing. Bounded; the one longest unused goes.
struct AnalysisShelf {
  /// What an answer depends on.
  struct Key: Equatable, Sendable {
    var query: Query
    var definition: ProjectDefinition
    var dataset: String?
    /// The file's time and size, or how many thousand outcomes are known: traffic must not make every question new.
    var mark: [Int]
  }

  private struct Entry {
    var key: Key
    var task: Task<JSON, any Error>
  }

  static let capacity = 16

  /// The most recently used last.
  private var entries: [Entry] = []

  /// The answer, under way or done, or a new one.
  mutating func task(for key: Key, start: () -> Task<JSON, any Error>) -> Task<JSON, any Error> {
    if let index = entries.firstIndex(where: { $0.key == key }) {
      let entry = entries.remove(at: index)
      entries.append(entry)
      return entry.task
    }
    while entries.count >= Self.capacity { entries.removeFirst().task.cancel() }
    let task = start()
    entries.append(Entry(key: key, task: task))
    return task
  }

  /// Failures are not kept: what failed may be mended.
  mutating func forget(_ key: Key) { entries.removeAll { $0.key == key } }

  mutating func cancelAll() {
    for entry in entries { entry.task.cancel() }
    entries = []
  }
}

extension WorkerThread {
  /// Does long work on a thread of its own while the caller's executor is free.
  ///
  /// - Parameter work: is told through its argument when the task has been cancelled.
  static func run<Value: Sendable>(
    _ name: String, _ work: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> Value
  ) async throws -> Value {
    let flag = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        WorkerThread.start(name, isBackground: true) {
          continuation.resume(with: Result { try work { flag.isSet } })
        }
      }
    } onCancel: {
      flag.set()
    }
  }
}

/// True once set.
private final class CancellationFlag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}

extension AnalysisShelf {
  /// When a file was last changed and how long it is; empty where there is none.
  static func mark(ofFile path: String) -> [Int] {
    var status = stat()
    guard stat(path, &status) == 0 else { return [] }
    return [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_size)]
  }
}

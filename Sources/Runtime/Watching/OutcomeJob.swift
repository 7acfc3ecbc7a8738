import Encoding
import Gateway
import Lifecycle
import Traffic

/// A file of outcomes on its thread: read once to its end, joined a block at a time.
struct OutcomeJob: Sendable {
  var engine: Engine
  var task: TaskID
  var token: TaskToken
  var path: String
  var reading: OutcomeFileReading
  var tasks: TaskBoard
  /// Made on the job's thread.
  var sink: @Sendable () throws -> any OutcomeSink

  static let blockCount = 4096

  func run() {
    let outcome: Result<JSON, Refusal>
    do { outcome = .success(try join()) } catch { outcome = .failure(Refusal.describing(error)) }
    if case .success(let document) = outcome {
      _ = try? waitFor { [engine, path] in await engine.noteOutcomes(document, from: path) }
    }
    tasks.end(task, outcome)
  }

  private func join() throws -> JSON {
    let follower = try LogFollower(path: path)
    var dialect = LogDialect()
    var sink = try sink()
    var counts = OutcomeCounts()
    var events: [LogFollower.Event] = []
    var block: [OutcomeFileReading.Entry] = []
    func flush() throws {
      guard !block.isEmpty else { return }
      counts.add(try sink.join(block))
      block.removeAll(keepingCapacity: true)
      tasks.update(task, fraction: nil, detail: "\(NumberText.grouped(counts.read)) outcomes")
    }
    while true {
      if token.isCancelled { throw CancellationError() }
      let state = try follower.read(waitMilliseconds: 200, into: &events)
      for event in events {
        take(event, &dialect, &counts, &block)
        if block.count >= Self.blockCount { try flush() }
      }
      events.removeAll(keepingCapacity: true)
      // A file that is given has an end; standard input tells its own.
      if state == .ended || state == .caughtUp && !follower.isEndless { break }
    }
    if let line = follower.takeTail() { take(.line(line), &dialect, &counts, &block) }
    try flush()
    return counts.json
  }

  private func take(
    _ event: LogFollower.Event, _ dialect: inout LogDialect, _ counts: inout OutcomeCounts,
    _ block: inout [OutcomeFileReading.Entry]
  ) {
    switch event {
    case .began: dialect.begin()
    case .tooLong:
      counts.read += 1
      counts.malformed += 1
    case .line(let bytes):
      switch dialect.read(bytes) {
      case .nothing: break
      case .malformed(let reason):
        counts.read += 1
        counts.malformed += 1
        counts.example = counts.example ?? reason
      case .record(let record):
        counts.read += 1
        if let entry = reading.entry(record) {
          block.append(entry)
        } else {
          counts.receipt.invalid += 1
        }
      }
    }
  }
}

/// One pass over a file: blocks are cut one at a time, parsed by several threads, and taken in file order.
///
/// Since blocks are cut by bytes and taken in order, the outcome is the same for any number of threads.
///
/// `@unchecked Sendable`: `gate` guards every property below it. The cutter is used by the one thread that has set
/// `isCutting`, the builder by the one that has set `isTaking`, a parser by the thread that took it from a list.
final class ParallelReading: @unchecked Sendable {
  private let gate = Gate()
  private let cutter: RecordCutter
  private let builder: TableBuilder
  private let dataStart: Int
  private let progress: (@Sendable (ReadProgress) -> Bool)?
  private var idle: [BlockParser]
  private var parsed: [Int: BlockParser] = [:]
  private var actions: [FieldAction]
  private var nextToTake = 0
  private var isCutting = false
  private var isTaking = false
  private var isStopped = false
  /// A failure to cut, told when all blocks before it have been taken.
  private var cutFailure: (index: Int, error: DelimitedError)?
  private var blocksCut = 0
  /// How far the cutter has come.
  private var position = (read: 0, size: 0)
  private var failure: DelimitedError?

  private init(_ opened: OpenedText, _ builder: TableBuilder, options: ReadOptions, threads: Int) {
    cutter = opened.cutter
    dataStart = opened.dataStart
    progress = options.progress
    self.builder = builder
    actions = builder.plan.actions
    // More than threads: a finished block may wait for its turn while its thread goes on.
    idle = (0..<(threads == 1 ? 1 : threads * 2)).map { _ in BlockParser(plan: builder.plan) }
  }

  /// Reads all of the file into the builder.
  static func run(_ opened: OpenedText, into builder: TableBuilder, options: ReadOptions) throws(DelimitedError) {
    try opened.cutter.restart()
    // No more threads than blocks: a small file is read before a thread has started.
    let threads = max(1, min(options.threads, opened.sizeHint / RecordCutter.blockSize + 1, 64))
    let reading = ParallelReading(opened, builder, options: options, threads: threads)
    WorkerThreads.run(threads) { _ in reading.work() }
    if let failure = reading.failure { throw failure }
  }

  private func work() {
    while let (parser, actions) = cutBlock() {
      parser.begin(actions: actions, at: parser.block.index == 0 ? dataStart : 0)
      parser.parse()
      gate.lock()
      parsed[parser.block.index] = parser
      takeParsed()
      gate.unlock()
    }
  }

  /// The next block in a parser of its own with what to do in it, or nil when there is nothing left to parse.
  private func cutBlock() -> (BlockParser, [FieldAction])? {
    gate.lock()
    defer { gate.unlock() }
    while !isStopped, isCutting || idle.isEmpty { gate.wait() }
    guard !isStopped, cutFailure == nil, let parser = idle.popLast() else { return nil }
    isCutting = true
    gate.unlock()
    let outcome = Result { () throws(DelimitedError) in try cutter.next(into: parser.block) }
    gate.lock()
    isCutting = false
    position = cutter.progress
    defer { gate.broadcast() }
    switch outcome {
    case .success(true):
      blocksCut += 1
      return (parser, actions)
    case .success(false):
      idle.append(parser)
      isStopped = true
      return nil
    case .failure(let error):
      idle.append(parser)
      cutFailure = (blocksCut, error)
      takeParsed()
      return nil
    }
  }

  /// Takes the blocks whose turn has come, unless another thread is doing so already. The gate is held.
  private func takeParsed() {
    guard !isTaking else { return }
    isTaking = true
    while failure == nil, !builder.isComplete, let parser = parsed.removeValue(forKey: nextToTake) {
      let position = position
      gate.unlock()
      let problem = take(parser, position)
      gate.lock()
      failure = problem
      nextToTake += 1
      actions = builder.plan.actions
      idle.append(parser)
      gate.broadcast()
    }
    if failure == nil, !builder.isComplete, let (index, error) = cutFailure, index == nextToTake {
      failure = builder.locate(error)
    }
    if failure != nil || builder.isComplete { isStopped = true }
    isTaking = false
    gate.broadcast()
  }

  private func take(_ parser: BlockParser, _ position: (read: Int, size: Int)) -> DelimitedError? {
    do throws(DelimitedError) {
      try builder.take(parser)
      builder.finishBlock(parser)
    } catch {
      return error
    }
    guard let progress else { return nil }
    let report = ReadProgress(bytesRead: position.read, bytesTotal: position.size, rows: builder.rowsTaken)
    return progress(report) ? nil : DelimitedError(path: builder.path, problem: .cancelled)
  }
}

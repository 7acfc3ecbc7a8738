import Boosting
import Glibc
import Synchronization

/// Fits trees on a binary matrix, scores another, and prints one `name value unit` a line.
///
///     boosting-bench TRAIN_X TRAIN_Y TEST_X PREDICTIONS [name=value…]
///
/// PREDICTIONS receives the test rows' margins through the link (probabilities or values) as Float64.
@main
struct BoostingBench {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 4 else {
      print("usage: boosting-bench TRAIN_X TRAIN_Y TEST_X PREDICTIONS [rounds=200 leaves=31 …]")
      exit(2)
    }
    do {
      try run(arguments)
    } catch {
      print("boosting-bench: \(error)")
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    let options = try Options(Array(arguments[4...]))
    let train = try MatrixFile.read(arguments[0])
    let labels = try MatrixFile.read(arguments[1]).values
    let test = try MatrixFile.read(arguments[2])
    let watch = Stopwatch()
    var lastLoss = 0.0
    let forest = try GradientBoosting.train(train, labels: labels, parameters: options.parameters) { report in
      lastLoss = report.trainLoss
      return true
    }
    emit("fit", watch.wall, "s")
    emit("fit_cpu", watch.processor, "s")
    emit("train_loss", lastLoss, "loss")
    emit("trees", Double(forest.trees.count), "trees")
    try emitCancelGap(train, labels, options.parameters)
    emit("model", Double(forest.encode().count), "bytes")
    let margins = try scoreBatch(forest, test)
    scoreSingly(forest, test)
    try MatrixFile.write(margins.map(forest.objective.link), to: arguments[3])
  }

  /// The longest time between two moments at which a training would notice that it is to end.
  private static func emitCancelGap(
    _ train: FeatureMatrix, _ labels: [Float], _ parameters: BoostingParameters
  ) throws {
    var short = parameters
    short.rounds = 3
    let gaps = Mutex((last: Stopwatch(), longest: 0.0))
    let note: @Sendable () -> Bool = {
      gaps.withLock { $0 = (Stopwatch(), max($0.longest, $0.last.wall)) }
      return false
    }
    _ = try GradientBoosting.train(train, labels: labels, parameters: short, isCancelled: note)
    _ = note()
    emit("cancel_gap", gaps.withLock { $0.longest } * 1000, "ms")
  }

  private static func scoreBatch(_ forest: BoostedTrees, _ matrix: FeatureMatrix) throws -> [Double] {
    var watch = Stopwatch()
    let margins = forest.margins(of: matrix)
    emit("score_batch", Double(matrix.rowCount) / watch.wall, "rows/s")
    watch = Stopwatch()
    _ = try forest.margins(of: matrix, threads: 2)
    emit("score_batch_two", Double(matrix.rowCount) / watch.wall, "rows/s")
    return margins
  }

  /// The median over blocks of rows, so that a row that met another process does not count.
  private static func scoreSingly(_ forest: BoostedTrees, _ matrix: FeatureMatrix) {
    let scorer = TreeScorer(forest)
    let rowsPerBlock = 500
    var times: [Double] = []
    var sum = 0.0
    matrix.values.withUnsafeBufferPointer { values in
      for block in 0..<min(matrix.rowCount / rowsPerBlock, 200) {
        let watch = Stopwatch()
        for row in block * rowsPerBlock..<(block + 1) * rowsPerBlock {
          let start = row * matrix.columnCount
          sum += scorer.margin(row: UnsafeBufferPointer(rebasing: values[start..<start + matrix.columnCount]))
        }
        times.append(watch.wall / Double(rowsPerBlock))
      }
    }
    guard !times.isEmpty else { return }
    times.sort()
    emit("score_one", times[times.count / 2] * 1e6, "us")
    emit("margin_mean", sum / Double(times.count * rowsPerBlock), "margin")
  }

  private static func emit(_ name: String, _ value: Double, _ unit: String) { print("\(name) \(value) \(unit)") }
}

import Encoding
import Interchange
import Learning
import Lifecycle
import Serving

// Models that other programs trained.

extension Engine {
  /// Takes a model file in as a run and a version of its own: matched to the project's columns, held to its example
  /// rows where there are any, measured on the project's test rows and judged by the gates as any run is.
  func importModel(_ file: Command.Import) throws -> Receipt {
    if let task = tasks.isRunning(kind: "train") {
      throw Refusal(
        kind: .no, message: "\(task.title) is still training (task \(task.id))",
        mend: "wait for it, or cancel it with x or `sextant cancel \(task.id)`")
    }
    try FileBytes.probe(file.path)
    if let examples = file.examples { try FileBytes.probe(examples) }
    let imported = ImportedFile(file)
    let recipe = Recipe(name: "imported", algorithm: imported.algorithm)
    let run = RunID((state.runs.map(\.id.number).max() ?? 0) + 1)
    let events = try record(
      [.runStarted(Event.RunStarted(run: run, recipe: recipe))], command: .importModel(file))
    let (task, token) = tasks.begin(kind: "train", title: "run \(run), import")
    training = RunningTask(id: task, run: run, token: token)
    live.update { $0.curve = .starting(run, recipe) }
    let job = TrainingJob(
      engine: self, run: run, task: task, token: token, request: Command.Training(), recipe: recipe,
      definition: definition, champion: routing.current.champion, released: nil, store: store, artifacts: artifacts,
      tasks: tasks, live: live, clock: clock, imported: imported)
    WorkerThread.start("training", isBackground: true) { job.start() }
    return Receipt(event: events.first?.sequence, task: task, message: "run \(run) imports \(file.path)")
  }

  /// - Throws: `Refusal` for an imported version that was never seen to answer as its own program does.
  func refuseUnverified(_ version: Version) throws {
    guard let check = version.imported, !check.isVerified else { return }
    throw Refusal(
      kind: .no, message: "version \(version.id) is imported and unverified: no example rows showed its answers",
      mend: "import it again with rows and their scores: `sextant import FILE --examples ROWS.csv`")
  }
}

/// A model file of another program, and why it is taken in.
struct ImportedFile: Sendable {
  private let file: Command.Import

  init(_ file: Command.Import) { self.file = file }

  /// - Throws: `Refusal` that names the file and says what is wrong with it.
  func model() throws -> ForeignModel {
    let bytes = try FileBytes.read(file.path, limit: ForeignFile.byteLimit)
    do {
      return try ForeignFile.model(bytes)
    } catch {
      throw Refusal(kind: .wrongUse, message: "\(file.path): \(error)", mend: "")
    }
  }

  /// What the run's recipe names: trees, which all formats hold, unless an ONNX file is known to be linear. A file that
  /// cannot be read ends the run later, with its reason.
  var algorithm: Recipe.Algorithm {
    guard let bytes = try? FileBytes.read(file.path, limit: ForeignFile.byteLimit),
      (try? ForeignFile(bytes)) == .onnx, let model = try? ForeignFile.model(bytes)
    else { return .boostedTrees }
    return Recipe.Algorithm(model.algorithm)
  }

  /// - Throws: `Refusal` where the model does not answer as its examples say.
  func check(_ model: Model) throws -> ImportCheck {
    guard let examples = file.examples else { return .unverified }
    return try ExampleRows(path: examples, score: file.score).check(model)
  }

  var reason: String {
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    return "imported from \(name)" + (file.because.map { ": \($0)" } ?? "")
  }
}

extension Recipe.Algorithm {
  fileprivate init(_ algorithm: LearningAlgorithm) {
    switch algorithm {
    case .baseline: self = .baseline
    case .linear: self = .linear
    case .logistic: self = .logistic
    case .boostedTrees: self = .boostedTrees
    }
  }
}

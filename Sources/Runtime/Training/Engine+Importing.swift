import Boosting
import Encoding
import Lifecycle
import Serving

// Models that other programs trained.

extension Engine {
  /// Takes a model file in as a run and a version of its own: matched to the project's columns, measured on the
  /// project's test rows and judged by the gates as any run is.
  func importModel(_ path: String, because: String?) throws -> Receipt {
    if let task = tasks.isRunning(kind: "train") {
      throw Refusal(
        kind: .no, message: "\(task.title) is still training (task \(task.id))",
        mend: "wait for it, or cancel it with x or `sextant cancel \(task.id)`")
    }
    try FileBytes.probe(path)
    let recipe = Recipe(name: "imported", algorithm: .boostedTrees)
    let run = RunID((state.runs.map(\.id.number).max() ?? 0) + 1)
    let events = try record(
      [.runStarted(Event.RunStarted(run: run, recipe: recipe))], command: .importModel(path: path, because: because))
    let (task, token) = tasks.begin(kind: "train", title: "run \(run), import")
    training = RunningTask(id: task, run: run, token: token)
    live.update { $0.curve = .starting(run, recipe) }
    let job = TrainingJob(
      engine: self, run: run, task: task, token: token, request: Command.Training(), recipe: recipe,
      definition: definition, champion: routing.current.champion, released: nil, store: store, artifacts: artifacts,
      tasks: tasks, live: live, clock: clock, imported: ImportedFile(path: path, because: because))
    WorkerThread.start("training", isBackground: true) { job.start() }
    return Receipt(event: events.first?.sequence, task: task, message: "run \(run) imports \(path)")
  }
}

/// A model file of another program, and why it is taken in.
struct ImportedFile: Sendable {
  var path: String
  var because: String?

  /// - Throws: `Refusal` that names the file and says what is wrong with it.
  func model() throws -> XGBoostModel {
    let bytes = try FileBytes.read(path, limit: XGBoostModel.byteLimit)
    do {
      return try XGBoostModel(json: bytes)
    } catch {
      let problem = "\(error)"
      throw Refusal(
        kind: .wrongUse, message: "\(path): \(problem)",
        mend: problem.contains("; ") ? "" : "save the model again with Booster.save_model(\"….json\")")
    }
  }

  var reason: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return "imported from \(name)" + (because.map { ": \($0)" } ?? "")
  }
}

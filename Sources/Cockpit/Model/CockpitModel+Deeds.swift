import CellCanvas
import Lifecycle

extension CockpitModel {
  /// Begins what changes the project: at once, or with a question. `disabledReason` has said that it may.
  mutating func begin(_ deed: Action.Deed) -> [Effect] {
    switch deed {
    case .retrain:
      retrainData = nil
      layer = .question(.retrain(recipe: recipeToRetrain))
    case .promote: askToPromote()
    case .rollBack: layer = .question(.rollBack)
    case .gateway, .raiseAutomation, .lowerAutomation: beginDeployment(deed)
    case .traffic: return startOrPause()
    case .slower: return changeSpeed(by: -1)
    case .faster: return changeSpeed(by: 1)
    case .cancelTask: return cancelTask()
    case .stepBack: layer = .stageChoice(suggestedStage)
    case .edit: return editContract(again: false)
    case .acknowledge: return acknowledge()
    case .noteAlarm: beginNote()
    case .undo: return undo()
    case .mend: if let finding = selectedFinding?.id { layer = .question(.mend(finding)) }
    case .restoreData: if let version = selectedDataset?.version { layer = .question(.restoreData(version)) }
    case .shipThreshold: askToShip()
    case .confirmLabel: return answerLabel(.confirm)
    case .skipLabel: return answerLabel(.skip)
    case .flipLabel: return flipLabel()
    case .chooseLabel: return []
    case .decide, .snooze, .automation, .resumeRollout, .advanceRollout, .abortRollout, .confirmRequest, .answerRequest,
      .acceptSuggestion, .dismissSuggestion:
      return beginCircle(deed)
    }
    return []
  }

  /// Sends a command, notes its twin in the log and remembers that an answer is due.
  mutating func send(_ command: Command, by action: Action) -> [Effect] {
    // The connection may have gone while a question stood open.
    if let disconnection { return toast(.failed, "\(keymap.title(action)): \(disconnection)") }
    let id = log.note(
      key: keymap.key(action), line: command.commandLine, eventTime: snapshot?.state.eventTime)
    return [.send(command, id)]
  }

  /// The champion's recipe, or the project's first.
  private var recipeToRetrain: Int {
    guard let snapshot, let champion = snapshot.state.champion else { return 0 }
    return snapshot.definition.recipes.firstIndex { $0.name == champion.recipe } ?? 0
  }

  /// A challenger that passed needs a yes; one that did not needs a reason as well.
  private mutating func askToPromote() {
    guard let challenger = snapshot?.state.challenger else { return }
    switch challenger.verdict {
    case .passed: layer = .question(.promote(challenger.id))
    case .failed, .inconclusive, .noData: layer = .prompt(Prompt(.override(challenger.id)))
    }
  }

  private mutating func startOrPause() -> [Effect] {
    guard let snapshot else { return [] }
    let isUnfinished = snapshot.state.session.map { !$0.isEnded } ?? false
    let command: Command =
      switch snapshot.traffic.state {
      case .playing, .watching: .pause
      case .paused: .resume
      case .idle: .play(Command.Play(speed: firstSpeed(snapshot), resumes: isUnfinished))
      case .ended: .play(Command.Play(speed: speed))
      }
    return send(command, by: .act(.traffic))
  }

  /// Seconds that playing the live rows should take, for a person to follow what happens.
  private static let watchableSeconds = 60.0

  /// An engine that has played nothing yet knows no speed but the fastest.
  private func firstSpeed(_ snapshot: Snapshot) -> Speed {
    guard wantedSpeed == nil, snapshot.traffic.speed == .max else { return speed }
    guard let rows = snapshot.data?.liveRows, rows > 0 else { return .rowsPerSecond(2000) }
    // The ladder's step above, so that `<` and `>` go on from here.
    return Speed.rowsPerSecond(Double(rows) / Self.watchableSeconds).stepped(by: 0)
  }

  /// The speed of the traffic, or the one just asked for.
  var speed: Speed { wantedSpeed?.speed ?? snapshot?.traffic.speed ?? .max }

  private mutating func changeSpeed(by step: Int) -> [Effect] {
    let next = speed.stepped(by: step)
    let id = log.note(
      key: keymap.key(.act(step < 0 ? .slower : .faster)), line: Command.setSpeed(next).commandLine,
      eventTime: snapshot?.state.eventTime)
    wantedSpeed = WantedSpeed(speed: next, request: id)
    return [.send(.setSpeed(next), id)]
  }

  private mutating func cancelTask() -> [Effect] {
    guard let task = taskToCancel else { return [] }
    let id = log.note(
      key: keymap.key(.act(.cancelTask)), line: "sextant cancel \(task.id)", eventTime: snapshot?.state.eventTime)
    return [.cancel(task.id, id)] + toast(.note, "cancelling \(task.title)")
  }

  /// The running task that `x` means: a training before what is only being looked up, and the traffic, which has a key
  /// of its own, last. The gateway is closed by its own key, which asks first.
  var taskToCancel: TaskProgress? {
    let running = snapshot?.tasks.filter { $0.state == .running && $0.kind != "serve" } ?? []
    return running.last { $0.kind == "train" } ?? running.last { $0.kind != "replay" } ?? running.last
  }

  /// The chosen alarm on the monitoring screen, elsewhere the gravest.
  var alarmToAcknowledge: Alarm? {
    screen == .stage(.monitoring) ? selectedAlarm : snapshot?.state.openAlarms.first { !$0.isAcknowledged }
  }
}

/// Sections of `sextant.yaml`.
public enum ProjectSection {
  /// The top-level key that a screen is about.
  public static func of(_ screen: Screen) -> String {
    switch screen {
    case .overview: "name"
    case .stage(.scoping): "scope"
    case .stage(.data): "data"
    case .stage(.development): "recipes"
    case .stage(.deployment): "deployment"
    case .stage(.monitoring): "monitoring"
    case .stage(.business): "business"
    case .sheet(let sheet): of(.stage(sheet.stage))
    }
  }

  /// The line of a file, from 1, where a top-level key stands; 1 when it is not there.
  public static func line(of section: String, in text: String) -> Int {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.hasPrefix(section + ":") {
      return index + 1
    }
    return 1
  }
}

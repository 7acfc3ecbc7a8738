import Encoding
import Expressions
import Lifecycle
import ProjectFile
import Serving

extension Engine: EngineLink {
  public func send(_ command: Command) async throws -> Receipt {
    do {
      // A label is held against the data, which are read beside the engine.
      if case .label = command { _ = try await loadedData() }
      // The gateway is open, or is not, when the receipt arrives.
      if case .serve(let request) = command { return try await serve(request) }
      return try perform(command)
    } catch {
      throw Refusal.describing(error)
    }
  }

  private func perform(_ command: Command) throws -> Receipt {
    switch command {
    case .train(let request): try train(request)
    case .bless(let version, let because): try bless(version, because: because)
    case .promote(let promotion): try promote(promotion)
    case .rollback(let because): try rollBack(because: because)
    case .play(let request): try play(request)
    case .serve: throw Self.alreadyServing
    case .stopServing(let because): try stopServing(because: because)
    case .watch(let request): try watch(request)
    case .joinOutcomes(let file): try joinOutcomes(file)
    case .pause: try pause()
    case .resume: try resume()
    case .setSpeed(let speed): try setSpeed(speed)
    case .stepBack(let stage, let because): try stepBack(to: stage, because: because)
    case .acknowledge(let id): try acknowledge(id)
    case .snooze(let id, let seconds): try snooze(id, seconds: seconds)
    case .unacknowledge(let id): try unacknowledge(id)
    case .unsnooze(let id): try unsnooze(id)
    case .noteAlarm(let id, let text): try note(id, text: text)
    case .reload: try reload()
    case .applyScope(let text, let because, let base): try applyScope(text, because: because, base: base)
    case .data(let change, let because): try changeData(change, because: because)
    case .label(let row, let answer, let because): try label(row, answer, because: because)
    case .setThreshold(let version, let threshold, let because):
      try setThreshold(version, threshold, because: because)
    case .importModel(let file): try importModel(file)
    case .rollout(let order, let because): try steer(order, because: because)
    case .setAutomation(let level, let because): try setAutomation(level, because: because)
    case .review(let session, let id, let answer): try review(session, id, answer)
    case .answerSuggestion(let number, let accept): try answerSuggestion(number, accept: accept)
    case .decide(let decision, let because): try decide(decision, because: because)
    case .undo: try undo()
    }
  }

  public func past(_ sequence: Int) async throws -> Snapshot {
    do {
      return try pastSnapshot(sequence)
    } catch {
      throw Refusal.describing(error)
    }
  }

  public nonisolated func snapshots() -> AsyncStream<Snapshot> { publisher.subscribe() }

  public func cancel(_ task: TaskID) async throws {
    if let replay, replay.id == task { return replay.control.cancel() }
    if let serving, serving.id == task {
      _ = try stopServing(because: nil)
      return
    }
    guard tasks.cancel(task) else {
      throw Refusal(kind: .no, message: "task \(task) is not running", mend: "`sextant status` lists what runs")
    }
  }

  // MARK: Versions

  func version(_ id: VersionID) throws -> Version {
    guard let version = state.version(id) else {
      let known = state.versions.suffix(8).map { "\($0.id)" }.joined(separator: ", ")
      throw Refusal(
        kind: .wrongUse, message: "there is no version \(id)",
        mend: known.isEmpty ? "train one first: `sextant train`" : "use one of: \(known)")
    }
    return version
  }

  private func bless(_ id: VersionID, because: String?) throws -> Receipt {
    let version = try version(id)
    try refuseUnverified(version)
    let gates = todaysGates(of: version)
    let verdict = Verdict.combined(gates.map(\.verdict))
    guard verdict == .passed else { throw Self.notPassed(version, gates) }
    let blessing = Event.Blessing(version: id, verdict: verdict, gates: gates, because: because)
    let events = try record([.versionBlessed(blessing)], command: .bless(id, because: because))
    return Receipt(event: events.last?.sequence, message: "version \(id) is blessed")
  }

  /// Makes a version the champion. It is loaded and verified before anything is written, and answers from the moment
  /// the event is in the journal.
  func promote(_ promotion: Command.Promotion) throws -> Receipt {
    guard let id = promotion.version ?? state.aliases.challenger else {
      throw Refusal(kind: .no, message: "there is no challenger to promote", mend: "train one first: `sextant train`")
    }
    let version = try version(id)
    guard id != state.aliases.champion else {
      throw Refusal(kind: .no, message: "version \(id) is the champion already", mend: "name another version")
    }
    try refuseUnverified(version)
    // Blanks are no reason.
    try refuseSecondRollout(of: id, now: promotion.now)
    let override = promotion.override.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    let gates = todaysGates(of: version)
    let verdict = Verdict.combined(gates.map(\.verdict))
    let typedReason = verdict == .passed ? nil : override
    guard verdict == .passed || typedReason != nil else { throw Self.notPassed(version, gates) }
    let model = try served(version)
    let blessing = Event.Blessing(
      version: id, verdict: verdict, gates: gates, because: promotion.because, override: typedReason)
    if let receipt = try beginRollout(promotion, of: model, blessing) { return receipt }
    let promoted = Event.Promoted(
      champion: id, previous: state.aliases.champion, because: promotion.because, override: typedReason)
    let events = try record(
      [.versionBlessed(blessing)] + endingRollout(promoting: id) + [.promoted(promoted)], command: .promote(promotion))
    changeChampion(to: model)
    return Receipt(event: events.last?.sequence, message: "version \(id) is champion")
  }

  private static func notPassed(_ version: Version, _ gates: [GateResult]) -> Refusal {
    let reasons = gates.filter { $0.verdict != .passed }.map { result in
      let value = result.measurement.map { "\(NumberText.significant($0.value)) (n \($0.count))" } ?? "no value"
      return "\(result.gate.text): \(result.verdict.word), \(value)"
    }
    return Refusal(
      kind: .no,
      message: "version \(version.id) did not pass its gates: "
        + (reasons.isEmpty ? "the scope has no gates, which is not a pass" : reasons.joined(separator: "; ")),
      mend: "improve it, or promote it with a reason: `sextant promote \(version.id) --override \"…\"`")
  }

  /// Swaps champion and previous; both are warm.
  private func rollBack(because: String?) throws -> Receipt {
    if state.rollout != nil { return try steer(.abort, because: because, command: .rollback(because: because)) }
    guard let previous = state.aliases.previous, let champion = state.aliases.champion else {
      throw Refusal(
        kind: .no, message: "there is no previous champion to roll back to", mend: "promote a version instead")
    }
    let warm = try routing.current.previous ?? served(try version(previous))
    let rolledBack = Event.Promoted(champion: previous, previous: champion, because: because)
    let events = try record([.rolledBack(rolledBack)], command: .rollback(because: because))
    changeChampion(to: warm)
    return Receipt(event: events.last?.sequence, message: "version \(previous) is champion again")
  }

  /// From now on this version answers; the last one stays warm.
  func changeChampion(to model: ServedModel) {
    routing.update { routes in
      routes.previous = routes.champion
      routes.champion = model
    }
    routeRollout()
  }

  // MARK: The cycle

  private func stepBack(to stage: Stage, because: String) throws -> Receipt {
    let reason = because.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !reason.isEmpty else {
      throw Refusal(kind: .wrongUse, message: "a step back needs its reason", mend: "add `--because \"…\"`")
    }
    let number = state.iteration.number + 1
    let events = try record(
      [.steppedBack(Event.SteppedBack(iteration: number, stage: stage, because: reason, valuePerDay: valuePerDay))],
      command: .stepBack(stage, because: reason))
    return Receipt(event: events.last?.sequence, message: "iteration \(number) begins at \(stage.title)")
  }
}

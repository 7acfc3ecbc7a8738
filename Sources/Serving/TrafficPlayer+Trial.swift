import Learning
import Lifecycle
import Tabular
import Traffic

// A challenger beside the champion, and people beside both.

/// What the challenger made of a batch.
struct TrialAnswers {
  /// For each request, whether the challenger's answer is the one that is given; empty in a shadow.
  var byChallenger: [Bool]
  /// Positions of the requests it scored.
  var positions: [Int]
  /// One for each row of those requests.
  var scores: [Double]
  /// The number of the likeliest class of each of those rows (multiclass); empty for other tasks.
  var classes: [Double]
  /// One for each of those requests, once decided.
  var predictions: [Double] = []
  /// Score of the decided row of each of those requests.
  var chosenScores: [Double] = []
  /// Who asked, for each request of the batch.
  var units: [Int64]
  /// Requests that it was to answer and could not: another version did.
  var errorCount = 0
}

extension TrialAnswers {
  /// The shadow's answers as the log keeps them: without the columns, which the answers that were given have.
  func logged(session: SessionID, _ answered: AnsweredBatch, version: VersionID) -> LoggedAnswers {
    LoggedAnswers(
      session: session, firstID: answered.firstID, eventTimes: answered.eventTimes, version: version,
      scores: chosenScores, predictions: predictions, table: Table(columns: []), rows: 0..<answered.count)
  }
}

extension TrafficPlayer {
  /// Begins a new record when the step is another one than before.
  func follow(_ trial: Trial?, champion: ServedModel) {
    guard let trial else {
      record = nil
      return
    }
    guard record?.key != trial.key else { return }
    record = TrialRecord(trial, TrialContext(configuration, champion: champion))
  }

  /// Who asks each request of a batch.
  func units(_ trial: Trial, _ batch: RequestBatch, candidateCount: Int) -> [Int64] {
    let ids = (0..<batch.requestCount).map { batch.firstID + Int64($0) }
    guard let unit = trial.unit else { return ids }
    return UnitKeys.keys(
      of: batch.table[unit], rows: ids.indices.map { batch.rows.lowerBound + $0 * candidateCount }, ids: ids)
  }

  /// Scores what the challenger is to see: its share in a canary, everything in a shadow. In a canary its scores take the
  /// place of the champion's.
  ///
  /// - Parameter champion: what has scored the batch already.
  func tryOut(_ trial: Trial, on batch: RequestBatch, beside champion: ServedModel) throws -> TrialAnswers? {
    let candidateCount = batch.requestCount == 0 ? 1 : batch.rows.count / batch.requestCount
    switch trial.strategy {
    // Before the swap it is warm and scores nothing; after it, it is the champion.
    case .direct, .blueGreen: return nil
    case .shadow: return shadow(trial, batch, candidateCount)
    case .canary, .rolling, .ab: return deal(trial, batch, candidateCount, champion)
    }
  }

  private func shadow(_ trial: Trial, _ batch: RequestBatch, _ candidateCount: Int) -> TrialAnswers {
    let positions = Array(0..<batch.requestCount)
    let units = units(trial, batch, candidateCount: candidateCount)
    do {
      var scores = [Double](repeating: 0, count: batch.rows.count)
      let classes = try scores.withUnsafeMutableBufferPointer {
        try score(batch.table, batch.rows, by: trial.challenger, &trialLevelMaps, into: $0).classes
      }
      return TrialAnswers(byChallenger: [], positions: positions, scores: scores, classes: classes, units: units)
    } catch {
      // What a shadow cannot do harms nobody: its answers are missing, and are counted.
      let missing = [Double](repeating: .nan, count: batch.rows.count)
      return TrialAnswers(
        byChallenger: [], positions: positions, scores: missing,
        classes: configuration.task == .multiclass ? missing : [], units: units, errorCount: batch.requestCount)
    }
  }

  /// The challenger's share of the requests. Those that it cannot answer keep the champion's answer.
  private func deal(
    _ trial: Trial, _ batch: RequestBatch, _ candidateCount: Int, _ champion: ServedModel
  ) -> TrialAnswers {
    let units = units(trial, batch, candidateCount: candidateCount)
    let assigned = units.indices.filter { trial.split.arm(of: units[$0]) == .challenger }
    var answers = TrialAnswers(
      byChallenger: [Bool](repeating: false, count: batch.requestCount), positions: [], scores: [], classes: [],
      units: units)
    let offsets = assigned.flatMap { $0 * candidateCount..<($0 + 1) * candidateCount }
    let table = batch.table.gathering(offsets.map { batch.rows.lowerBound + $0 })
    var scores = [Double](repeating: 0, count: offsets.count)
    let asked = probabilities != nil
    let classes: [Double]
    let shares: [Double]
    do {
      let made = try scores.withUnsafeMutableBufferPointer {
        try score(
          table, 0..<offsets.count, by: trial.challenger, &trialLevelMaps, into: $0, wantsProbabilities: asked)
      }
      classes = made.classes
      shares = asked ? trial.challenger.scorer.ordered(made.probabilities, by: champion.scorer.classNames) : []
    } catch {
      answers.errorCount = assigned.count
      return answers
    }
    let width = champion.scorer.classNames.count
    for (index, position) in assigned.enumerated() {
      let part = index * candidateCount..<(index + 1) * candidateCount
      guard scores[part].allSatisfy(\.isFinite) else {
        answers.errorCount += 1
        continue
      }
      answers.byChallenger[position] = true
      answers.positions.append(position)
      answers.scores += scores[part]
      if !classes.isEmpty { answers.classes += classes[part] }
      for (candidate, score) in scores[part].enumerated() {
        self.scores[position * candidateCount + candidate] = score
      }
      let first = position * candidateCount * width
      probabilities?.replaceSubrange(
        first..<first + part.count * width, with: shares[part.lowerBound * width..<part.upperBound * width])
    }
    return answers
  }

  /// The challenger decides by its own threshold: for its share in a canary, for itself alone in a shadow.
  func decide(_ answers: inout TrialAnswers?, _ trial: Trial, _ decided: inout DecisionRule.Decided) throws {
    guard let scores = answers?.scores, let classes = answers?.classes, let positions = answers?.positions else {
      return
    }
    let batch = decided.decisions.batch
    switch trial.strategy {
    case .direct, .blueGreen: return
    case .canary, .rolling, .ab:
      // Where there are candidates to choose from, its scores have chosen already.
      guard batch.rows.count == batch.requestCount else { return }
      let predictions = rule.predictions(scores, classes, threshold: trial.challenger.threshold)
      for (index, position) in positions.enumerated() { decided.decisions.predictions[position] = predictions[index] }
    case .shadow:
      let own = try rule.decide(
        batch, scores: scores, classes: classes, threshold: trial.challenger.threshold
      ).decisions
      let chosen = decided.decisions.chosen
      answers?.chosenScores = chosen.map { scores[$0 - batch.rows.lowerBound] }
      // What another choice would have led to is not known.
      answers?.predictions = chosen.indices.map { own.chosen[$0] == chosen[$0] ? own.predictions[$0] : .nan }
    }
  }

  // MARK: People

  /// Puts people's decisions beside the model's, whoever decides.
  func hearPeople(
    _ automation: Automation, _ batch: RequestBatch, _ proposals: [Double], _ answered: inout AnsweredBatch
  ) throws {
    answered.level = automation.level
    guard automation.humanColumn != nil, batch.rows.count == batch.requestCount,
      let humans = try automation.humanDecisions(in: answered.table, rows: Array(answered.rows))
    else { return }
    (answered.humans, answered.proposals) = (humans, proposals)
  }

  /// Sends to people what this level of automation leaves to them.
  func settleWhoDecides(_ automation: Automation, _ batch: RequestBatch, _ answered: inout AnsweredBatch) throws {
    // Where there are candidates to choose from, the level has settled who chose.
    guard automation.level != .full, batch.rows.count == batch.requestCount else {
      answered.deciders.model = automation.keepsModelFromDeciding ? 0 : answered.count
      answered.deciders.nobody = answered.count - answered.deciders.model
      return
    }
    var decisions = answered.predictions
    let proposals = answered.predictions
    answered.deciders = try automation.apply(
      to: &decisions, scores: answered.scores, table: answered.table, rows: Array(answered.rows)
    ) { position in
      // An amount has no band of doubt.
      configuration.task != .regression
        && reviews.add(
          ReviewQueue.Item(
            session: configuration.session, id: answered.firstID + Int64(position),
            eventTime: answered.eventTimes[position], score: answered.scores[position], proposal: proposals[position]))
    }
    answered.predictions = decisions
  }

  func takeReviews() {
    for answer in reviews.takeAnswers(of: configuration.session) {
      book.review(answer.id, answer.decision, proposal: answer.proposal)
    }
  }

  // MARK: What was seen

  /// Counts a batch into the record of the step.
  ///
  /// - Parameter proposals: what the models decided, whoever decides.
  func note(
    _ answers: TrialAnswers, _ answered: AnsweredBatch, _ proposals: [Double], champion: UInt64, challenger: UInt64
  ) {
    let all = TrialRecord.Answers(
      ids: (0..<answered.count).map { answered.firstID + Int64($0) }, units: answers.units,
      eventTimes: answered.eventTimes, table: answered.table, rows: Array(answered.rows), scores: answered.scores,
      predictions: proposals, version: answered.model.version)
    addLatencies(answers, answered.count, champion: champion, challenger: challenger)
    record?.add(errors: answers.errorCount)
    guard let trialled = answered.challenger else {
      record?.add(all, shadow: shadowed(answers, all))
      return
    }
    var theirs = all.selecting(answers.positions)
    theirs.version = trialled.version
    record?.add(all.selecting(answered.byChallenger.indices.filter { !answered.byChallenger[$0] }))
    record?.add(theirs)
  }

  /// Counts a batch after all traffic was swapped: the version that is watched is the champion.
  ///
  /// - Parameter isRescued: the version before it answered, because it could not.
  func noteSwapped(
    _ trial: Trial, _ answered: AnsweredBatch, _ proposals: [Double], nanoseconds: UInt64, isRescued: Bool
  ) {
    if isRescued {
      record?.add(errors: answered.count)
      return
    }
    guard answered.model.version == trial.challenger.version else { return }
    record?.add(
      TrialRecord.Answers(
        ids: (0..<answered.count).map { answered.firstID + Int64($0) }, eventTimes: answered.eventTimes,
        table: answered.table, rows: Array(answered.rows), scores: answered.scores, predictions: proposals,
        version: answered.model.version))
    record?.add(
      latency: Double(nanoseconds) / 1000 / Double(max(1, answered.count)), count: answered.count, challenger: true)
  }

  private func shadowed(_ answers: TrialAnswers, _ all: TrialRecord.Answers) -> TrialRecord.Answers {
    var shadow = all
    shadow.scores = answers.chosenScores
    shadow.predictions = answers.predictions
    return shadow
  }

  private func addLatencies(_ answers: TrialAnswers, _ count: Int, champion: UInt64, challenger: UInt64) {
    record?.add(latency: Double(champion) / 1000 / Double(max(1, count)), count: count, challenger: false)
    let tried = answers.positions.count
    record?.add(latency: Double(challenger) / 1000 / Double(max(1, tried)), count: tried, challenger: true)
  }

  /// Whether the step should be looked at again.
  public var isLookDue: Bool { record?.isDue ?? false }

  /// Whether anything has been seen of the step since the last look.
  public var hasNewsOfTrial: Bool { record?.hasNews ?? false }

  public func look() throws -> TrialFindings? { try record?.look() }
}

extension Automation {
  /// At these levels the model's answers are logged and decide nothing.
  var keepsModelFromDeciding: Bool {
    switch level {
    case .humanOnly, .shadow: true
    case .assistance, .partial, .full: false
    }
  }
}

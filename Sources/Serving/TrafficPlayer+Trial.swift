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
    record = TrialRecord(trial, context(champion))
  }

  private func context(_ champion: ServedModel) -> TrialContext {
    TrialContext(
      task: configuration.task, target: configuration.target, value: configuration.value,
      championThreshold: champion.threshold, scoreScale: configuration.scoreScale)
  }

  /// Scores what the challenger is to see: its share in a canary, everything in a shadow. In a canary its scores take the
  /// place of the champion's.
  func tryOut(_ trial: Trial, on batch: RequestBatch) throws -> TrialAnswers? {
    let candidateCount = batch.requestCount == 0 ? 1 : batch.rows.count / batch.requestCount
    switch trial.strategy {
    case .direct: return nil
    case .shadow:
      var scores = [Double](repeating: 0, count: batch.rows.count)
      let classes = try scores.withUnsafeMutableBufferPointer {
        try score(batch.table, batch.rows, by: trial.challenger, &trialLevelMaps, into: $0)
      }
      return TrialAnswers(
        byChallenger: [], positions: Array(0..<batch.requestCount), scores: scores, classes: classes)
    case .canary:
      var byChallenger = [Bool](repeating: false, count: batch.requestCount)
      var positions: [Int] = []
      for position in 0..<batch.requestCount
      where trial.split.arm(of: batch.firstID + Int64(position)) == .challenger {
        byChallenger[position] = true
        positions.append(position)
      }
      let offsets = positions.flatMap { $0 * candidateCount..<($0 + 1) * candidateCount }
      let table = batch.table.gathering(offsets.map { batch.rows.lowerBound + $0 })
      var scores = [Double](repeating: 0, count: offsets.count)
      let classes = try scores.withUnsafeMutableBufferPointer {
        try score(table, 0..<offsets.count, by: trial.challenger, &trialLevelMaps, into: $0)
      }
      for (index, offset) in offsets.enumerated() { self.scores[offset] = scores[index] }
      return TrialAnswers(byChallenger: byChallenger, positions: positions, scores: scores, classes: classes)
    }
  }

  /// The challenger decides by its own threshold: for its share in a canary, for itself alone in a shadow.
  func decide(_ answers: inout TrialAnswers?, _ trial: Trial, _ decided: inout DecisionRule.Decided) throws {
    guard let scores = answers?.scores, let classes = answers?.classes, let positions = answers?.positions else {
      return
    }
    let batch = decided.decisions.batch
    switch trial.strategy {
    case .direct: return
    case .canary:
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
    for answer in reviews.takeAnswers(of: configuration.session) { book.review(answer.id, answer.decision) }
  }

  // MARK: What was seen

  /// Counts a batch into the record of the step.
  ///
  /// - Parameter proposals: what the models decided, whoever decides.
  func note(
    _ answers: TrialAnswers, _ answered: AnsweredBatch, _ proposals: [Double], champion: UInt64, challenger: UInt64
  ) {
    let all = TrialRecord.Answers(
      ids: (0..<answered.count).map { answered.firstID + Int64($0) }, eventTimes: answered.eventTimes,
      table: answered.table, rows: Array(answered.rows), scores: answered.scores, predictions: proposals,
      version: answered.model.version)
    addLatencies(answers, answered.count, champion: champion, challenger: challenger)
    guard let trialled = answered.challenger else {
      record?.add(all, shadow: shadowed(answers, all))
      return
    }
    var theirs = all.selecting(answers.positions)
    theirs.version = trialled.version
    record?.add(all.selecting(answered.byChallenger.indices.filter { !answered.byChallenger[$0] }))
    record?.add(theirs)
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

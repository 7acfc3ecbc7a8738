import Expressions
import Learning
import Lifecycle
import Monitoring
import Serving
import Tabular
import Testing
import Traffic

/// A log in memory, which can be made to fail.
final class MemoryLog: AnswerLog {
  struct Full: Error {}

  private(set) var answers: [LoggedAnswers] = []
  private(set) var outcomes: [LoggedOutcomes] = []
  var isFull = false

  func append(_ block: LoggedAnswers) throws {
    if isFull { throw Full() }
    answers.append(block)
  }

  func append(_ block: LoggedOutcomes) throws {
    if isFull { throw Full() }
    outcomes.append(block)
  }

  var ids: [Int64] {
    answers.flatMap { block in block.rows.indices.map { block.firstID + Int64($0 - block.rows.startIndex) } }
  }
}

enum Sample {
  /// A regression model that answers x.
  static func echo(version: Int = 1, factor: Double = 1, reference: ReferenceProfile? = nil) throws -> ServedModel {
    let numbers = (0..<40).map { Double($0) / 4 }
    let table = Table(columns: [
      Column(name: "x", values: .numeric(numbers)), Column(name: "y", values: .numeric(numbers.map { $0 * factor })),
    ])
    return try served(table, algorithm: .linear, task: .regression, version: version, reference: reference)
  }

  /// A binary model whose probability grows with x from nearly 0 at -5 to nearly 1 at 5.
  static func ranker(version: Int = 1, reference: ReferenceProfile? = nil) throws -> ServedModel {
    let numbers = (0..<400).map { Double($0 % 41 - 20) / 4 }
    // Two labels at each x, overlapping, so that the fit stays finite.
    let labels = numbers.enumerated().map { row, x in x + Double((row * 7) % 5 - 2) > 0 ? 1.0 : 0.0 }
    let table = Table(columns: [
      Column(name: "x", values: .numeric(numbers)), Column(name: "y", values: .numeric(labels)),
    ])
    return try served(table, algorithm: .logistic, task: .binary, version: version, reference: reference)
  }

  /// A binary model, version 2, of a column that traffic does not have.
  static func needing(_ name: String) throws -> ServedModel {
    let numbers = (0..<200).map { Double($0 % 41 - 20) / 4 }
    let table = Table(columns: [
      Column(name: name, values: .numeric(numbers)),
      Column(name: "y", values: .numeric(numbers.map { $0 > 0 ? 1 : 0 })),
    ])
    return try served(table, algorithm: .logistic, task: .binary, version: 2, reference: nil, feature: name)
  }

  private static func served(
    _ table: Table, algorithm: LearningAlgorithm, task: Learning.LearningTask, version: Int,
    reference: ReferenceProfile?, feature: String = "x"
  ) throws -> ServedModel {
    let schema = Schema(columns: [
      ColumnSchema(name: feature, kind: .numeric), ColumnSchema(name: "y", kind: .numeric, role: .target),
    ])
    let run = try Trainer.train(
      table: table, schema: schema, parts: TrainingParts(train: Array(0..<table.rowCount)),
      specification: TrainingSpecification(
        name: "sample", algorithm: algorithm, parameters: ["l2": 1e-9], task: task, threads: 1),
      now: { 0 })
    return ServedModel(
      version: VersionID(version), scorer: Scorer(run.model), threshold: task == .binary ? 0.5 : nil,
      reference: reference)
  }

  static func configuration(
    task: Lifecycle.LearningTask = .regression, window: MonitoringDefinition.WindowLength = .rows(100),
    delay: Double = 0, metric: String = "rmse", value: ValueModel? = nil, kpis: [KPI] = [],
    baseline: BaselineAnswer? = nil, exploration: Double = 0, firstWindow: Int = 0
  ) -> TrafficPlayer.Configuration {
    TrafficPlayer.Configuration(
      session: SessionID(1), task: task, target: "y", loggedColumns: ["x"], window: window, outcomeDelaySeconds: delay,
      metric: metric, value: value, kpis: kpis, baseline: baseline, exploration: exploration,
      seed: DecisionRule.explorationSeed, firstWindow: firstWindow)
  }

  /// Rows with their targets, one second apart from 1970 on unless times are given.
  static func traffic(
    _ x: [Double], _ y: [Double], seconds: [Double]? = nil, delay: Double = 0
  ) -> TableTraffic {
    TableTraffic(
      name: "rows", table: Table(columns: [Column(name: "x", values: .numeric(x))]),
      eventTimes: (seconds ?? x.indices.map(Double.init)).map { Int64($0 * 1e6) }, targets: y, delaySeconds: delay)
  }
}

extension TrafficPlayer {
  /// Plays a whole source in batches of a size.
  ///
  /// - Parameter before: called before each batch with the number of requests played.
  @discardableResult
  func play(
    _ source: some TrafficSource, limit: Int = 64, finishes: Bool = true, before: (Int) throws -> Void = { _ in }
  ) throws -> [WindowFact] {
    var source = source
    var facts: [WindowFact] = []
    var played = 0
    while true {
      try before(played)
      guard let batch = try source.next(limit: limit) else { break }
      let decisions = try answer(batch)
      expect(source.outcomes(of: decisions))
      if let last = batch.eventTimes.last { try release(knownBy: last) }
      played += batch.requestCount
      facts += takeFacts()
    }
    if finishes {
      try finish()
      facts += takeFacts()
    }
    return facts
  }
}

extension [WindowFact] {
  var closed: [WindowClosed] {
    compactMap { fact in
      if case .closed(let window, _) = fact { window } else { nil }
    }
  }

  var settled: [WindowSettled] {
    compactMap { fact in
      if case .settled(let window) = fact { window } else { nil }
    }
  }
}

extension TableTraffic {
  /// The next batch, which must be there.
  mutating func batch(_ limit: Int) throws -> RequestBatch {
    let next = next(limit: limit)
    return try #require(next)
  }
}

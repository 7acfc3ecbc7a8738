import Encoding
import Expressions
import Glibc
import Learning
import Statistics
import Tabular
import Testing

/// Comparisons, slices, importances, contributions and the stale-test check on worlds whose truth is known.
struct AnalysisTests {
  /// Scores of two skills on the same labels; a lower noise is the better model.
  static func scored(_ count: Int, noise: Double, seed: UInt64 = 1, scoreSeed: UInt64 = 5) -> ScoredRows {
    var world = SeededGenerator(seed: seed)
    var own = SeededGenerator(seed: scoreSeed)
    var scores: [Double] = []
    var labels: [Double] = []
    for _ in 0..<count {
      let signal = world.normal()
      labels.append(world.bernoulli(1 / (1 + exp(-2 * signal))) ? 1 : 0)
      scores.append(((1 / (1 + exp(-2 * signal - own.normal() * noise))) * 200).rounded() / 200)
    }
    return ScoredRows(.binary(scores: scores, threshold: 0.5), labels: labels)
  }

  @Test("Resampled intervals agree with DeLong's and depend on the seed alone, not on threads")
  func resampled() throws {
    let rows = Self.scored(1500, noise: 0.5)
    let closed = try #require(rows.metrics[.auc])
    let plan = ResamplePlan(seed: 3, resampleCount: 600, threads: 1)
    let one = try #require(rows.resampledMetrics(plan))
    let drawn = try #require(one[.auc])
    #expect(abs(drawn.value - closed.value) < 1e-12)
    #expect(abs((drawn.upper - drawn.lower) / (closed.upper - closed.lower) - 1) < 0.15)
    let three = try #require(rows.resampledMetrics(ResamplePlan(seed: 3, resampleCount: 600, threads: 3)))
    #expect(one == three)
    #expect(rows.resampledMetrics(ResamplePlan(seed: 4, resampleCount: 600)) != one)
    #expect(rows.resampledMetrics(plan, isCancelled: { true }) == nil)
  }

  @Test("A better model is better beyond its interval, which is that of DeLong's paired test")
  func comparison() throws {
    let (a, b) = (Self.scored(1200, noise: 2), Self.scored(1200, noise: 0.2, scoreSeed: 6))
    let compared = try #require(PairedComparison(a, b, plan: ResamplePlan(resampleCount: 600)))
    let area = try #require(compared.differences.first { $0.metric == .auc })
    let test = try #require(compared.areaTest)
    #expect(abs(area.difference - test.difference) < 1e-12 && area.difference == area.b - area.a)
    #expect(abs((area.upper - area.lower) / (test.upper - test.lower) - 1) < 0.15)
    #expect(area.better == .b && test.pValue < 0.001)
    #expect(compared.differences.first { $0.metric == .logLoss }?.better == .b)
    let apart = (0..<1200).filter { a.prediction($0) != b.prediction($0) }
    #expect(compared.disagreementCount == apart.count && apart.contains(compared.disagreements[0].row))
  }

  @Test("Several classes are compared by their areas too")
  func classAreas() throws {
    let labels = MulticlassMetricsTests.labels
    func rows(_ probabilities: [Double]) -> ScoredRows {
      ScoredRows(.classes(probabilities: probabilities, names: ["a", "b", "c", "d"]), labels: labels)
    }
    let flat = [Double](repeating: 0.25, count: labels.count * 4)
    let plan = ResamplePlan(resampleCount: 200)
    let compared = try #require(PairedComparison(rows(flat), rows(MulticlassMetricsTests.probabilities), plan: plan))
    let area = try #require(compared.differences.first { $0.metric == .macroAuc })
    // roc_auc_score of scikit-learn 1.9.1, the mean over the classes; what tells nothing apart has 0.5.
    #expect(area.a == 0.5 && abs(area.b - 0.791147508167453) < 1e-12 && area.better == .b)
  }

  @Test("A model beside itself differs by nothing")
  func itself() throws {
    let rows = Self.scored(300, noise: 1)
    let compared = try #require(PairedComparison(rows, rows, plan: ResamplePlan(resampleCount: 200)))
    #expect(compared.differences.count == 9)
    #expect(
      compared.differences.allSatisfy { $0.difference == 0 && $0.lower == 0 && $0.upper == 0 && $0.better == nil })
    #expect(compared.disagreementCount == 0 && compared.areaTest?.pValue == 1)
  }

  @Test("One class alone gives neither an area nor a test of it")
  func oneClass() throws {
    var rows = Self.scored(300, noise: 1)
    rows = rows.gathering(rows.labels.indices.filter { rows.labels[$0] == 0 })
    let compared = try #require(PairedComparison(rows, rows, plan: ResamplePlan(resampleCount: 50)))
    #expect(compared.areaTest == nil)
    #expect(!compared.differences.contains { [.auc, .averagePrecision, .recall].contains($0.metric) })
    #expect(compared.differences.contains { $0.metric == .brier })
  }

  // MARK: - Slices

  /// Rows of chance with a number that is well foretold but for people of one town who are old.
  private static func town(_ count: Int, seed: UInt64, extra: Double) -> (Table, ScoredRows) {
    var generator = SeededGenerator(seed: seed)
    var ages: [Double] = []
    var towns: [String?] = []
    var weekdays: [Double] = []
    var numbers: [Double] = []
    var labels: [Double] = []
    for _ in 0..<count {
      let age = Double(18 + generator.integer(below: 60))
      let town = ["north", "south", "say \"hi\"", "east"][generator.integer(below: 4)]
      let isHard = town == "south" && age >= 58
      ages.append(age)
      towns.append(town)
      weekdays.append(Double(generator.integer(below: 7)))
      labels.append(0)
      numbers.append(generator.normal(standardDeviation: isHard ? 1 + extra : 1))
    }
    let table = Table.sample(
      ("age", .numeric(ages)), ("town", .category(towns)), ("week day", .numeric(weekdays)))
    return (table, ScoredRows(.numbers(numbers), labels: labels))
  }

  @Test("The slice that is worse is found first, and its filter names its rows")
  func plantedSlice() throws {
    let (table, rows) = Self.town(6000, seed: 4, extra: 3)
    let found = try #require(
      SliceSearch().worst(table, rows: Array(0..<6000), scored: rows, columns: table.columnNames))
    let first = try #require(found.slices.first)
    #expect(first.isWorse && first.lower > 0 && found.testedCount > 50)
    #expect(first.expression.text.contains("town == \"south\"") && first.expression.text.contains("age >= "))
    for slice in found.slices {
      let members = try slice.expression.matches(over: Bindings(table))
      #expect(members.count == slice.rowCount, "\(slice.expression.text)")
      let again = SliceSearch.declared(slice.expression, members: members, scored: rows)
      #expect(abs(again.loss - slice.loss) < 1e-12 && abs(again.difference - slice.difference) < 1e-9)
    }
  }

  @Test("Chance alone is not called worse: in 20 worlds without a bad slice, two at most have one")
  func noiseSlices() throws {
    let alarms = try (0..<20).count { seed in
      let (table, rows) = Self.town(600, seed: UInt64(100 + seed), extra: 0)
      let found = try #require(
        SliceSearch().worst(table, rows: Array(0..<600), scored: rows, columns: table.columnNames))
      return found.slices.contains { $0.isWorse }
    }
    #expect(alarms <= 2)
  }

  @Test("Benjamini and Hochberg's correction is scipy's, and a slice's p-value that of Welch's test")
  func corrections() throws {
    let adjusted = FalseDiscovery.adjusted([0.001, 0.06, 0.008, 0.041, 0.039, 0.042, 0.205, 0.074, 0.216, 0.212])
    // scipy.stats.false_discovery_control.
    let expected = [0.01, 0.1, 0.04, 0.084, 0.084, 0.084, 0.216, 0.10571428571428572, 0.216, 0.216]
    for (found, wanted) in zip(adjusted, expected) { #expect(abs(found - wanted) < 1e-12) }
    let rows = ScoredRows(
      .numbers([1, 2, 3, 4, 7, 0.5, 1, 1.5, 2, 1, 0]), labels: [Double](repeating: 0, count: 11))
    let slice = SliceSearch.declared(try Expression(parsing: "a > 0"), members: [0, 1, 2, 3, 4], scored: rows)
    // scipy.stats.ttest_ind(equal_var=False).
    #expect(abs(slice.pValue - 0.07904986842118494) < 1e-9)
    #expect(abs(slice.difference - 2.4) < 1e-12)
  }

  @Test("A declared slice without rows has no figures and no verdict")
  func emptySlice() throws {
    let slice = SliceSearch.declared(
      try Expression(parsing: "a > 0"), members: [], scored: Self.scored(100, noise: 1))
    #expect(slice.rowCount == 0 && slice.loss.isNaN && !slice.isWorse && slice.metrics.entries.isEmpty)
  }

  // MARK: - Models

  @Test(
    "Contributions add up to the margin, for a sum of features and for trees",
    arguments: [
      LearningAlgorithm.logistic, .boostedTrees,
    ])
  func contributions(algorithm: LearningAlgorithm) throws {
    let world = sampleWorld(rows: 600)
    let all = Array(0..<600)
    let run = try trained(
      world, algorithm, algorithm == .boostedTrees ? ["rounds": 20, "leaves": 7] : [:],
      parts: TrainingParts(train: all), threads: 1)
    let explainer = try #require(try ContributionExplainer(run.model, world.table, background: all))
    let rows = [0, 17, 599]
    let scores = try Scorer(run.model).scores(of: world.table, rows: rows)
    for (row, score) in zip(try explainer.contributions(world.table, rows: rows), scores) {
      let margin = row.base + row.amounts.reduce(0) { $0 + $1.amount }
      #expect(abs(margin - log(score / (1 - score))) < 1e-4)
      #expect(Set(row.amounts.map(\.column)) == Set(run.model.features))
    }
  }

  @Test("Shuffling what decides costs much, shuffling noise nothing; the seed alone decides")
  func importance() throws {
    let world = sampleWorld(rows: 1200, noise: 2)
    let run = try trained(
      world, .boostedTrees, ["rounds": 30, "leaves": 7],
      parts: TrainingParts(train: Array(0..<800), test: Array(800..<1200)), threads: 1)
    let scored = ScoredRows(
      try Scorer(run.model).answers(of: world.table, rows: run.test.rows, threshold: run.model.threshold),
      labels: run.test.labels)
    func measured(_ threads: Int) throws -> PermutationImportance {
      try #require(
        try PermutationImportance(
          run.model, world.table, rows: run.test.rows, scored: scored, metric: .auc,
          plan: PermutationImportance.Plan(threads: threads)))
    }
    let found = try measured(1)
    #expect(found == (try measured(2)))
    #expect(abs(found.reference - (run.test.metrics[.auc]?.value ?? .nan)) < 1e-12)
    #expect(found.columns.count == run.model.features.count)
    let first = try #require(found.columns.first)
    #expect(["amount", "job", "member"].contains(first.name) && first.mean > 0.02 && first.deviation > 0)
    for column in found.columns where column.name.hasPrefix("noise") {
      #expect(abs(column.mean) < first.mean / 4, "\(column)")
    }
  }

  @Test("Newest rows that are worse make the test rows stale; too few say nothing")
  func stale() throws {
    let test = Self.scored(800, noise: 0.2)
    let plan = ResamplePlan(resampleCount: 300)
    func verdict(_ newest: ScoredRows) throws -> StaleTest {
      try #require(StaleTest(test: test, newest: newest, metric: .auc, plan: plan))
    }
    let worse = try verdict(Self.scored(800, noise: 4, seed: 2))
    #expect(worse.verdict == .stale && (worse.difference?.upper ?? 0) < 0)
    #expect(try verdict(Self.scored(800, noise: 0.2, seed: 3)).verdict == .fresh)
    #expect(try verdict(Self.scored(20, noise: 4, seed: 2)).verdict == .unknown)
    let none = try verdict(ScoredRows(.binary(scores: [0.5], threshold: 0.5), labels: [1]))
    #expect(none.verdict == .unknown && none.newest == nil && none.difference == nil)
  }

  @Test("A model that never says yes is said to be one, and the imbalance is named")
  func sentences() throws {
    let world = sampleWorld(rows: 900)
    let run = try trained(world, .baseline, parts: TrainingParts(train: Array(0..<900)), threads: 1)
    var labels = [Double](repeating: 0, count: 900)
    for row in 0..<45 { labels[row * 20] = 1 }
    let scored = ScoredRows(.binary(scores: [Double](repeating: 0.05, count: 900), threshold: 0.5), labels: labels)
    let analysis = try VersionAnalysis(
      of: run.model, VersionAnalysis.Request(table: world.table, rows: Array(0..<900), scored: scored, metric: .auc))
    let yes = try #require(run.model.target.classes?.positive)
    #expect(analysis.sentences[0] == "The model never says \"\(yes)\": all 45 such rows are missed.")
    #expect(
      analysis.sentences.contains { $0.hasPrefix("The classes are imbalanced: \"\(yes)\" is 5.00 % of the rows") })
    #expect(analysis.errors.count == 45 && analysis.contributions.isEmpty)
    #expect(analysis.thresholds.map { $0.rows.count } == 2)
    let json = analysis.json(name: { JSON($0) }, values: { _ in .null })
    #expect(json["metrics"]?["precision"] == nil && json["best"]?["value"] == .null)
  }
}

import Encoding
import Glibc
import Learning
import Tabular
import Testing

/// Expected figures: scikit-learn 1.9.1 on the same arrays; `macro_ece`, which it has not, by numpy.
struct MulticlassMetricsTests {
  static let rowCount = 90

  /// Four classes; 90 rows with 13 distinct patterns, so that many tie.
  static let probabilities: [Double] = (0..<rowCount).flatMap { (row: Int) -> [Double] in
    let raw = (0..<4).map { (label: Int) -> Double in
      let step = Double((row * (label * 7 + 3) + label * 5) % 13)
      return 0.02 + step / 13 * (label < 3 ? 1.5 : 1.2)
    }
    let sum = raw[0] + raw[1] + raw[2] + raw[3]
    return raw.map { $0 / sum }
  }

  static let answers: [Int] = (0..<rowCount).map { row in
    (0..<4).max { probabilities[row * 4 + $0] < probabilities[row * 4 + $1] } ?? 0
  }

  static let labels: [Double] = (0..<rowCount).map { (row: Int) -> Double in
    Double((row * 11) % 5 < 3 ? answers[row] : (row * row + row / 7) % 4)
  }

  static let weights: [Double] = (0..<rowCount).map { 1 + Double($0 % 5) * 0.5 }

  struct Expected: CustomTestStringConvertible {
    var testDescription: String
    var labels: [Double]
    var weights: [Double]?
    var values: [MetricID: Double]
  }

  static let expected = [
    Expected(
      testDescription: "all classes", labels: labels, weights: nil,
      values: [
        .accuracy: 0.7, .logLoss: 1.0993963761117957, .macroF1: 0.6479063828328535,
        .macroPrecision: 0.6764705882352942, .macroRecall: 0.6340501792114696, .macroAuc: 0.791147508167453,
        .macroAveragePrecision: 0.5603582775126882, .macroBrier: 0.14877398227455352, .macroEce: 0.12494147682605623,
      ]),
    Expected(
      testDescription: "a class that is answered but never true", labels: labels.map { $0 == 3 ? 0 : $0 }, weights: nil,
      values: [
        .accuracy: 0.6777777777777778, .logLoss: 1.1940526504420899, .macroF1: 0.5189772727272728,
        .macroPrecision: 0.5483193277310925, .macroRecall: 0.49903837748054897, .macroAuc: 0.7898422940837628,
        .macroAveragePrecision: 0.6491797421945531, .macroBrier: 0.15419479411665438, .macroEce: 0.17234664833383567,
      ]),
    Expected(
      testDescription: "weighted", labels: labels, weights: weights,
      values: [
        .accuracy: 0.5916666666666667, .logLoss: 1.175536474676421, .macroF1: 0.5370141760033144,
        .macroPrecision: 0.561946325292707, .macroRecall: 0.5301092712918778, .macroAuc: 0.7376391657294719,
        .macroAveragePrecision: 0.4759901434352559, .macroBrier: 0.15817706965999825, .macroEce: 0.11442816698524617,
      ]),
  ]

  @Test("Multiclass metrics equal scikit-learn's, with ties, weights and absent classes", arguments: expected)
  func metrics(expected: Expected) throws {
    let evaluation = MulticlassEvaluation(
      probabilities: Self.probabilities, labels: expected.labels, classCount: 4, weights: expected.weights)
    for (id, value) in expected.values {
      let estimate = try #require(evaluation.metrics[id])
      #expect(abs(estimate.value - value) < 1e-9, "\(id) \(estimate.value)")
      #expect(estimate.lower < estimate.value && estimate.value < estimate.upper, "\(id)")
    }
    #expect(evaluation.metrics.entries.count == expected.values.count)
    #expect(evaluation.confusion.trueWeight(1) == (expected.weights == nil ? 18 : evaluation.confusion.trueWeight(1)))
  }

  @Test("Answers alone give accuracy and macro averages, unknown ones left out")
  func answersAlone() {
    var predictions = Self.answers.map { Double($0 == 2 ? 1 : $0) }
    var truths = Self.labels.map { $0 == 3 ? 0 : $0 }
    predictions += [.nan, 1, 7, 0.5]
    truths += [1, .nan, 1, 1]
    let evaluation = MulticlassEvaluation(predictions: predictions, labels: truths, classCount: 4)
    #expect(evaluation.rowCount == 90)
    let expected: [MetricID: Double] = [
      .macroF1: 0.26288557213930347, .macroPrecision: 0.25240096038415366, .macroRecall: 0.3252032520325203,
      .accuracy: 0.4222222222222222,
    ]
    for (id, value) in expected { #expect(abs((evaluation.metrics[id]?.value ?? -1) - value) < 1e-12, "\(id)") }
    #expect(evaluation.metrics[.logLoss] == nil && evaluation.metrics[.macroAuc] == nil)
  }

  @Test("No rows and one class give what they can, and the intervals of perfect answers are open below")
  func degenerate() throws {
    #expect(MulticlassEvaluation(probabilities: [], labels: [], classCount: 3).metrics.entries.isEmpty)
    let one = MulticlassEvaluation(probabilities: [0.5, 0.2, 0.3, 0.9, 0.05, 0.05], labels: [0, 0], classCount: 3)
    #expect(one.metrics[.macroAuc] == nil && one.metrics[.macroF1]?.value == 1)
    let f1 = try #require(one.metrics[.macroF1])
    #expect(f1.lower < 0.5 && f1.upper == 1)
  }

  @Test("The intervals hold the truth about as often as they say")
  func coverage() {
    // 400 samples of 200 rows from one world: the mean over a large sample is the truth.
    func sample(_ seed: Int, _ count: Int) -> MetricSet {
      var probabilities: [Double] = []
      var labels: [Double] = []
      var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
      func uniform() -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 11) * 0x1p-53
      }
      for _ in 0..<count {
        let raw = (0..<3).map { _ in exp(2 * uniform()) }
        let sum = raw.reduce(0, +)
        probabilities += raw.map { $0 / sum }
        let draw = uniform() * sum
        labels.append(draw < raw[0] ? 0 : draw < raw[0] + raw[1] ? 1 : 2)
      }
      return MulticlassEvaluation(probabilities: probabilities, labels: labels, classCount: 3).metrics
    }
    let truth = sample(1, 100_000)
    var hits: [MetricID: Int] = [:]
    for seed in 2..<402 {
      for (id, estimate) in sample(seed, 200).entries {
        let value = truth[id]?.value ?? .nan
        hits[id, default: 0] += estimate.lower <= value && value <= estimate.upper ? 1 : 0
      }
    }
    // 0.95 ± three standard errors, and a little for the small sample.
    for (id, count) in hits where id != .macroEce {
      // The mean of the classes' intervals is wide: it may hold the truth more often, never less.
      let highest = id == .macroAveragePrecision ? 400 : 396
      #expect((364...highest).contains(count), "\(id): \(count) of 400")
    }
    // A few rows in a bin are never quite calibrated: the error of a small sample lies above that of a large one.
    #expect((hits[.macroEce] ?? 0) < 364)
    #expect(hits.count == 9)
  }
}

/// Expected figures: scikit-learn 1.9.1 (`LogisticRegression(C=1/l2, tol=1e-14)`).
struct SoftmaxTests {
  private let first: [Double] = (0..<300).map { sin(Double($0) * 1.7) * 3 + 1 }
  private let second: [Double] = (0..<300).map { cos(Double($0) * 0.9) + Double($0 % 3) }

  private var hidden: [Double] {
    (0..<300).map { (row: Int) -> Double in first[row] + 2 * second[row] + 4 * sin(Double(row) * 5.3) }
  }

  private func run(
    _ target: [String], l2: Double, weighting: ClassWeighting = .none
  ) throws -> TrainedRun {
    let table = Table.sample(("x1", .numeric(first)), ("x2", .numeric(second)), ("y", .category(target)))
    let schema = Schema(columns: [
      ColumnSchema(name: "x1", kind: .numeric), ColumnSchema(name: "x2", kind: .numeric),
      ColumnSchema(name: "y", kind: .categorical, role: .target),
    ])
    return try Trainer.train(
      table: table, schema: schema, parts: TrainingParts(train: Array(0..<300)),
      specification: TrainingSpecification(
        name: "sample", algorithm: .logistic, parameters: ["l2": l2], classWeight: weighting),
      now: { 0 })
  }

  private var classes: [String] { hidden.map { $0 < 0 ? "a" : $0 < 2.5 ? "b" : $0 < 6 ? "c" : "d" } }

  static let plain = [
    0.1674570270017022, 0.27610866257173433, 0.36610339702315964, 0.19033091340340383, 0.009165234914479244,
    0.06573671541374311, 0.2093998137075402, 0.7156982359642373, 0.09886647545418388, 0.2522770793439182,
    0.3873378049850466, 0.2615186402168513,
  ]
  static let loose = [
    0.16205488717193361, 0.28088559776653704, 0.3732996893267383, 0.1837598257347912, 0.007343067575636799,
    0.059937731548871574, 0.201909386806502, 0.7308098140689896, 0.09282003332513006, 0.2541084200572589,
    0.3955576067537357, 0.25751393986387544,
  ]
  static let balanced = [
    0.17032111765918245, 0.32419427125747247, 0.3343157531357064, 0.17116885794763873, 0.01049068635467027,
    0.08369242777740514, 0.20597528774903087, 0.6998415981188938, 0.10359108587155309, 0.3007514571581292,
    0.35768107867487897, 0.23797637829543883,
  ]

  @Test(
    "Multinomial logistic regression equals scikit-learn's, weighted classes too",
    arguments: [(1.0, ClassWeighting.none, plain), (0.01, .none, loose), (1, .balanced, balanced)])
  func probabilities(l2: Double, weighting: ClassWeighting, expected: [Double]) throws {
    let run = try run(classes, l2: l2, weighting: weighting)
    let found = try #require(run.train.probabilities)
    for (value, wanted) in zip(found, expected) { #expect(abs(value - wanted) < 1e-4) }
    #expect(run.lossCurve.count < 60)
    #expect(run.train.labels.count(where: { $0 == 1 }) == 63)
  }

  @Test(
    "Class weights of a binary fit equal scikit-learn's",
    arguments: [
      (ClassWeighting.balanced, [0.4107160257365462, 0.883069730657551, 0.5055682449374886]),
      (.weights(["yes": 3]), [0.5005426014390103, 0.9270996271671621, 0.6013271877628811]),
    ])
  func binaryWeights(weighting: ClassWeighting, expected: [Double]) throws {
    let run = try run(hidden.map { $0 > 5 ? "yes" : "no" }, l2: 1, weighting: weighting)
    for (value, wanted) in zip(run.train.scores, expected) { #expect(abs(value - wanted) < 1e-7) }
  }

  @Test("Separable classes, copied columns and a class of one row give finite models")
  func degenerate() throws {
    var classes = first.map { $0 < 0 ? "a" : $0 < 2 ? "b" : "c" }
    classes[17] = "lonely"
    let run = try run(classes, l2: 1e-9)
    let probabilities = try #require(run.train.probabilities)
    #expect(probabilities.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 1 })
    #expect(try #require(run.train.metrics[.accuracy]).value > 0.98)
  }
}

struct MulticlassTrainingTests {
  /// `band`: the price in four bands, of which the last is rare.
  static func world(rows: Int = 1200) -> (table: Table, schema: Schema) {
    var (table, schema) = sampleWorld(rows: rows)
    guard case .numeric(let prices) = table["price"]?.values else { return (table, schema) }
    let bands = prices.map { $0 < 15 ? "low" : $0 < 45 ? "middle" : $0 < 93 ? "high" : "top" }
    table = Table(columns: table.columns + [Column(name: "band", values: .category(bands))])
    for index in schema.columns.indices where schema.columns[index].role == .target {
      schema.columns[index].role = .leftOut
    }
    schema.columns.append(ColumnSchema(name: "band", kind: .categorical, role: .target))
    return (table, schema)
  }

  @Test(
    "Every algorithm of classes beats the baseline, is read back, and answers alike in every way of asking",
    arguments: [LearningAlgorithm.baseline, .logistic, .boostedTrees])
  func roundTrip(algorithm: LearningAlgorithm) throws {
    let world = Self.world()
    let run = try trained(world, algorithm, algorithm == .boostedTrees ? ["rounds": 30] : [:])
    #expect(run.model.task == .multiclass && run.model.target.classNames == ["high", "low", "middle", "top"])
    #expect(run.model.threshold == nil)
    let gain = try #require(run.test.metrics[.accuracy]).value - (try #require(run.baseline[.accuracy])).value
    #expect(algorithm == .baseline ? gain == 0 : gain > 0.2, "\(gain)")
    let model = try Model(decoding: run.model.encode())
    #expect(model == run.model)
    let scorer = Scorer(model)
    let all = Array(0..<world.table.rowCount)
    let probabilities = try scorer.probabilities(of: world.table, rows: all)
    let scores = try scorer.scores(of: world.table, rows: all)
    for row in all {
      let own = probabilities[row * 4..<row * 4 + 4]
      #expect(abs(own.reduce(0, +) - 1) < 1e-12 && own.max() == scores[row])
    }
    for size in [1, 7, 1200] {
      var maps = LevelMaps()
      var again = [Double](repeating: -1, count: all.count)
      var classes = again
      for start in stride(from: 0, to: all.count, by: size) {
        let rows = start..<min(start + size, all.count)
        try again.withUnsafeMutableBufferPointer { again in
          try classes.withUnsafeMutableBufferPointer { classes in
            try scorer.answer(
              world.table, rows: rows, levelMaps: &maps, scores: UnsafeMutableBufferPointer(rebasing: again[rows]),
              predictions: UnsafeMutableBufferPointer(rebasing: classes[rows]))
          }
        }
      }
      #expect(again == scores)
      #expect(all.allSatisfy { probabilities[$0 * 4 + Int(classes[$0])] == scores[$0] })
    }
  }

  @Test("A linear fit of classes is refused, and a class without training rows stays possible")
  func edges() throws {
    let world = Self.world()
    #expect(throws: LearningError.algorithm(.linear, .multiclass)) { try trained(world, .linear) }
    guard case .categorical(let bands) = world.table["band"]?.values else { return }
    let common = (0..<1200).filter { bands[$0] != "top" }
    let top = (0..<1200).filter { bands[$0] == "top" }
    for algorithm in [LearningAlgorithm.baseline, .logistic, .boostedTrees] {
      let run = try trained(
        world, algorithm, algorithm == .boostedTrees ? ["rounds": 10] : [:],
        parts: TrainingParts(train: Array(common.prefix(800)), test: Array(common.suffix(100)) + top))
      #expect(run.test.probabilities?.allSatisfy { $0.isFinite } == true)
      #expect(try #require(run.test.metrics[.logLoss]).value.isFinite)
    }
  }

  @Test("A model file whose classes contradict its predictor is damaged")
  func contradiction() throws {
    let model = try trained(Self.world(), .logistic).model
    var file = try ModelFile(decoding: model.encode())
    let text = file.header.text().replacing("\"high\",\"low\",\"middle\"", with: "\"high\",\"low\"")
    file.header = try JSON(parsing: Array(text.utf8))
    #expect(throws: ModelFileError.self) { try Model(decoding: file.encode()) }
  }
}

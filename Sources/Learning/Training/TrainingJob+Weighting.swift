import Glibc
import Statistics

extension TrainingJob {
  /// The rows that are learnt from, once classes have been thinned and weighted, and those that stop the fit early.
  struct Lesson {
    var train: LabelledRows
    /// One for each row to learn from; nil counts each once.
    var weights: [Double]?
    /// One for each validate row, so that the loss there is that of the world the fit sees.
    var watchedWeights: [Double]?
    /// As `ScoreCorrection.priorShift`.
    var priorShift: [Double] = []
    var notes: [String] = []
  }

  /// - Throws: `LearningError.parameter` or `.target`.
  static func lesson(
    train: LabelledRows, validate: LabelledRows, _ target: TargetEncoding, _ specification: TrainingSpecification
  ) throws(LearningError) -> Lesson {
    var lesson = Lesson(train: train)
    // A baseline answers with the shares as they are.
    guard target.task != .regression, specification.algorithm != .baseline else { return lesson }
    let names = target.classNames
    var kept = [Double](repeating: 1, count: names.count)
    if let limit = specification.balance {
      guard limit >= 1, limit.isFinite else {
        throw .parameter(name: "balance", value: limit, mend: "it must be 1 or more rows for each of the rarest class")
      }
      let before = counts(train, names.count)
      lesson.train = balanced(train, before, limit: limit, seed: specification.seed)
      let after = counts(lesson.train, names.count)
      for label in names.indices where before[label] > 0 { kept[label] = Double(after[label]) / Double(before[label]) }
      let dropped = train.rows.count - lesson.train.rows.count
      if dropped > 0 {
        let shifts = kept.map { -log($0) }
        lesson.priorShift = target.task == .binary ? [shifts[1] - shifts[0]] : shifts
        lesson.notes = ["balance: \(dropped) of \(train.rows.count) rows of commoner classes are left out of the fit"]
      }
    }
    let weights = try classWeights(lesson.train, names, specification.classWeight)
    if let weights { lesson.weights = lesson.train.labels.map { weights[Int($0)] } }
    if weights != nil || !lesson.priorShift.isEmpty {
      lesson.watchedWeights = validate.labels.map { kept[Int($0)] * (weights?[Int($0)] ?? 1) }
    }
    return lesson
  }

  private static func counts(_ part: LabelledRows, _ classCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in part.labels { counts[Int(label)] += 1 }
    return counts
  }

  /// At most `limit` rows of each class for each row of the rarest one; chance picks them, their order stays.
  private static func balanced(_ part: LabelledRows, _ counts: [Int], limit: Double, seed: UInt64) -> LabelledRows {
    let rarest = counts.filter { $0 > 0 }.min() ?? 0
    let most = Int(min(Double(Int.max / 2), (Double(rarest) * limit).rounded(.down)))
    var generator = SeededGenerator(seed: seed, stream: 0xBA1A)
    var isKept = [Bool](repeating: true, count: part.rows.count)
    for label in counts.indices where counts[label] > most {
      let positions = part.labels.indices.filter { Int(part.labels[$0]) == label }
      for position in positions { isKept[position] = false }
      for choice in generator.sample(most, from: positions.count) { isKept[positions[choice]] = true }
    }
    let kept = isKept.indices.filter { isKept[$0] }
    return LabelledRows(rows: kept.map { part.rows[$0] }, labels: kept.map { part.labels[$0] })
  }

  private static func classWeights(
    _ part: LabelledRows, _ names: [String], _ weighting: ClassWeighting
  ) throws(LearningError) -> [Double]? {
    switch weighting {
    case .none: return nil
    case .balanced:
      let counts = counts(part, names.count)
      let present = Double(counts.count { $0 > 0 })
      return counts.map { $0 > 0 ? Double(part.rows.count) / (present * Double($0)) : 1 }
    case .weights(let weights):
      for (name, weight) in weights.sorted(by: { $0.key < $1.key }) {
        guard names.contains(name) else {
          throw .parameter(
            name: "class_weight.\(name)", value: weight,
            mend: "there is no such class; there are \(names.prefix(10).joined(separator: ", "))")
        }
        guard weight > 0, weight <= 1e9 else {
          throw .parameter(name: "class_weight.\(name)", value: weight, mend: "it must be above 0 and at most 1e9")
        }
      }
      return names.map { weights[$0] ?? 1 }
    }
  }
}

import Statistics
import Tabular

extension FeatureProfile {
  /// The same with limits learned from its own rows: what stretches of them, each as long as a live window, say about
  /// the whole. Unchanged where the rows are too few for that.
  ///
  /// - Parameters:
  ///   - values: the rows that the profile was made of, in the order in which they happened.
  ///   - windowRows: rows of a live window.
  public func learning(from values: ColumnValues, windowRows: Int) -> FeatureProfile {
    guard values.kind == kind,
      let chunks = ReferenceChunks(rows: values.count, judging: windowRows),
      // Shorter stretches scatter more than windows do: what they say is noise.
      2 * (chunks.ranges.first?.count ?? 0) >= windowRows
    else { return self }
    var window = WindowAccumulator(reference: ReferenceProfile(features: [self], rowCount: values.count))
    let slots = LevelSlots(values, self)
    let readings = chunks.ranges.map { range -> [DriftMethod: Double] in
      window.reset()
      window.add(values, rows: range, feature: 0, slots: slots)
      return Dictionary(
        window.drift(of: 0).readings.map { ($0.method, $0.statistic) }, uniquingKeysWith: { first, _ in first })
    }
    return FeatureProfile(
      name: name, role: role, distribution: distribution, missingCount: missingCount, limits: LearnedLimits(readings))
  }
}

extension ReferenceProfile {
  /// Profiles columns of a training table with limits for windows of so many rows.
  ///
  /// - Parameters:
  ///   - columns: rows in the order in which they happened.
  ///   - scores: the model's score of each row, where scores are to be watched too.
  ///   - keepsRows: keeps some of the rows for a classifier.
  public init(columns: [Column], scores: [Double]?, windowRows: Int, keepsRows: Bool = false) {
    var features = columns.compactMap { column in
      FeatureProfile(column)?.learning(from: column.values, windowRows: windowRows)
    }
    if let scores {
      features.append(FeatureProfile(scores: scores).learning(from: .numeric(scores), windowRows: windowRows))
    }
    let rowCount = columns.first?.count ?? scores?.count ?? 0
    let joint = JointProfile(rowCount: rowCount, windowRows: windowRows, keepsRows: keepsRows) { rows in
      columns.map { Column(name: $0.name, values: $0.values.gathering(rows)) }
    }
    self.init(features: features, rowCount: rowCount, joint: joint)
  }
}

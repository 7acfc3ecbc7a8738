import Statistics

extension ErrorLedger {
  private struct Difference {
    var measure: Measure
    var before: Double
    var after: Double
    var statistic: Double
    /// In standard deviations of one row.
    var effect: Double

    /// - Returns: nil for too few rows, and where all err alike.
    init?(of measure: Measure, _ past: Sums, _ now: Sums) {
      guard min(past.count, now.count) >= Double(ErrorLedger.levelRowCountMin) else { return nil }
      let (old, new) = (past.moments(of: measure), now.moments(of: measure))
      let error = (old.variance / past.count + new.variance / now.count).squareRoot()
      guard error > 0 else { return nil }
      self.measure = measure
      before = old.mean
      after = new.mean
      statistic = (after - before) / error
      effect = (after - before) / max(old.variance, new.variance).squareRoot()
    }
  }

  /// The strongest change of several measures.
  private static func difference(_ past: Sums, _ now: Sums, of measures: [Measure] = [.signed, .loss]) -> Difference? {
    measures.compactMap { Difference(of: $0, past, now) }.max { abs($0.statistic) < abs($1.statistic) }
  }

  /// The changes that stand by the newest rows, gravest first, and whether the rows before those speak for them too.
  func compare() -> (changes: [Change], includesPrevious: Bool) {
    let (confined, includesPrevious) = confinedChange()
    var (before, now) = (past.all, recent.all)
    if let confined, let column = confined.column, let level = confined.level {
      // What one source records wrongly is no evidence about the others.
      let key = Key(column: column, level: level)
      before = Sums.combined(before, past.levels[key] ?? Sums(), -1)
      now = Sums.combined(now, recent.levels[key] ?? Sums(), -1)
    }
    let threshold = Normal.quantile(1 - Self.chance / 2)
    guard let whole = Self.difference(before, now, of: Measure.allCases), abs(whole.statistic) >= threshold,
      abs(whole.effect) >= Self.effectMin
    else { return ([confined].compactMap { $0 }, includesPrevious) }
    let moved = hasChangedConcept ? nil : newlyDrifted(recent.driftedColumns)
    let change = Change(
      cause: moved == nil ? .conceptChange : .covariateShift, column: moved, level: nil, before: whole.before,
      after: whole.after, statistic: abs(whole.statistic), threshold: threshold)
    return ([confined, change].compactMap { $0 }, includesPrevious)
  }

  /// One level whose errors changed while those of all other rows did not, or by far less: in the newest rows, or in
  /// those and the ones before together.
  private func confinedChange() -> (change: Change?, includesPrevious: Bool) {
    guard let previous else { return (confinedChange(from: latest, to: recent), false) }
    var known = latest
    if previous.isSound { known.merge(previous.batch, weight: 1) }
    if let change = confinedChange(from: known, to: recent) { return (change, false) }
    var both = previous.batch
    both.merge(recent, weight: 1)
    return (confinedChange(from: latest, to: both), true)
  }

  private func confinedChange(from past: Batch, to now: Batch) -> Change? {
    let keys = now.levels.keys.filter { metadata.contains($0.column) }
    let threshold = Normal.quantile(1 - Self.levelChance / 2 / Double(keys.count + 1))
    var strongest: Change?
    for key in keys.sorted(by: { ($0.column, $0.level) < ($1.column, $1.level) }) {
      // An odd window is no yardstick: it would accuse all that follow.
      guard let before = past.levels[key], let after = now.levels[key],
        before.count >= Self.levelPastMin * (recent.levels[key]?.count ?? 0),
        let level = Self.difference(before, after), abs(level.statistic) >= threshold,
        abs(level.effect) >= Self.effectMin, abs(level.statistic) > strongest?.statistic ?? 0,
        let newest = recent.levels[key].flatMap({ Difference(of: level.measure, before, $0) }),
        (level.statistic < 0 ? -newest.statistic : newest.statistic) >= Self.agreementMin
      else { continue }
      let rest = Self.difference(
        Sums.combined(past.all, before, -1), Sums.combined(now.all, after, -1))
      guard let rest, abs(rest.effect) < abs(level.effect) / 3 else { continue }
      strongest = Change(
        cause: .mislabelling, column: key.column, level: key.level, before: level.before, after: level.after,
        statistic: abs(level.statistic), threshold: threshold)
    }
    return strongest
  }
}

import Lifecycle

// Who answered and who decided the rows of a window.

extension OpenWindow {
  /// Counts who answered the rows that were just added.
  mutating func note(_ answered: AnsweredBatch, _ range: Range<Int>) {
    if range.count == answered.count {
      deciders = deciders + answered.deciders
    } else if answered.deciders.total > 0 {
      deciders = deciders + answered.deciders.part(of: range.count, among: answered.count)
    }
    levels[answered.level, default: 0] += range.count
    if !answered.humans.isEmpty {
      humans.append(contentsOf: answered.humans[range])
      proposals.append(contentsOf: answered.proposals[range])
    }
    thresholds[answered.model.version] = answered.model.threshold
    guard let challenger = answered.challenger else {
      note(answered.model.version, count: range.count)
      return
    }
    thresholds[challenger.version] = challenger.threshold
    tellVersionsApart(before: range.count)
    for position in range {
      let version = answered.byChallenger[position] ? challenger.version : answered.model.version
      answeredBy.append(version)
      versionCounts[version, default: 0] += 1
    }
  }

  private mutating func note(_ version: VersionID, count: Int) {
    if versionCounts.isEmpty || versionCounts.keys.contains(version) && answeredBy.isEmpty {
      versionCounts[version, default: 0] += count
      if versionCounts.count == 1 { return }
    }
    tellVersionsApart(before: count)
    answeredBy.append(contentsOf: repeatElement(version, count: count))
    versionCounts[version, default: 0] += count
  }

  /// All rows but the last so many were answered by one version, if nobody has told them apart before.
  private mutating func tellVersionsApart(before count: Int) {
    guard answeredBy.isEmpty, let only = versionCounts.first?.key else { return }
    answeredBy = [VersionID](repeating: only, count: rowCount - count)
  }

  /// A person's answer: the decision, and the outcome until the truth is known.
  mutating func review(_ id: Int64, _ decision: Double) {
    let position = Int(id - firstID)
    predictions[position] = decision
    guard outcomes[position].isNaN else { return }
    outcomes[position] = decision
    outcomeCount += 1
    reviewed.insert(id)
  }
}

extension DeciderCounts {
  /// The share of so many rows of a batch that a window cuts.
  fileprivate func part(of count: Int, among all: Int) -> DeciderCounts {
    var part = DeciderCounts()
    part.human = human * count / all
    part.review = review * count / all
    part.nobody = nobody * count / all
    part.model = count - part.human - part.review - part.nobody
    return part
  }
}

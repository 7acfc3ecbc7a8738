import Encoding

extension LifecycleState {
  /// Notes in the present iteration what an event did.
  mutating func noteInIteration(_ event: Event) {
    let last = iterations.count - 1
    switch event.payload {
    case .scopeChanged: iterations[last].touched.insert(.scoping)
    case .datasetAdded(let dataset):
      iterations[last].touched.insert(.data)
      if dataset.kind != .imported || datasets.count > 1 { iterations[last].datasetCount += 1 }
    case .labelReviewed: iterations[last].touched.insert(.data)
    case .runStarted:
      iterations[last].touched.insert(.development)
      iterations[last].runCount += 1
    case .runFinished(let finished):
      if version(finished.version) != nil { iterations[last].versions.append(finished.version) }
    case .promoted(let promotion):
      iterations[last].touched.insert(.deployment)
      iterations[last].promoted.append(promotion.champion)
    case .rolledBack, .rolloutStarted, .rolloutStepped, .rolloutEnded, .automationChanged, .requestReviewed:
      iterations[last].touched.insert(.deployment)
    case .servingStarted: iterations[last].touched.insert(.deployment)
    case .sessionStarted: iterations[last].touched.formUnion([.deployment, .monitoring])
    case .versionBlessed(let blessing):
      if version(blessing.version) != nil { iterations[last].touched.insert(.deployment) }
    case .policyActed, .suggestionAnswered: iterations[last].touched.insert(.monitoring)
    case .decided: iterations[last].touched.insert(.business)
    case .steppedBack(let step):
      guard last > 0, let perDay = step.valuePerDay else { return }
      iterations[last - 1].valuePerDay = perDay
      iterations[last - 1].touched.insert(.business)
    // What traffic makes by itself is pruned one day: an iteration must not depend on it.
    case .windowClosed, .windowSettled, .alarmChanged, .projectOpened, .runEnded, .sessionEnded, .servingEnded, .undone:
      return
    }
  }
}

import Traffic

/// Outcomes that are decided but not yet known: each waits for its event time.
///
/// Bounded by the traffic of one outcome delay: what is known is handed on and forgotten.
struct OutcomeQueue {
  private var waiting = Outcomes()
  private var head = 0

  var count: Int { waiting.ids.count - head }

  mutating func add(_ outcomes: Outcomes) {
    waiting.ids.append(contentsOf: outcomes.ids)
    waiting.values.append(contentsOf: outcomes.values)
    waiting.knownAt.append(contentsOf: outcomes.knownAt)
  }

  /// Takes the outcomes known by an event time. Sources hand outcomes over in the order of their times.
  mutating func take(knownBy time: Int64) -> Outcomes {
    var end = head
    while end < waiting.ids.count, waiting.knownAt[end] <= time { end += 1 }
    let known = Outcomes(
      ids: Array(waiting.ids[head..<end]), values: Array(waiting.values[head..<end]),
      knownAt: Array(waiting.knownAt[head..<end]))
    head = end
    dropTakenWhenMany()
    return known
  }

  private mutating func dropTakenWhenMany() {
    guard head > 4096, head * 2 > waiting.ids.count else { return }
    waiting.ids.removeFirst(head)
    waiting.values.removeFirst(head)
    waiting.knownAt.removeFirst(head)
    head = 0
  }
}

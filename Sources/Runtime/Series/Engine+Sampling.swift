import Encoding
import Lifecycle
import Storage

// Live figures, and windows' figures in minutes and hours.

extension Engine {
  func startSampling() {
    sampler.start(
      tell: { [weak self] in
        Task.detached { await self?.writeSamples(closing: false) }
      }, changed: { [publisher] in publisher.markDirty() })
  }

  /// Has the sampler look while anything is under way, and writes what it has when that ends.
  func followActivity() {
    let isActive = replay != nil || serving != nil
    sampler.follow(isActive: isActive, door: serving?.door)
    if !isActive { writeSamples(closing: true) }
  }

  /// Writes the finished minutes and hours; derived figures, whose loss is said and stops nothing.
  func writeSamples(closing: Bool) {
    var buckets = sampler.takeFinished(closing: closing)
    if closing { buckets += rollUp?.close() ?? [] }
    if closing { flushSeries() }
    guard !buckets.isEmpty else { return }
    do {
      try seriesStore().append(buckets)
    } catch {
      notice("the series could not be written: \(error)")
    }
  }

  /// Writes a window's figures, and those minutes and hours of event time that are complete with it.
  func write(_ samples: [SeriesStore.Sample], of session: SessionID, at time: Timestamp) {
    if rollUp?.session != session { rollUp = EventRollUp(session: session) }
    let length = Self.prefix(session).utf8.count
    let buckets =
      rollUp?.add(
        samples.map { (String(decoding: $0.name.utf8.dropFirst(length), as: UTF8.self), $0.value) }, at: time) ?? []
    let now = clock.monotonic()
    pendingSeries.add(samples, buckets, at: now)
    if pendingSeries.isDue(at: now) { flushSeries() }
  }
}

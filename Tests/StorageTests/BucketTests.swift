import Encoding
import Storage
import Testing

@Suite("Buckets of a series")
struct BucketTests {
  private func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: seconds) }

  @Test("a bucket has the extremes, the mean and the count of its values, and is handed over when the next begins")
  func filling() {
    var ring = BucketRing(seconds: 60, capacity: 3)
    for (value, second) in [(4, 120), (-1, 179.9), (Double.nan, 150), (9, 150)] {
      let early = ring.add(value, at: at(second))
      #expect(early == nil)
    }
    let done = ring.add(1, at: at(180))
    #expect(done == SeriesStore.Point(time: at(120), minimum: -1, maximum: 9, mean: 4, count: 3))
    #expect(ring.points().map(\.time) == [at(120), at(180)])
  }

  @Test("the newest buckets stay, a pause leaves none, and what is older than the newest is counted alone")
  func bounds() {
    var ring = BucketRing(seconds: 1, capacity: 4)
    for second in [0.0, 1, 2, 3, 4, 90] { ring.add(second, at: at(second)) }
    #expect(ring.points().map(\.mean) == [2, 3, 4, 90])
    #expect(ring.points(since: at(4)).map(\.mean) == [4, 90])
    ring.add(7, at: at(50))
    #expect(ring.staleCount == 1 && ring.count == 4 && ring.newest?.mean == 90)
  }

  @Test("buckets before 1970 begin at their beginning too")
  func negative() {
    #expect(BucketRing.start(of: at(-0.5), seconds: 60) == at(-60))
    #expect(BucketRing.start(of: at(-60), seconds: 60) == at(-60))
    #expect(BucketRing.start(of: at(59.9), seconds: 60) == at(0))
  }

  @Test("stored buckets come back, halves of one bucket as one, and the newest by itself")
  func stored() throws {
    let scratch = try Scratch()
    let store = try SeriesStore(folder: scratch.path)
    func bucket(_ time: Double, _ low: Double, _ mean: Double, _ high: Double, _ count: Int) -> SeriesStore.Bucket {
      SeriesStore.Bucket(
        name: "live/1m/q", point: .init(time: at(time), minimum: low, maximum: high, mean: mean, count: count))
    }
    try store.append([bucket(0, 1, 2, 3, 10), bucket(60, 0, 4, 5, 20)])
    // The program ended within that minute and began again.
    try store.append([bucket(60, 1, 1, 9, 40)])
    let points = try store.readBuckets("live/1m/q", countMax: 10)
    #expect(points.map(\.time) == [at(0), at(60)])
    // (20 × 4 + 40 × 1) ÷ 60 = 2.
    #expect(
      points[1].count == 60 && abs(points[1].mean - 2) < 1e-12 && points[1].minimum == 0 && points[1].maximum == 9)
    #expect(try store.readBuckets("live/1m/q", since: at(30), countMax: 10).count == 1)
    #expect(try store.readBuckets("live/1m/q", countMax: 1).map(\.time) == [at(60)])
    #expect(try store.newest(of: "live/1m/q")?.time == at(60))
    #expect(try store.newest(of: "nothing") == nil)
  }

  @Test("a wall clock that is set back a little never takes the series back, and is caught up with")
  func smallStep() {
    var clock = SeriesClock()
    var last = clock.time(wall: at(1000), monotonic: 0).time
    for second in 1...200 {
      // Set back by 30 s at the tenth second.
      let wall = 1000 + Double(second) - (second >= 10 ? 30 : 0)
      let (time, beginsAnew) = clock.time(wall: at(wall), monotonic: Double(second))
      #expect(!beginsAnew && time >= last)
      last = time
    }
    #expect(clock.stepCount == 1)
    #expect(last == at(1170), "it has caught up")
  }

  @Test("one that is set back far begins anew; one that jumps ahead, as after a sleep, leaves a gap")
  func largeSteps() {
    var clock = SeriesClock()
    _ = clock.time(wall: at(100_000), monotonic: 0)
    let ahead = clock.time(wall: at(103_600), monotonic: 1)
    #expect(ahead.time == at(103_600) && !ahead.beginsAnew)
    let back = clock.time(wall: at(90_000), monotonic: 2)
    #expect(back.time == at(90_000) && back.beginsAnew)
    #expect(clock.stepCount == 1)
  }
}

import Encoding
import Storage
import Testing

@Suite("Series")
struct SeriesStoreTests {
  private func sample(_ name: String, _ second: Int, _ value: Double) -> SeriesStore.Sample {
    SeriesStore.Sample(name: name, time: Timestamp(seconds: Double(second)), value: value)
  }

  @Test("samples come back in order of time, each series for itself, also after reopening")
  func appendAndRead() throws {
    let scratch = try Scratch()
    do {
      let store = try SeriesStore(folder: scratch.path)
      try store.append([sample("auc", 3, 0.7), sample("psi.age", 1, 0.1), sample("auc", 1, -0.5)])
      try store.append([sample("auc", 2, .nan), sample("auc", 2, .infinity)])
    }
    let store = try SeriesStore(folder: scratch.path)
    #expect(store.movedAside == nil)
    #expect(store.names == ["auc", "psi.age"])
    let points = try store.read("auc", countMax: 10)
    #expect(points.map(\.time.seconds) == [1, 3])
    #expect(points.map(\.mean) == [-0.5, 0.7])
    #expect(try store.read("nothing", countMax: 10).isEmpty)
    try store.append([sample("auc", 4, 1)])
    #expect(
      try store.read("auc", in: Timestamp(seconds: 3)...Timestamp(seconds: 4), countMax: 10).map(\.mean) == [0.7, 1])
  }

  @Test("reading merges neighbours to the points asked for", arguments: [1, 2, 3, 7, 99, 100, 1000])
  func merging(countMax: Int) throws {
    let scratch = try Scratch()
    let store = try SeriesStore(folder: scratch.path)
    try store.append((0..<100).map { sample("s", $0, Double($0)) })
    let points = try store.read("s", countMax: countMax)
    #expect(points.count == min(100, countMax))
    #expect(points.reduce(0) { $0 + $1.count } == 100)
    #expect(points.first?.minimum == 0)
    #expect(points.last?.maximum == 99)
    // The mean of 0…99 is 49.5, however they are merged.
    let mean = points.reduce(0) { $0 + $1.mean * Double($1.count) } / 100
    #expect(abs(mean - 49.5) < 1e-9)
    for (a, b) in zip(points, points.dropFirst()) { #expect(a.maximum < b.minimum) }
  }

  @Test("a series stays bounded, loses no sample from its counts and keeps its extremes")
  func thinning() throws {
    let scratch = try Scratch()
    let store = try SeriesStore(folder: scratch.path, rawCountMax: 64)
    let total = 20_000
    for start in stride(from: 0, to: total, by: 50) {
      try store.append((start..<start + 50).map { sample("s", $0, $0 == 777 ? 1e6 : Double($0 % 10)) })
    }
    let size = try store.size(of: "s")
    #expect(size.samples == total)
    // At most 64 points on each of the seven levels.
    #expect(size.points <= 7 * 64)
    let points = try store.read("s", countMax: .max)
    #expect(points.map(\.time) == points.map(\.time).sorted())
    #expect(points.map(\.maximum).max() == 1e6)
    #expect(points.map(\.minimum).min() == 0)
    // The newest are still as they came.
    #expect(points.suffix(30).map(\.mean) == (total - 30..<total).map { Double($0 % 10) })
    #expect(try SeriesStore(folder: scratch.path, rawCountMax: 64).size(of: "s") == size)
  }

  @Test("series go by the prefix of their name")
  func removal() throws {
    let scratch = try Scratch()
    let store = try SeriesStore(folder: scratch.path)
    try store.append([sample("1/auc", 0, 1), sample("1/psi", 0, 1), sample("10/auc", 0, 1)])
    try store.remove(prefix: "1/")
    #expect(store.names == ["10/auc"])
    #expect(try store.read("1/auc", countMax: 5).isEmpty)
    try store.append([sample("1/auc", 9, 2)])
    #expect(try SeriesStore(folder: scratch.path).read("1/auc", countMax: 5).map(\.mean) == [2])
  }

  @Test("a damaged file is moved aside, as series can be built again")
  func damage() throws {
    let scratch = try Scratch()
    Scratch.write([UInt8](repeating: 0x5A, count: 8192), to: scratch.file("series.db"))
    let store = try SeriesStore(folder: scratch.path)
    #expect(store.movedAside == scratch.file("series.db.damaged"))
    try store.append([sample("s", 0, 1)])
    #expect(try store.read("s", countMax: 5).count == 1)
  }
}

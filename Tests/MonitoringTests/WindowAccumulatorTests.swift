import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

/// Shapes of data that break naive binning.
enum SampleShape: String, CaseIterable {
  case normal, heavyTail, ties, mostlyZero, rounded, tinySpread, constant, withMissing, skewed

  func draw(_ count: Int, shift: Double, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: 7)
    return (0..<count).map { _ in
      switch self {
      case .normal: return generator.normal() + shift
      case .heavyTail: return tan(.pi * (generator.uniform() - 0.5)) + shift
      case .ties: return Double(generator.integer(below: 7)) + (generator.bernoulli(shift) ? 2 : 0)
      case .mostlyZero: return generator.bernoulli(0.8 - shift / 3) ? 0 : generator.exponential(mean: 5)
      case .rounded: return ((generator.normal() + shift) * 20).rounded() / 20
      case .tinySpread: return 5e6 + (generator.uniform() + shift) * 1e-6
      case .constant: return shift == 0 || generator.bernoulli(0.7) ? 3 : 3 + generator.normal()
      case .withMissing: return generator.bernoulli(0.1 + shift / 4) ? .nan : generator.normal() + shift
      case .skewed: return exp(2 * generator.normal() + shift)
      }
    }
  }
}

/// The stability index as its definition says, without any of the code under test.
private func decilePSI(_ reference: [Double], _ current: [Double]) -> Double {
  let reference = reference.filter { $0.isFinite }.sorted()
  let current = current.filter { $0.isFinite }
  var edges: [Double] = []
  for decile in 1...9 {
    let edge = reference[(decile * reference.count + 9) / 10 - 1]
    if edge < reference[reference.count - 1], edge != edges.last { edges.append(edge) }
  }
  if reference.first == reference.last { edges = [reference[0].nextDown, reference[0]] }
  func shares(_ values: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: edges.count + 1)
    for value in values { counts[edges.count { $0 < value }] += 1 }
    return counts.map { max($0 / Double(values.count), 1e-4, 0.5 / Double(values.count)) }
  }
  return zip(shares(reference), shares(current)).reduce(0) { $0 + ($1.0 - $1.1) * log($1.0 / $1.1) }
}

/// D by its definition: the distance of the two step functions at every value.
private func plainKS(_ reference: [Double], _ current: [Double]) -> Double {
  let reference = reference.filter { $0.isFinite }.sorted()
  let current = current.filter { $0.isFinite }.sorted()
  var (i, j, largest) = (0, 0, 0.0)
  for value in Set(reference + current).sorted() {
    while i < reference.count, reference[i] <= value { i += 1 }
    while j < current.count, current[j] <= value { j += 1 }
    largest = max(largest, abs(Double(i) / Double(reference.count) - Double(j) / Double(current.count)))
  }
  return largest
}

@Suite("A live window against a frozen profile")
struct WindowAccumulatorTests {
  static let cases = SampleShape.allCases.flatMap { shape in [0.0, 0.15, 0.8].map { (shape, $0) } }

  @Test("PSI is exact and KS within 1/300 of exact, whatever the shape", arguments: cases)
  func numericAccuracy(shape: SampleShape, shift: Double) throws {
    for (seed, size) in [(UInt64(1), 40), (2, 900), (3, 5000)] {
      let reference = shape.draw(size * 2, shift: 0, seed: seed)
      let current = shape.draw(size, shift: shift, seed: seed + 100)
      let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric(reference))])
      var window = WindowAccumulator(reference: profile)
      try window.add(Table(columns: [Column(name: "x", values: .numeric(current))]))
      let drift = try #require(window.drift().first)
      let psi = try #require(drift.reading(.psi)).statistic
      let ks = try #require(drift.reading(.kolmogorovSmirnov)).statistic
      #expect(abs(psi - decilePSI(reference, current)) < 1e-9)
      let exact = plainKS(reference, current)
      #expect(ks <= exact + 1e-12 && ks >= exact - 1.0 / 300 - 1e-12, "\(ks) for \(exact)")
    }
  }

  @Test("A window concentrated between two reference values is still seen")
  func concentration() throws {
    let reference = (0..<3000).map { Double($0 % 3) }
    let current = [Double](repeating: 1.5, count: 100) + [Double](repeating: 1, count: 100)
    let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric(reference))])
    var window = WindowAccumulator(reference: profile)
    try window.add(Table(columns: [Column(name: "x", values: .numeric(current))]))
    // By hand: F_ref jumps by 1/3 at 0, 1, 2; F_cur is 1/2 from 1 and 1 from 1.5. Largest at 0 and at 1.5: 1/3.
    let ks = try #require(window.drift()[0].reading(.kolmogorovSmirnov)).statistic
    #expect(abs(ks - 1.0 / 3) < 1e-12)
  }

  @Test("Merged and split windows equal one pass")
  func merging() throws {
    let reference = SampleShape.skewed.draw(2000, shift: 0, seed: 4)
    let current = SampleShape.skewed.draw(999, shift: 0.5, seed: 5)
    let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric(reference))], scores: reference)
    let table = Table(columns: [Column(name: "x", values: .numeric(current))])
    let binding = try WindowBinding(of: profile, to: table)
    var whole = WindowAccumulator(reference: profile)
    whole.add(table, rows: 0..<999, binding: binding)
    var first = WindowAccumulator(reference: profile)
    first.add(table, rows: 0..<500, binding: binding)
    var second = WindowAccumulator(reference: profile)
    second.add(table, rows: 500..<999, binding: binding)
    first.merge(second)
    #expect(first.drift() == whole.drift())
    first.reset()
    #expect(first.drift().allSatisfy { $0.verdict == .noData && $0.readings.isEmpty })
  }

  @Test("The score without rows has no data, and singles count like doubles")
  func score() throws {
    let scores = SampleShape.normal.draw(3000, shift: 0, seed: 6).map { Double(Float($0)) }
    let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric(scores))], scores: scores)
    let position = try #require(profile.scorePosition)
    var window = WindowAccumulator(reference: profile)
    try window.add(Table(columns: [Column(name: "x", values: .numeric(scores))]))
    #expect(window.drift(of: position).verdict == .noData)
    scores.map { Float($0) }.withUnsafeBufferPointer { window.add($0, feature: position) }
    #expect(window.drift(of: position).readings == window.drift(of: 0).readings)
    #expect(window.drift(of: position).verdict == .stable)
  }

  @Test("Levels are matched by name, rare and unseen ones are told apart")
  func categories() throws {
    // 996 a, 1000 b, 4 c (0.2 %: rare).
    let levels = ["a", "b", "c"]
    let codes = (0..<2000).map { UInt32($0 < 996 ? 0 : $0 < 1996 ? 1 : 2) }
    let profile = ReferenceProfile(columns: [
      Column(name: "k", values: .categorical(CategoricalValues(codes: codes, levels: levels)))
    ])
    var window = WindowAccumulator(reference: profile)
    let other = CategoricalValues(
      codes: [0, 0, 1, 2, 3, 4, CategoricalValues.missing], levels: ["z", "c", "b", "a", "y"])
    try window.add(Table(columns: [Column(name: "k", values: .categorical(other))]))
    let bins = window.comparisonBins(of: 0)
    #expect(bins.axis == .levels(["b", "a", "(rare)", "(unseen)"]))
    #expect(bins.reference == [1000, 996, 4, 0])
    #expect(bins.window == [1, 1, 1, 3])
    let drift = window.drift(of: 0)
    #expect(drift.outside == .unseen(3))
    #expect(drift.missingCount == 1)
    #expect(drift.rowCount == 7)
  }

  @Test("A missing share that rises is drift even where the values did not move")
  func missing() throws {
    let reference = (0..<4000).map { $0 % 33 == 0 ? Double.nan : Double($0 % 100) }
    let current = (0..<4000).map { $0 % 8 == 0 ? Double.nan : Double(($0 * 37) % 100) }
    let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric(reference))])
    var window = WindowAccumulator(reference: profile)
    try window.add(Table(columns: [Column(name: "x", values: .numeric(current))]))
    #expect(window.drift(of: 0).verdict == .drifted(by: .missingShare))
  }

  @Test("Fifty rows without drift stay silent, fifty from elsewhere do not")
  func smallWindows() throws {
    let reference = SampleShape.normal.draw(20_000, shift: 0, seed: 8)
    let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric(reference))])
    var alarms = 0
    for seed in 0..<200 {
      var window = WindowAccumulator(reference: profile)
      let rows = SampleShape.normal.draw(50, shift: 0, seed: UInt64(1000 + seed))
      try window.add(Table(columns: [Column(name: "x", values: .numeric(rows))]))
      if window.drift(of: 0).verdict.isDrifted { alarms += 1 }
    }
    // Bounds at one in a thousand each; the index's law is approximate for bins this empty.
    #expect(alarms <= 4)
    var window = WindowAccumulator(reference: profile)
    try window.add(Table(columns: [Column(name: "x", values: .numeric(reference.prefix(50).map { $0 + 1.5 }))]))
    #expect(window.drift(of: 0).verdict.isDrifted)
  }

  @Test("A column of another kind is refused by name")
  func kinds() {
    let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric([1, 2]))])
    let table = Table(columns: [Column(name: "x", values: .boolean([0, 1]))])
    let error = #expect(throws: BindingError.self) { try WindowBinding(of: profile, to: table) }
    #expect(error?.description.hasPrefix("column 'x' was numeric at training and is boolean now") == true)
  }

  @Test("Histograms hold all rows and keep the shape")
  func histogram() throws {
    let reference = SampleShape.normal.draw(20_000, shift: 0, seed: 9)
    let profile = ReferenceProfile(columns: [Column(name: "x", values: .numeric(reference))])
    var window = WindowAccumulator(reference: profile)
    try window.add(Table(columns: [Column(name: "x", values: .numeric(reference.map { $0 + 1 }))]))
    let histogram = window.histogram(of: 0, bins: 10)
    guard case .edges(let edges) = histogram.axis else {
      Issue.record("a numeric feature has edges")
      return
    }
    #expect(edges.count == 11)
    #expect(abs(histogram.reference.reduce(0, +) - 1) < 1e-9)
    #expect(abs(histogram.window.reduce(0, +) - 1) < 1e-9)
    // A bin's share against a count of the values themselves.
    let inBin = reference.count { $0 > edges[4] && $0 <= edges[5] }
    #expect(abs(histogram.reference[4] - Double(inBin) / 20_000) < 0.005)
  }
}

import Lifecycle
import Monitoring
import Serving
import Statistics
import Synchronization
import Tabular
import Testing
import Traffic

/// What windows tell of all columns together.
struct JointWindowTests {
  /// `z` goes with `x` until a row, and no more from there on; each by itself stays as it was.
  private static func columns(_ count: Int, seed: UInt64, until change: Int = .max) -> [Column] {
    var generator = SeededGenerator(seed: seed)
    var (x, z) = ([Double](), [Double]())
    for row in 0..<count {
      x.append(generator.normal())
      z.append(row < change ? x[row] + 0.3 * generator.normal() : 1.044 * generator.normal())
    }
    return [Column(name: "x", values: .numeric(x)), Column(name: "z", values: .numeric(z))]
  }

  private static func windows(_ domain: DomainWatch?, keepsRows: Bool = true) throws -> [WindowClosed] {
    let reference = ReferenceProfile(
      columns: columns(3000, seed: 1), scores: nil, windowRows: 250, keepsRows: keepsRows)
    let model = try Sample.ranker(reference: reference)
    var configuration = Sample.configuration(task: .binary, window: .rows(250), metric: "auc")
    configuration.domain = domain
    let player = TrafficPlayer(
      configuration, routing: RoutingTable(RoutingTable.Routes(champion: model)), log: MemoryLog())
    let table = Table(columns: columns(3000, seed: 2, until: 1500))
    let source = TableTraffic(
      name: "rows", table: table, eventTimes: (0..<3000).map { Int64($0) * 1_000_000 },
      targets: [Double](repeating: 1, count: 3000), delaySeconds: 0)
    return try player.play(source).closed
  }

  private static func drifted(_ windows: [WindowClosed], _ method: String) -> [Bool?] {
    windows.map { window in
      window.drift.first { $0.column == DriftReading.allColumns && $0.method == method }?.isDrifted
    }
  }

  @Test("Columns that stop going together are told, window by window, though no column drifts")
  func reconstruction() throws {
    let windows = try Self.windows(nil)
    #expect(
      Self.drifted(windows, "reconstruction")
        == [Bool](repeating: false, count: 6) + [Bool](repeating: true, count: 6))
    for window in windows {
      #expect(window.drift.allSatisfy { $0.column == DriftReading.allColumns || !$0.isDrifted })
    }
    #expect(Self.drifted(windows, "domain_classifier").allSatisfy { $0 == nil })
  }

  @Test("A classifier tells the windows apart where two trials in a row say so")
  func classifier() throws {
    let domain = DomainWatch(MultivariateDefinition(every: 2, share: 1), now: { 0 }, start: { $0() })
    let told = Self.drifted(try Self.windows(domain), "domain_classifier")
    // Windows 0, 2, 4… are tried; 6 and 8 are the first two of the other kind.
    #expect(told == [Bool](repeating: false, count: 8) + [Bool](repeating: true, count: 4))
    let unkept = DomainWatch(MultivariateDefinition(every: 1, share: 1), now: { 0 }, start: { $0() })
    #expect(
      Self.drifted(try Self.windows(unkept, keepsRows: false), "domain_classifier").allSatisfy { $0 == nil })
  }

  @Test("Trials stay within their share of a core")
  func share() throws {
    let (time, trials) = (Time(), Time())
    // A second passes whenever somebody looks: a trial takes one, and is followed by nine in which none begins.
    let domain = DomainWatch(
      MultivariateDefinition(every: 1, share: 0.1), now: { Double(time.tick()) },
      start: { work in
        _ = trials.tick()
        work()
      })
    _ = try Self.windows(domain)
    #expect(trials.count == 2)
  }

  private final class Time: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func tick() -> Int {
      value.withLock { value in
        value += 1
        return value
      }
    }
  }
}

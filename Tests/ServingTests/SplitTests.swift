import Lifecycle
import Serving
import Testing

@Suite("Splitting traffic")
struct SplitTests {
  @Test("each arm gets its share, neighbours are strangers, and another salt shuffles anew")
  func shares() {
    let split = TrafficSplit(shares: RolloutShares(challenger: 0.05), salt: 7)
    let arms = (0..<100_000).map { split.arm(of: $0) }
    // 5,000 and four deviations of √(100,000·0.05·0.95) = 69.
    #expect(abs(arms.count { $0 == .challenger } - 5000) < 276)
    #expect(abs(arms.count { $0 == .baseline } - 5000) < 276)
    let pairs = (1..<100_000).count { arms[$0] == .challenger && arms[$0 - 1] == .challenger }
    #expect(abs(pairs - 250) < 64)
    let other = TrafficSplit(shares: RolloutShares(challenger: 0.05), salt: 8)
    let both = (0..<100_000).count { arms[$0] == .challenger && other.arm(of: Int64($0)) == .challenger }
    #expect(abs(both - 250) < 64)
  }

  @Test("the same request gets the same arm again, and keeps the challenger when its share grows")
  func sticky() {
    let small = TrafficSplit(shares: RolloutShares(challenger: 0.1), salt: 3)
    let large = TrafficSplit(shares: RolloutShares(challenger: 0.5), salt: 3)
    let chosen = (0..<10_000).map { Int64($0) }.filter { small.arm(of: $0) == .challenger }
    #expect(chosen.allSatisfy { small.arm(of: $0) == .challenger && large.arm(of: $0) == .challenger })
  }
}

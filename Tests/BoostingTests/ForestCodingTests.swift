import Boosting
import Testing

@Suite("A forest as bytes, and forests that must not be")
struct ForestCodingTests {
  private func forest() throws -> BoostedTrees {
    try GradientBoosting.train(.mixed(rows: 400, columns: 6), .small(rounds: 6))
  }

  @Test("Bytes come back as the same forest")
  func roundTrip() throws {
    let forest = try forest()
    #expect(try BoostedTrees(decoding: forest.encode()) == forest)
    let empty = try BoostedTrees(objective: .squaredError, baseMargin: -3.5, featureCount: 0, trees: [])
    #expect(try BoostedTrees(decoding: empty.encode()) == empty)
  }

  @Test("200 damaged encodings are refused")
  func damage() throws {
    let bytes = try forest().encode()
    var random = TestRandom(11)
    for round in 0..<200 {
      var damaged = bytes
      switch round % 4 {
      case 0: damaged.removeLast(1 + random.below(bytes.count - 1))
      case 1: damaged[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
      case 2: damaged.append(contentsOf: (0...random.below(20)).map { _ in UInt8(random.below(256)) })
      default: for _ in 0..<8 { damaged[random.below(bytes.count)] = UInt8(random.below(256)) }
      }
      guard damaged != bytes else { continue }
      #expect(throws: BoostingError.self, "round \(round)") { try BoostedTrees(decoding: damaged) }
    }
    #expect(throws: BoostingError.self) { try BoostedTrees(decoding: []) }
  }

  /// Behind the checksum stands a second wall: the numbers themselves are checked.
  @Test("Damage under a right checksum is refused or gives a sound forest")
  func forgery() throws {
    let forest = try forest()
    let bytes = forest.encode()
    let row = [Float](repeating: 0.5, count: 6)
    var random = TestRandom(12)
    var refused = 0
    for _ in 0..<300 {
      var forged = Array(bytes.dropLast(8))
      for _ in 0..<3 { forged[8 + random.below(forged.count - 8)] = UInt8(random.below(256)) }
      let sum = forged.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      withUnsafeBytes(of: sum) { forged.append(contentsOf: $0) }
      do {
        let other = try BoostedTrees(decoding: forged)
        #expect(other.featureCount < 6 || other.margin(of: row + [Float](repeating: 0, count: 1 << 20)).isFinite)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 50)
  }

  @Test("A newer format is named as such")
  func newer() throws {
    var bytes = try forest().encode()
    bytes[4] = 9
    #expect(throws: BoostingError.newerFormat(found: 9, known: 2)) { try BoostedTrees(decoding: bytes) }
  }

  private static func split(_ feature: Int, left: Int, right: Int, threshold: Float = 0) -> BoostedTrees.Node {
    .split(.init(feature: feature, threshold: threshold, missingGoesLeft: false, left: left, right: right))
  }

  private static let leaf = BoostedTrees.Node.leaf(.init(value: 1))

  @Test(
    "Unsound trees are refused",
    arguments: [
      [],
      [split(0, left: 1, right: 2), leaf],
      [split(0, left: 1, right: 1), leaf, leaf],
      [split(0, left: 0, right: 1), leaf],
      [split(0, left: 1, right: 2), split(0, left: 0, right: 2), leaf],
      [split(0, left: 1, right: 2), leaf, leaf, leaf],
      [split(0, left: -1, right: 2), leaf, leaf],
      [split(2, left: 1, right: 2), leaf, leaf],
      [split(-1, left: 1, right: 2), leaf, leaf],
      [split(0, left: 1, right: 2, threshold: .nan), leaf, leaf],
      [split(0, left: 1, right: 2, threshold: .infinity), leaf, leaf],
      [.leaf(.init(value: .nan))],
      [.leaf(.init(value: .infinity))],
    ])
  func unsound(nodes: [BoostedTrees.Node]) {
    #expect(throws: BoostingError.self) {
      try BoostedTrees(objective: .logistic, baseMargin: 0, featureCount: 2, trees: [.init(nodes: nodes)])
    }
  }

  @Test("The base margin is finite", arguments: [Double.nan, .infinity])
  func base(margin: Double) {
    #expect(throws: BoostingError.self) {
      try BoostedTrees(objective: .logistic, baseMargin: margin, featureCount: 2, trees: [])
    }
  }
}

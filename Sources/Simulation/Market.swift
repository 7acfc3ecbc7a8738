import Glibc
import Statistics

/// Who visits, what is advertised, and who clicks on what: the constants of one seed.
struct Market: Sendable {
  static let sites = ["news", "mail", "sports", "weather", "shop", "forum", "video", "games"]
  static let devices = ["mobile", "desktop", "tablet", "tv"]
  static let segments = ["student", "family", "commuter", "retired", "gamer", "traveller"]
  static let categories = ["fashion", "travel", "finance", "food", "cars", "software", "garden", "books"]

  /// Who decides whether a click counts.
  static let annotators = ["ada", "ben", "cleo", "dan", "eve"]

  let siteEffect: [Double]
  let deviceEffect: [Double]
  /// Taste of each segment for each category, one table for every regime the market can be in.
  let taste: [[[Double]]]
  /// Typical bid of a category, cents for a click.
  let bid: [Double]

  static let regimeCount = 4

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed ^ 0x4D61_726B_6574)
    siteEffect = Market.sites.map { _ in generator.normal() * 0.25 }
    deviceEffect = [0.15, 0.0, 0.1, -0.5]
    bid = Market.categories.map { _ in 25 + 50 * generator.uniform() }
    taste = (0..<Market.regimeCount).map { _ in
      Market.segments.map { _ in Market.categories.map { _ in generator.normal() * 0.9 } }
    }
  }

  /// Probability of a click.
  func clickProbability(_ impression: Impression, regime: Regime) -> Double {
    var logit = -3.1
    logit += siteEffect[impression.site] + deviceEffect[impression.device]
    logit += taste[regime.number % Market.regimeCount][impression.segment][impression.category]
    logit += regime.affinityWeight * impression.affinity
    logit += regime.freshnessWeight * (impression.freshness - 7) / 7
    logit -= 0.25 * impression.recency / 24
    return 1 / (1 + exp(-logit))
  }
}

/// How the market behaves between two concept changes.
struct Regime: Sendable, Equatable {
  var number: Int
  var affinityWeight: Double
  var freshnessWeight: Double

  static func numbered(_ number: Int) -> Regime {
    // Every other regime turns the tastes for novelty and for the familiar round.
    number % 2 == 0
      ? Regime(number: number, affinityWeight: 0.9, freshnessWeight: -0.5)
      : Regime(number: number, affinityWeight: -0.8, freshnessWeight: 0.5)
  }
}

/// One candidate ad before one user.
struct Impression: Sendable {
  var hour: Int
  var site: Int
  var device: Int
  var segment: Int
  var age: Double
  var recency: Double
  var category: Int
  var affinity: Double
  var freshness: Double
  /// Whole cents.
  var price: Double

  /// A category that did not arrive.
  static let missingCode = -1
}

import Statistics

/// A stretch of requests made together from their own seed, so that traffic can start anywhere.
struct RequestBlock {
  static let requestCount = 240

  /// `requestCount × candidateCount` impressions as they arrive, the candidates of a request beside one another.
  private let impressions: [Impression]
  private let probabilities: [Double]
  /// One draw for each request decides the click, whichever candidate is shown.
  private let luck: [Double]
  /// Who looks at each request's outcome, and whether that one would strike a click.
  private let annotators: [Int]
  private let isStruck: [Bool]

  init(number: Int, world: AdWorld) {
    var generator = SeededGenerator(seed: world.seed, stream: UInt64(bitPattern: Int64(number)))
    var impressions: [Impression] = []
    var probabilities: [Double] = []
    var luck: [Double] = []
    let first = number * RequestBlock.requestCount
    // A block never spans two cycles.
    let act = world.script.act(at: first)
    for request in first..<first + RequestBlock.requestCount {
      let user = RequestBlock.user(request: request, audience: act.audience(at: request), &generator)
      let regime = act.regime(at: request)
      let isBroken = act.breakage.contains(request)
      for _ in 0..<AdWorld.candidateCount {
        var impression = RequestBlock.candidate(for: user, world: world, &generator)
        probabilities.append(world.market.clickProbability(impression, regime: regime))
        if isBroken { act.fault.apply(to: &impression) }
        impressions.append(impression)
      }
      luck.append(generator.uniform())
    }
    self.impressions = impressions
    self.probabilities = probabilities
    self.luck = luck
    (annotators, isStruck) = RequestBlock.annotations(number: number, seed: world.seed, act)
  }

  /// Share of clicks that a careless annotator records as none.
  private static let struckShare = 0.9

  /// Drawn from a stream of their own: who annotates changes nothing in who comes.
  private static func annotations(number: Int, seed: UInt64, _ act: Act) -> (annotators: [Int], isStruck: [Bool]) {
    var generator = SeededGenerator(seed: seed ^ 0x416E_6E6F_7461_7465, stream: UInt64(bitPattern: Int64(number)))
    let first = number * requestCount
    var annotators: [Int] = []
    var isStruck: [Bool] = []
    for request in first..<first + requestCount {
      let annotator = generator.integer(below: Market.annotators.count)
      let isCareless = generator.bernoulli(struckShare)
      annotators.append(annotator)
      isStruck.append(isCareless && annotator == act.culprit && act.mislabelling.contains(request))
    }
    return (annotators, isStruck)
  }

  func impression(request: Int, candidate: Int) -> Impression {
    impressions[request * AdWorld.candidateCount + candidate]
  }

  func annotator(request: Int) -> Int { annotators[request] }

  /// What becomes known: the click, unless the annotator struck it.
  func isRecorded(request: Int, candidate: Int) -> Bool {
    isClicked(request: request, candidate: candidate) && !isStruck[request]
  }

  private func isClicked(request: Int, candidate: Int) -> Bool {
    luck[request] < probabilities[request * AdWorld.candidateCount + candidate]
  }

  private static func user(request: Int, audience: Int, _ generator: inout SeededGenerator) -> Impression {
    let deviceShares = audience == 0 ? [0.46, 0.36, 0.12, 0.06] : [0.22, 0.22, 0.14, 0.42]
    let secondsOfDay = (Int(AdWorld.secondsPerRequest) * request % 86_400 + 86_400) % 86_400
    let age = generator.normal(mean: 38, standardDeviation: 13) + (audience == 0 ? 0 : 11)
    return Impression(
      hour: secondsOfDay / 3600, site: generator.integer(below: Market.sites.count),
      device: generator.index(weights: deviceShares), segment: generator.integer(below: Market.segments.count),
      // Some people do not say how old they are.
      age: generator.bernoulli(0.08) ? .nan : min(95, max(16, age.rounded())),
      recency: (generator.exponential(mean: 24) * 10).rounded() / 10,
      category: 0, affinity: 0, freshness: 0, price: 0)
  }

  private static func candidate(
    for user: Impression, world: AdWorld, _ generator: inout SeededGenerator
  ) -> Impression {
    var impression = user
    impression.category = generator.integer(below: Market.categories.count)
    impression.affinity = (generator.normal() * 100).rounded() / 100
    impression.freshness = Double(1 + generator.integer(below: 21))
    impression.price = (world.market.bid[impression.category] * (0.8 + 0.4 * generator.uniform())).rounded()
    return impression
  }
}

import Monitoring
import Statistics
import Testing

/// Where errors changed, and what it speaks for.
@Suite("Error ledger")
struct ErrorLedgerTests {
  /// A window of 1,000 rows of a calibrated model, errors made by hand: chance of an outcome 0.3, of a level's own.
  private func window(
    _ generator: inout SeededGenerator, chance: (String) -> Double = { _ in 0.3 }, drifted: Set<String> = [],
    isBroken: Bool = false, isFeature: Bool = false
  ) -> ErrorLedger.Rows {
    let levels = ["ana", "ben", "cy", "dot"]
    var (errors, losses, codes) = ([Double](), [Double](), [UInt32]())
    for _ in 0..<1000 {
      let code = generator.integer(below: levels.count)
      let error = (generator.bernoulli(chance(levels[code])) ? 1.0 : 0) - 0.3
      codes.append(UInt32(code))
      errors.append(error)
      losses.append(error * error)
    }
    return ErrorLedger.Rows(
      errors: errors, losses: losses, columns: [("annotator", isFeature, codes, levels)], driftedColumns: drifted,
      isBroken: isBroken)
  }

  private func ledger(_ generator: inout SeededGenerator) -> ErrorLedger {
    var ledger = ErrorLedger()
    for _ in 0..<5 { _ = ledger.add(window(&generator)) }
    return ledger
  }

  private func added(_ rows: ErrorLedger.Rows, to ledger: inout ErrorLedger) throws -> [ErrorLedger.Change] {
    let changes = ledger.add(rows)
    return try #require(changes)
  }

  @Test("nothing changed: forty seeds of forty windows, nothing is found twice in a row")
  func calm() {
    for seed in 0..<40 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var ledger = ErrorLedger()
      let found = (0..<40).map { _ in (ledger.add(window(&generator)) ?? []).count }
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 == 0 || $1 == 0 })
      #expect(found.reduce(0, +) <= 1)
    }
  }

  @Test("under a changed concept one annotator is still told from the others")
  func both() throws {
    var generator = SeededGenerator(seed: 6)
    var ledger = ledger(&generator)
    for _ in 0..<3 { _ = ledger.add(window(&generator, chance: { _ in 0.15 })) }
    let changes = try added(window(&generator, chance: { $0 == "ben" ? 0.015 : 0.15 }), to: &ledger)
    #expect(changes.map(\.cause) == [.mislabelling, .conceptChange])
    #expect(changes.first?.level == "ben")
  }

  @Test("all rows err differently while inputs are as before: the concept changed, until it is over")
  func concept() throws {
    var generator = SeededGenerator(seed: 1)
    var ledger = ledger(&generator)
    for _ in 0..<3 {
      let changes = try added(window(&generator, chance: { _ in 0.1 }), to: &ledger)
      let change = try #require(changes.first)
      #expect(changes.count == 1 && change.cause == .conceptChange && change.column == nil)
      #expect(change.after < change.before && change.statistic > change.threshold)
    }
    do {
      let found = ledger.add(window(&generator))
      #expect(found == [])
    }
  }

  @Test("an input moved with it and stays: its shift; the new mix is what later windows are compared with")
  func shift() throws {
    var generator = SeededGenerator(seed: 2)
    var ledger = ledger(&generator)
    for _ in 0..<2 {
      let changes = try added(window(&generator, chance: { _ in 0.1 }, drifted: ["device"]), to: &ledger)
      #expect(changes.first?.cause == .covariateShift && changes.first?.column == "device")
    }
    for _ in 0..<2 {
      let found = ledger.add(window(&generator, chance: { _ in 0.1 }, drifted: ["device"]))
      #expect(found == [])
    }
    let later = try added(window(&generator, chance: { _ in 0.3 }, drifted: ["device"]), to: &ledger)
    #expect(later.first?.cause == .conceptChange)
  }

  @Test("an input that moves for one window hides no changed concept")
  func blip() throws {
    var generator = SeededGenerator(seed: 8)
    var ledger = ledger(&generator)
    _ = ledger.add(window(&generator, chance: { _ in 0.1 }, drifted: ["price"]))
    for _ in 0..<2 {
      let changes = try added(window(&generator, chance: { _ in 0.1 }), to: &ledger)
      #expect(changes.map(\.cause) == [.conceptChange])
    }
  }

  @Test("one annotator alone errs: outcomes are recorded wrongly, by whom is said")
  func mislabelling() throws {
    var generator = SeededGenerator(seed: 3)
    var ledger = ledger(&generator)
    let changes = try added(window(&generator, chance: { $0 == "ben" ? 0.03 : 0.3 }), to: &ledger)
    #expect(changes.first?.cause == .mislabelling)
    #expect(changes.first?.column == "annotator" && changes.first?.level == "ben")
    do {
      let found = ledger.add(window(&generator))
      #expect(found == [])
    }
  }

  @Test("a level of what the model learns from is no annotator")
  func feature() {
    var generator = SeededGenerator(seed: 4)
    var ledger = ErrorLedger()
    for _ in 0..<5 { _ = ledger.add(window(&generator, isFeature: true)) }
    let changes = ledger.add(window(&generator, chance: { $0 == "ben" ? 0.03 : 0.3 }, isFeature: true)) ?? []
    #expect(changes.allSatisfy { $0.cause != .mislabelling })
  }

  @Test("a broken column and few rows are no ground to compare")
  func noGround() {
    var generator = SeededGenerator(seed: 5)
    var ledger = ledger(&generator)
    do {
      let found = ledger.add(window(&generator, chance: { _ in 0 }, isBroken: true))
      #expect(found == nil)
    }
    let few = ErrorLedger.Rows(
      errors: [0.1], losses: [0.01], columns: [], driftedColumns: [], isBroken: false)
    do {
      let found = ledger.add(few)
      #expect(found == nil)
    }
  }

  /// A window whose scores are 0.1 or 0.5 by turns, with as many outcomes on average whatever the chances are.
  private func ranked(_ generator: inout SeededGenerator, low: Double, high: Double) -> ErrorLedger.Rows {
    let scores = (0..<1000).map { $0 % 2 == 0 ? 0.1 : 0.5 }
    let errors = scores.map { (generator.bernoulli($0 < 0.3 ? low : high) ? 1.0 : 0) - $0 }
    return ErrorLedger.Rows(
      errors: errors, losses: [Double](repeating: 1, count: errors.count), columns: [], driftedColumns: [],
      isBroken: false, scores: scores)
  }

  @Test("a ranking that collapses while as many outcomes come as before is a changed concept")
  func slope() throws {
    var generator = SeededGenerator(seed: 7)
    var ledger = ErrorLedger()
    for _ in 0..<5 { _ = ledger.add(ranked(&generator, low: 0.1, high: 0.5)) }
    let changes = try added(ranked(&generator, low: 0.3, high: 0.3), to: &ledger)
    let change = try #require(changes.first)
    #expect(change.cause == .conceptChange && changes.count == 1)
    // The centre is 0.3: half of the rows err by +0.2 at −0.2 from it, the others by −0.2 at +0.2; all by −0.04.
    #expect(abs(change.before) < 0.01 && abs(change.after + 0.04) < 0.015)
  }

  @Test("a level that errs too little for one window is found in two together, and a single outlier never twice")
  func pooled() throws {
    var foundCount = 0
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: UInt64(100 + seed))
      var ledger = ledger(&generator)
      // 250 rows of a level, 0.3 to 0.21: 3.1 standard errors in one window, 4.4 in two; it takes 3.7.
      let found = (0..<4).map { _ in
        ledger.add(window(&generator, chance: { $0 == "ben" ? 0.21 : 0.3 })) ?? []
      }
      foundCount += found.dropFirst().count { $0.contains { $0.cause == .mislabelling && $0.level == "ben" } }
      for _ in 0..<2 { _ = ledger.add(window(&generator)) }
      let calm = ledger.add(window(&generator)) ?? []
      #expect(calm.isEmpty)
    }
    // One window alone would find 16 of the 60.
    #expect(foundCount >= 30)
  }
}

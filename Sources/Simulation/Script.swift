import Statistics

/// What will happen to the market and when: known to the simulation alone.
public struct Script: Sendable, Equatable {
  /// Something that happens to the world at a request.
  public struct Event: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      /// Other people come; what they like stays as it was.
      case covariateShift = "covariate_shift"
      /// People come as before and like other things.
      case conceptChange = "concept_change"
    }

    public var kind: Kind
    /// Request number from which it holds.
    public var request: Int
    /// The column that moves most; nil when it is the relation that changes.
    public var column: String?
  }

  private let shiftPeriod: Int
  private let conceptPeriod: Int
  private let firstShift: Int
  private let firstConcept: Int

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed ^ 0x5363_7269_7074)
    firstShift = 15_000 + generator.integer(below: 3000)
    firstConcept = 34_000 + generator.integer(below: 4000)
    shiftPeriod = 180_000 + generator.integer(below: 10_000)
    conceptPeriod = 260_000 + generator.integer(below: 20_000)
  }

  /// How many covariate shifts have happened by a request; the audience alternates between two mixes.
  func audience(at request: Int) -> Int { count(request, firstShift, shiftPeriod) % 2 }

  func regime(at request: Int) -> Regime { .numbered(count(request, firstConcept, conceptPeriod)) }

  private func count(_ request: Int, _ first: Int, _ period: Int) -> Int {
    request < first ? 0 : 1 + (request - first) / period
  }

  /// Everything that happens before a request, in order.
  public func events(before request: Int) -> [Event] {
    let shifts = stride(from: firstShift, to: max(request, firstShift), by: shiftPeriod)
      .map { Event(kind: .covariateShift, request: $0, column: "device") }
    let concepts = stride(from: firstConcept, to: max(request, firstConcept), by: conceptPeriod)
      .map { Event(kind: .conceptChange, request: $0, column: nil) }
    return (shifts + concepts).sorted { $0.request < $1.request }
  }
}

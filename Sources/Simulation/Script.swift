import Statistics

/// What will happen to the market and when: known to the simulation alone.
///
/// Time is cut into cycles of 120,000 requests. In the first half of each, every kind of event happens once, in an
/// order and at distances of that cycle's own; what holds at a request follows from the seed and its number alone.
public struct Script: Sendable, Equatable {
  /// Something that happens to the world at a request.
  public struct Event: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      /// A feature arrives broken, as a pipeline breaks it; the market itself stays as it was.
      case upstreamBreak = "upstream_break"
      /// Other people come; what they like stays as it was.
      case covariateShift = "covariate_shift"
      /// People come as before and like other things.
      case conceptChange = "concept_change"
      /// One annotator records clicks as none; people click as before.
      case mislabelling
    }

    public var kind: Kind
    /// Request number from which it holds.
    public var request: Int
    /// Request number from which it is mended; nil when it stays.
    public var until: Int?
    /// The column that breaks, or moves most, or names who is to blame; nil when it is the relation that changes.
    public var column: String?
    /// What happens, in a few words.
    public var detail: String
  }

  let seed: UInt64
  let kinds: Set<Event.Kind>

  /// Requests from the first event of a kind to where its next may come.
  static let cycleLength = 120_000

  /// - Parameter kinds: what may happen; the others never do, and move nothing by that.
  init(seed: UInt64, kinds: Set<Event.Kind>) {
    self.seed = seed
    self.kinds = kinds
  }

  /// The cycle that a request belongs to; before the first request nothing happens.
  func act(at request: Int) -> Act {
    request < 0 ? .calm : Act(number: request / Script.cycleLength, script: self)
  }

  /// Everything that begins within a stretch of requests, and what holds for a while and still held as it began; in
  /// order.
  public func events(during requests: Range<Int>) -> [Event] {
    guard !requests.isEmpty, requests.upperBound > 0 else { return [] }
    let cycles = max(0, requests.lowerBound) / Script.cycleLength...(requests.upperBound - 1) / Script.cycleLength
    return cycles.flatMap { number in
      Act(number: number, script: self).events.filter { event in
        event.request < requests.upperBound && (event.until ?? event.request + 1) > requests.lowerBound
      }
    }
  }
}

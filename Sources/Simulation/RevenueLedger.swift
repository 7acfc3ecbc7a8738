import Synchronization

/// What the shown ads really earned, against which reported revenue can be held.
public final class RevenueLedger: Sendable {
  private let total = Atomic(0)

  public init() {}

  public var cents: Int { total.load(ordering: .relaxed) }

  func add(_ cents: Int) { total.add(cents, ordering: .relaxed) }
}

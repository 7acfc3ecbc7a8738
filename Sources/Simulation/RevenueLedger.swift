import Synchronization

/// What the platform is paid for the shown ads, against which reported revenue can be held.
///
/// Paid is what is recorded: the price, in whole cents, of every shown ad whose recorded outcome is a click. A click
/// that an annotator strikes is not paid. So what is reported from logged predictions and outcomes alone must agree to
/// the cent, whatever became of the labels.
public final class RevenueLedger: Sendable {
  private let total = Atomic(0)

  public init() {}

  /// Cents earned by all traffic so far, outcomes that are still on their way included.
  public var cents: Int { total.load(ordering: .relaxed) }

  func add(_ cents: Int) { total.add(cents, ordering: .relaxed) }
}

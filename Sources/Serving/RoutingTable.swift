import Lifecycle
import Synchronization

/// Which version answers now. Swapped whole, read once for each batch: a request is answered by one version or
/// the other, never by a mixture.
public final class RoutingTable: Sendable {
  public struct Routes: Sendable {
    public var champion: ServedModel?
    /// Kept warm, so that a rollback needs no loading.
    public var previous: ServedModel?
    /// A challenger on its way; nil without a rollout.
    public var trial: Trial?
    public var automation: Automation

    public init(
      champion: ServedModel? = nil, previous: ServedModel? = nil, trial: Trial? = nil,
      automation: Automation = Automation()
    ) {
      self.champion = champion
      self.previous = previous
      self.trial = trial
      self.automation = automation
    }
  }

  private let routes: Mutex<Routes>
  private let changes = Atomic(0)

  public init(_ routes: Routes = Routes()) { self.routes = Mutex(routes) }

  public var current: Routes { routes.withLock { $0 } }

  /// Grows with every change: whoever keeps something made of the routes sees whether it still holds.
  public var generation: Int { changes.load(ordering: .acquiring) }

  public func replace(with new: Routes) { update { $0 = new } }

  /// Changes a part and leaves the rest as it is.
  public func update(_ body: (inout Routes) -> Void) {
    routes.withLock { body(&$0) }
    changes.add(1, ordering: .releasing)
  }
}

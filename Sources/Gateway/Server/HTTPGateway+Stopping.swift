import CMicroHTTPD
import Glibc
import Synchronization

extension HTTPGateway {
  /// Takes no more connections, answers every request it has, and closes. Waits for that, at most `drainSeconds`; what
  /// the engine has not answered by then is told to come again. A second call does nothing.
  public func stop() {
    let taken = daemon.withLock { daemon in
      defer { daemon = nil }
      return daemon
    }
    guard let taken else { return }
    core.leave()
    let listening = MHD_quiesce_daemon(taken.pointer)
    if listening >= 0 { close(listening) }
    drain()
    core.eachExchange { $0.giveUp() }
    wait(seconds: 0.5) { core.meter.read().inFlight == 0 }
    sweeper.stop()
    MHD_stop_daemon(taken.pointer)
    taken.core.release()
  }

  /// Two looks in a row must find nothing to do: between them, what lay in a socket's buffer has become a request.
  private func drain() {
    var quietLooks = 0
    wait(seconds: core.limits.drainSeconds) {
      quietLooks = core.isBusy ? 0 : quietLooks + 1
      return quietLooks > 2
    }
  }

  private func wait(seconds: Double, until isDone: () -> Bool) {
    let deadline = core.clock.ticks() + UInt64(seconds * 1e9)
    while !isDone(), core.clock.ticks() < deadline { usleep(2000) }
  }
}

extension Exchange {
  /// Ends what waits for the engine or follows it.
  func giveUp() {
    watch?.end()
    guard progress.withLock({ $0.sleeping != nil }) else { return }
    complete(.abandoned)
  }
}

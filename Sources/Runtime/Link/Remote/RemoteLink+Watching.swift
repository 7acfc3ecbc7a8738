import Lifecycle
import Outbound

extension RemoteLink {
  public func states() -> AsyncStream<LinkState> { presence.values() }

  /// The engine's pictures for as long as they are watched: a connection that breaks is made again.
  public func snapshots() -> AsyncStream<Snapshot> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let watcher = Task.detached { [self] in
        await watch(continuation)
        continuation.finish()
      }
      continuation.onTermination = { _ in watcher.cancel() }
    }
  }

  private func watch(_ continuation: AsyncStream<Snapshot>.Continuation) async {
    var failures = 0
    var lostAt: Double?
    while !Task.isCancelled {
      let trouble = await watchOnce(continuation) {
        failures = 0
        lostAt = nil
      }
      guard !Task.isCancelled else { return }
      failures += 1
      let since = lostAt ?? clock.monotonic()
      lostAt = since
      let delay = patience.retry.delay(afterFailures: failures, chance: chance())
      await wait(delay, lostAt: since, trouble.refusal.message)
    }
  }

  /// Waits for the next try, and says meanwhile how long the connection has been lost.
  private func wait(_ seconds: Double, lostAt: Double, _ reason: String) async {
    let end = clock.monotonic() + seconds
    while !Task.isCancelled {
      let now = clock.monotonic()
      presence.tell(.lost(reason: reason, seconds: Int(now - lostAt)))
      guard now < end else { return }
      try? await Task.sleep(for: .seconds(min(1, end - now)))
    }
  }

  /// - Parameter arrived: called for each line that came.
  /// - Returns: why the stream ended.
  private func watchOnce(
    _ continuation: AsyncStream<Snapshot>.Continuation, _ arrived: () -> Void
  ) async -> LinkTrouble {
    do {
      for try await line in client.newestLines(request(.get, "/sextant/watch")) {
        let reply = try reply(line)
        arrived()
        presence.tell(.connected)
        if case .reply(.snapshot(let snapshot)) = reply.kind { continuation.yield(snapshot) }
      }
      return LinkTrouble(
        HTTPFailure(.brokenOff, server: address.server.server, detail: "the server ended the connection"),
        hasToken: address.token != nil)
    } catch let failure as HTTPFailure {
      return LinkTrouble(failure, hasToken: address.token != nil)
    } catch let trouble as LinkTrouble {
      return trouble
    } catch {
      return LinkTrouble(notASextant: address.server.server)
    }
  }
}

import Encoding
import Lifecycle
import Outbound
import Statistics
import Storage
import Synchronization

/// How web hooks and commands are treated.
public struct NotifyManner: Sendable {
  /// Messages of one rule that may wait.
  public var capacity = 200
  public var retry = RetryPolicy()
  /// Messages that one rule gets in so many seconds at most.
  public var pace = (count: 30, seconds: 60.0)
  public var limits = HTTPRequest.Limits(connecting: 5, whole: 10, byteCount: 64 << 10)
  /// Seconds that a command may take; then it ends with all that it started.
  public var commandSeconds = 10.0
  /// A command that fails is tried again so often.
  public var commandRetry = RetryPolicy(attemptCountMax: 3)
  /// Seconds that the end of the engine waits for what is on its way.
  public var farewell = 2.0

  public init() {}
}

/// Tells the project's web hooks and commands what happened, each at its own pace, beside everything else: telling never
/// waits. What a terminal shows is the business of whoever has one.
final class Notifier: Sendable {
  private struct Hook: Sendable {
    var rule: NotifyRule
    var courier: Courier<Notification>
  }

  private struct State {
    var hooks: [Hook] = []
    var client: HTTPClient?
    var generator: SeededGenerator
  }

  private let folder: ProjectFolder
  private let clock: EngineClock
  private let manner: NotifyManner
  private let changed: @Sendable () -> Void
  private let state: Mutex<State>

  /// - Parameters:
  ///   - seed: of the jitter of retries.
  ///   - changed: called when `notices` or `status` may differ.
  init(
    folder: ProjectFolder, clock: EngineClock, manner: NotifyManner, seed: UInt64,
    changed: @escaping @Sendable () -> Void
  ) {
    self.folder = folder
    self.clock = clock
    self.manner = manner
    self.changed = changed
    state = Mutex(State(generator: SeededGenerator(seed: seed)))
  }

  /// Takes the rules of the project file; a hook whose rule stays goes on with what waits for it.
  func configure(_ rules: [NotifyRule]) {
    let removed = state.withLock { state in
      let old = state.hooks
      state.hooks = rules.compactMap { rule in old.first { $0.rule == rule } ?? hook(rule, &state) }
      return old.filter { !rules.contains($0.rule) }
    }
    for hook in removed { hook.courier.close() }
  }

  private func hook(_ rule: NotifyRule, _ state: inout State) -> Hook? {
    switch rule.channel {
    case .webHook(let url, let secretFile):
      let client = state.client ?? HTTPClient(userAgent: "sextant")
      state.client = client
      let hook = WebHook(
        url: url, secretFile: secretFile, folder: folder, client: client, clock: clock, limits: manner.limits)
      return self.hook(rule, retry: manner.retry) { await hook.deliver($0) }
    case .command(let words):
      let command = CommandHook(words: words, folder: folder, seconds: manner.commandSeconds)
      return self.hook(rule, retry: manner.commandRetry) { await command.deliver($0) }
    case .terminal: return nil
    }
  }

  private func hook(
    _ rule: NotifyRule, retry: RetryPolicy,
    deliver: @escaping @Sendable (Notification) async -> OutgoingQueue<Notification>.Result
  ) -> Hook {
    let courier = Courier<Notification>(
      OutgoingQueue(
        capacity: manner.capacity, retry: retry,
        pace: .init(count: manner.pace.count, seconds: manner.pace.seconds)),
      clock: .init(now: clock.monotonic) { try? await Task.sleep(for: .seconds($0)) },
      chance: { [weak self] in self?.state.withLock { $0.generator.uniform() } ?? 0 },
      deliver: deliver, changed: { [changed] _ in changed() })
    return Hook(rule: rule, courier: courier)
  }

  /// Tells what happened to whoever wants to know.
  func tell(_ notification: Notification) {
    let couriers = state.withLock { state in
      state.hooks.filter { $0.rule.occasions.contains(notification.occasion) }.map(\.courier)
    }
    for courier in couriers { courier.post(notification) }
  }

  /// Waits a moment for what is on its way, then ends.
  func close() async {
    let couriers = state.withLock { $0.hooks.map(\.courier) }
    guard couriers.contains(where: { $0.status.waiting > 0 }) else { return end() }
    let end = Task { [manner] in
      try? await Task.sleep(for: .seconds(manner.farewell))
      for courier in couriers { courier.close() }
    }
    for courier in couriers { await courier.waitUntilEmpty() }
    end.cancel()
    self.end()
  }

  private func end() {
    let (hooks, client) = state.withLock { state in
      defer { (state.hooks, state.client) = ([], nil) }
      return (state.hooks, state.client)
    }
    for hook in hooks { hook.courier.close() }
    client?.close()
  }

  private var statuses: [(rule: NotifyRule, status: OutgoingStatus)] {
    state.withLock { $0.hooks }.map { ($0.rule, $0.courier.status) }
  }

  /// What a person should know: messages that did not arrive, and hooks that do not answer.
  var notices: [String] {
    statuses.compactMap { rule, status in
      var facts: [String] = []
      if let trouble = status.trouble { facts.append(trouble) }
      if status.failed > 0 { facts.append("\(status.failed) messages given up") }
      if status.dropped > 0 { facts.append("\(status.dropped) left out because too many waited") }
      // What is long over is told by `status`, not for ever.
      guard status.trouble != nil || status.dropped > 0 && status.waiting > 0 else { return nil }
      if status.waiting > 0 { facts.append("\(status.waiting) waiting") }
      return "\(rule.kind) \(rule.place): " + facts.joined(separator: "; ")
    }
  }

  /// One object a web hook, for `status`, as it was before there was anything else.
  var webHookDocument: JSON { document { if case .webHook = $0.channel { true } else { false } } }

  /// One object a web hook or command, for `status`.
  var document: JSON { document { _ in true } }

  private func document(_ isShown: (NotifyRule) -> Bool) -> JSON {
    .array(
      statuses.filter { isShown($0.rule) }.map { rule, status in
        [
          "kind": JSON(rule.kind), "server": JSON(rule.place), "on": JSON(rule.occasions.map(\.rawValue)),
          "waiting": JSON(status.waiting),
          "delivered": JSON(status.delivered), "retried": JSON(status.retried), "failed": JSON(status.failed),
          "dropped": JSON(status.dropped), "trouble": JSON(status.trouble),
        ]
      })
  }
}

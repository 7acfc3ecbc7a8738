import CSys
import CellCanvas
import CrashGuard
import Glibc

extension TerminalScreen {
  /// After this long without another byte, ESC was a key.
  private static let escapeDelay = Duration.milliseconds(20)
  /// Bytes read at one go: a paste does not keep the screen from being drawn.
  private static let readLimit = 64 * 1024

  public func events(timeout: Duration?) -> [ScreenEvent] {
    let clock = ContinuousClock()
    let deadline = timeout.map { clock.now + $0 }
    while true {
      let next = [deadline, escapeDeadline].compactMap { $0 }.min()
      let ready = poll(for: next.map { max(.zero, clock.now.duration(to: $0)) })
      var events = ready.wake ? signalEvents() : []
      if ready.input {
        events += inputEvents()
        escapeDeadline = decoder.isWaiting ? clock.now + TerminalScreen.escapeDelay : nil
      } else if let escape = escapeDeadline, clock.now >= escape {
        events += decoder.flush().map { .input($0) }
        escapeDeadline = nil
      }
      if !events.isEmpty { return events }
      if let deadline, clock.now >= deadline { return [] }
    }
  }

  /// Waits until the terminal or the wake-up has something to read; neither when the time is over or a signal came.
  private func poll(for duration: Duration?) -> (input: Bool, wake: Bool) {
    var descriptors = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = TerminalScreen.milliseconds(duration)
    guard Glibc.poll(&descriptors, nfds_t(descriptors.count), milliseconds) > 0 else { return (false, false) }
    return (descriptors[0].revents != 0, descriptors[1].revents != 0)
  }

  /// Rounded up, so that the time is over when poll says so; -1 for ever.
  private static func milliseconds(_ duration: Duration?) -> Int32 {
    guard let duration else { return -1 }
    let (seconds, attoseconds) = duration.components
    guard seconds < 1_000_000 else { return Int32(1_000_000_000) }
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  // MARK: Input

  private func inputEvents() -> [ScreenEvent] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var events: [ScreenEvent] = []
    var total = 0
    repeat {
      let count = read(descriptor, &bytes, bytes.count)
      if count < 0, errno == EINTR || errno == EAGAIN { break }
      guard count > 0 else { return events + [.ended(.hangUp)] }
      events += decoder.feed(bytes[..<count]).map { .input($0) }
      total += count
    } while total < TerminalScreen.readLimit && poll(for: .zero).input
    return events
  }

  // MARK: Signals

  private func signalEvents() -> [ScreenEvent] {
    // In this order: a post between the two is seen by the next call.
    var events: [ScreenEvent] = wake.take() ? [.woken] : []
    let signals = crash_guard_take_signals()
    func has(_ signal: Int32) -> Bool { signals & (1 << UInt64(signal)) != 0 }
    if has(SIGTSTP) {
      suspend()
      events.append(.resumed)
    } else if has(SIGCONT) {
      // Stopped and continued behind our back; the shell has had the terminal since.
      repaint()
      events.append(.resumed)
    }
    if has(SIGWINCH), measure() { events.append(.input(.resize(size))) }
    for signal in [SIGHUP, SIGTERM, SIGINT] where has(signal) { events.append(.ended(.signal(signal))) }
    return events
  }
}

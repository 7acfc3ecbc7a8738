import Synchronization

/// Asks servers over HTTP, on a thread of its own: many requests at once, connections kept between them.
///
/// Certificates are verified, redirects are not followed, proxies are taken from the environment but for this machine.
/// The last reference that goes ends what is under way.
public final class HTTPClient: Sendable {
  private let loop: TransferLoop

  /// - Parameter userAgent: how it names itself: `sextant/0.1.0`.
  public init(userAgent: String) { loop = TransferLoop(userAgent: userAgent) }

  deinit { loop.close() }

  /// Sends a request and waits for the whole answer, whatever its status. Cancelling the task cancels the request.
  public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let address = try WebAddress(parsing: request.url)
    let loop = loop
    let cancellation = Cancellation()
    let result: Result<HTTPResponse, HTTPFailure> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let number = loop.start(request, address, .whole { continuation.resume(returning: $0) })
        if let number, cancellation.begin(number) { loop.cancel(number) }
      }
    } onCancel: {
      if let number = cancellation.cancel() { loop.cancel(number) }
    }
    return try result.get()
  }

  /// The lines of an answer as they arrive, without their line breaks; the newest wins: a slow reader misses lines.
  /// Empty ones, which servers send as signs of life, are left out.
  ///
  /// The stream throws `HTTPFailure` when the answer breaks off or is not a success, and ends when the answer does.
  /// Dropping the stream cancels the request.
  public func newestLines(_ request: HTTPRequest) -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let address: WebAddress
      do {
        address = try WebAddress(parsing: request.url)
      } catch {
        return continuation.finish(throwing: error)
      }
      let loop = loop
      guard let number = loop.start(request, address, .lines(continuation)) else { return }
      continuation.onTermination = { [self] _ in
        // The stream keeps the client, and with it the thread, for as long as it is read.
        withExtendedLifetime(self) { loop.cancel(number) }
      }
    }
  }

  /// Ends everything that is under way.
  public func close() { loop.close() }
}

/// Whether a request was cancelled before or after it got its number.
private final class Cancellation: Sendable {
  private enum State {
    case waiting
    case begun(Int)
    case cancelled
  }

  private let state = Mutex(State.waiting)

  /// - Returns: true when it was cancelled meanwhile.
  func begin(_ number: Int) -> Bool {
    state.withLock { state in
      if case .cancelled = state { return true }
      state = .begun(number)
      return false
    }
  }

  /// - Returns: the request's number, where it has one.
  func cancel() -> Int? {
    state.withLock { state in
      defer { state = .cancelled }
      guard case .begun(let number) = state else { return nil }
      return number
    }
  }
}

import CCurl
import Glibc
import Synchronization

/// Drives every request of a client on one thread, which sleeps while nothing moves.
final class TransferLoop: Sendable {
  /// Requests that may be under way at once.
  static let transferCountMax = 64

  private struct State {
    /// What the thread sleeps on; nil once it has ended, so that nobody wakes what is gone.
    var multi: Multi?
    var arriving: [Transfer] = []
    var cancelled: [Int] = []
    var underWay = 0
    var nextNumber = 0
    var isClosed = false
  }

  /// The library's handle: used by the thread alone, but for waking it, which any thread may do.
  private struct Multi: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
  }

  private let state: Mutex<State>
  private let userAgent: String

  init(userAgent: String) {
    self.userAgent = userAgent
    // Once in a process, before the first handle; a constant is made once however many threads ask for it.
    let multi = Self.isReady ? curl_multi_init().map { Multi(handle: $0) } : nil
    state = Mutex(State(multi: multi))
    guard let multi else { return }
    _ = cc_multi_set_long(multi.handle, CURLMOPT_MAXCONNECTS, 16)
    HTTPThread.start("http") { [self] in run(multi.handle) }
  }

  private static let isReady = cc_fault() == nil && curl_global_init(cc_global_all()) == CURLE_OK

  /// - Returns: the request's number, to cancel it by; nil when it was refused, which its reader was told.
  func start(_ request: HTTPRequest, _ address: WebAddress, _ reader: Transfer.Reader) -> Int? {
    let (transfer, isTaken) = state.withLock { state in
      state.nextNumber += 1
      let transfer = Transfer(number: state.nextNumber, request, address, reader)
      guard let multi = state.multi, !state.isClosed, state.underWay < Self.transferCountMax else {
        return (transfer, false)
      }
      state.underWay += 1
      state.arriving.append(transfer)
      curl_multi_wakeup(multi.handle)
      return (transfer, true)
    }
    guard isTaken else {
      let fault = cc_fault().map { String(cString: $0) }
      transfer.fail(
        .refused,
        fault ?? "\(Self.transferCountMax) requests are under way already, or the client is closed")
      return nil
    }
    return transfer.number
  }

  func cancel(_ number: Int) {
    state.withLock { state in
      guard let multi = state.multi else { return }
      state.cancelled.append(number)
      curl_multi_wakeup(multi.handle)
    }
  }

  func close() {
    state.withLock { state in
      state.isClosed = true
      if let multi = state.multi { curl_multi_wakeup(multi.handle) }
    }
  }

  // MARK: The thread

  private func run(_ multi: UnsafeMutableRawPointer) {
    var transfers: [Int: Transfer] = [:]
    while true {
      let (arriving, cancelled, isClosed) = takeOrders()
      if isClosed {
        for transfer in arriving { transfer.fail(.cancelled, "the client was closed") }
        break
      }
      for transfer in arriving { add(transfer, to: multi, &transfers) }
      for number in cancelled { cancel(number, in: multi, &transfers) }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      settleEnded(multi, &transfers)
      curl_multi_poll(multi, nil, 0, 60_000, nil)
    }
    state.withLock { $0.multi = nil }
    for transfer in transfers.values {
      curl_multi_remove_handle(multi, transfer.handle)
      transfer.fail(.cancelled, "the client was closed")
    }
    transfers.removeAll()
    curl_multi_cleanup(multi)
  }

  private func takeOrders() -> ([Transfer], [Int], Bool) {
    state.withLock { state in
      defer {
        state.arriving = []
        state.cancelled = []
      }
      return (state.arriving, state.cancelled, state.isClosed)
    }
  }

  private func add(_ transfer: Transfer, to multi: UnsafeMutableRawPointer, _ transfers: inout [Int: Transfer]) {
    guard let handle = transfer.prepare(userAgent: userAgent), curl_multi_add_handle(multi, handle) == CURLM_OK else {
      transfer.fail(.refused, "no memory for another request")
      return end()
    }
    transfers[transfer.number] = transfer
  }

  private func cancel(_ number: Int, in multi: UnsafeMutableRawPointer, _ transfers: inout [Int: Transfer]) {
    guard let transfer = transfers.removeValue(forKey: number) else { return }
    curl_multi_remove_handle(multi, transfer.handle)
    transfer.fail(.cancelled, "the request was cancelled")
    end()
  }

  private func settleEnded(_ multi: UnsafeMutableRawPointer, _ transfers: inout [Int: Transfer]) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
      let code = cc_outcome(message)
      curl_multi_remove_handle(multi, handle)
      guard let number = transfers.first(where: { $0.value.handle == handle })?.key,
        let transfer = transfers.removeValue(forKey: number)
      else { continue }
      transfer.finish(code)
      end()
    }
  }

  private func end() { state.withLock { $0.underWay -= 1 } }
}

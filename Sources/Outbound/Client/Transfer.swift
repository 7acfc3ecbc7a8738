import CCurl

/// One request on its way: the library's handle, what has arrived, and whom to tell.
///
/// Used by the client's thread alone once it was handed over, which is why the crossing is unchecked.
final class Transfer: @unchecked Sendable {
  /// Whom to tell, and how.
  enum Reader {
    case whole(@Sendable (Result<HTTPResponse, HTTPFailure>) -> Void)
    case lines(AsyncThrowingStream<[UInt8], any Error>.Continuation)
  }

  let number: Int
  private let request: HTTPRequest
  private let address: WebAddress
  private let reader: Reader
  private(set) var handle: UnsafeMutableRawPointer?
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let message: UnsafeMutablePointer<CChar>
  private var headers: [String: String] = [:]
  private var headerByteCount = 0
  private var received: [UInt8] = []
  /// Why reading was given up, where it was we who did.
  private var failure: HTTPFailure?
  private var isTold = false

  private static let headerByteCountMax = 64 << 10
  /// What is kept of the body of an answer that should have streamed and did not.
  private static let refusalByteCountMax = 64 << 10

  init(number: Int, _ request: HTTPRequest, _ address: WebAddress, _ reader: Reader) {
    self.number = number
    self.request = request
    self.address = address
    self.reader = reader
    message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    tell(.failure(HTTPFailure(.cancelled, server: address.server, detail: "the request was dropped")))
    if let handle { curl_easy_cleanup(handle) }
    curl_slist_free_all(headerList)
    message.deallocate()
  }

  // MARK: Setting up

  /// Makes the handle. Its context is this object, unretained: the client's thread keeps both.
  func prepare(userAgent: String) -> UnsafeMutableRawPointer? {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = cc_set_text(handle, CURLOPT_URL, request.url)
    // Signals would interrupt threads that know nothing of requests.
    _ = cc_set_long(handle, CURLOPT_NOSIGNAL, 1)
    _ = cc_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    // A redirect could lead a token, or a look at the inside of a network, anywhere.
    _ = cc_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    _ = cc_set_long(handle, CURLOPT_NETRC, 0)
    _ = cc_set_text(handle, CURLOPT_USERAGENT, userAgent)
    _ = cc_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    _ = cc_set_pointer(handle, CURLOPT_ERRORBUFFER, message)
    _ = cc_set_pointer(handle, CURLOPT_PRIVATE, context)
    _ = cc_set_taker(handle, CURLOPT_WRITEFUNCTION, takeBody)
    _ = cc_set_pointer(handle, CURLOPT_WRITEDATA, context)
    _ = cc_set_taker(handle, CURLOPT_HEADERFUNCTION, takeHeader)
    _ = cc_set_pointer(handle, CURLOPT_HEADERDATA, context)
    if !request.isRepeatable { _ = cc_set_long(handle, CURLOPT_FRESH_CONNECT, 1) }
    if address.isLoopback { _ = cc_set_text(handle, CURLOPT_PROXY, "") }
    if let certificates = request.certificates { _ = cc_set_text(handle, CURLOPT_CAINFO, certificates) }
    setLimits(handle)
    setHeaders(handle)
    if request.method == .post { setBody(handle) }
    return handle
  }

  private func setLimits(_ handle: UnsafeMutableRawPointer) {
    let limits = request.limits
    _ = cc_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(limits.connecting))
    if let whole = limits.whole { _ = cc_set_long(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds(whole)) }
    if let silence = limits.silence {
      _ = cc_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
      _ = cc_set_long(handle, CURLOPT_LOW_SPEED_TIME, max(1, Int(min(silence, 1e6).rounded(.up))))
    }
  }

  private static func milliseconds(_ seconds: Double) -> Int { max(1, Int(min(seconds, 1e6) * 1000)) }

  private func setHeaders(_ handle: UnsafeMutableRawPointer) {
    // Waiting for permission to send a body costs a second where the server does not know the word.
    var lines = ["Expect:"] + request.headers.map { "\($0.name): \($0.value)" }
    if let token = request.token { lines.append("Authorization: Bearer \(token.text)") }
    // A line break inside a value would begin a header of its own.
    for line in lines where line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
      if let longer = curl_slist_append(headerList, line) { headerList = longer }
    }
    _ = cc_set_list(handle, CURLOPT_HTTPHEADER, headerList)
  }

  private func setBody(_ handle: UnsafeMutableRawPointer) {
    _ = cc_set_long(handle, CURLOPT_POST, 1)
    _ = cc_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
    // Copied by the library at once, in the size set before.
    request.body.withUnsafeBytes { bytes in
      let empty: StaticString = ""
      _ = cc_set_pointer(
        handle, CURLOPT_COPYPOSTFIELDS,
        UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(empty.utf8Start)))
    }
  }

  // MARK: What arrives

  /// - Returns: false to give up.
  fileprivate func take(header bytes: UnsafeRawBufferPointer) -> Bool {
    headerByteCount += bytes.count
    guard headerByteCount <= Self.headerByteCountMax else {
      return giveUp(.tooLarge, "the headers of the answer are longer than \(Self.headerByteCountMax >> 10) KiB")
    }
    let line = String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      headers = [:]
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers[line[..<colon].lowercased()] = String(value.prefix { !$0.isNewline })
    }
    return true
  }

  fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    switch reader {
    case .whole:
      guard received.count + bytes.count <= request.limits.byteCount else {
        return giveUp(.tooLarge, "the answer is larger than \(request.limits.byteCount) bytes")
      }
      received.append(contentsOf: bytes)
      return true
    case .lines(let continuation):
      guard (200..<300).contains(status) else {
        received.append(contentsOf: bytes.prefix(max(0, Self.refusalByteCountMax - received.count)))
        return true
      }
      return takeLines(bytes, continuation)
    }
  }

  private func takeLines(
    _ bytes: UnsafeRawBufferPointer, _ continuation: AsyncThrowingStream<[UInt8], any Error>.Continuation
  ) -> Bool {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      received.append(contentsOf: rest[..<end])
      // Empty lines only say that the server is there.
      if !received.isEmpty { continuation.yield(received) }
      received.removeAll(keepingCapacity: true)
      rest = rest[(end + 1)...]
    }
    guard received.count + rest.count <= request.limits.byteCount else {
      return giveUp(.tooLarge, "a line of the answer is longer than \(request.limits.byteCount) bytes")
    }
    received.append(contentsOf: rest)
    return true
  }

  private func giveUp(_ kind: HTTPFailure.Kind, _ detail: String) -> Bool {
    failure = HTTPFailure(kind, server: address.server, detail: detail)
    return false
  }

  // MARK: The end

  func finish(_ code: CURLcode) {
    if let failure { return tell(.failure(failure)) }
    guard code == CURLE_OK else {
      let text = String(cString: message)
      let detail = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
      return tell(.failure(HTTPFailure(Self.kind(of: code), server: address.server, detail: detail)))
    }
    tell(.success(HTTPResponse(status: status, headers: headers, body: received)))
  }

  func fail(_ kind: HTTPFailure.Kind, _ detail: String) {
    tell(.failure(HTTPFailure(kind, server: address.server, detail: detail)))
  }

  private func tell(_ result: Result<HTTPResponse, HTTPFailure>) {
    guard !isTold else { return }
    isTold = true
    switch reader {
    case .whole(let completion): completion(result)
    case .lines(let continuation):
      switch result {
      case .success(let response) where response.isSuccess: continuation.finish()
      case .success(let response):
        let text = String(decoding: response.body.prefix(2000), as: UTF8.self)
        continuation.finish(
          throwing: HTTPFailure(
            .status(response.status), server: address.server,
            detail: text.isEmpty ? "it answers with status \(response.status)" : text))
      case .failure(let failure): continuation.finish(throwing: failure)
      }
    }
  }

  private var status: Int {
    guard let handle else { return 0 }
    var code = 0
    _ = cc_get_long(handle, CURLINFO_RESPONSE_CODE, &code)
    return code
  }

  private static func kind(of code: CURLcode) -> HTTPFailure.Kind {
    switch code {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .address
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: .unreachable
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      .encryption
    default: .brokenOff
    }
  }
}

// Free functions, so that no actor isolation is inferred for what C calls on another thread.

private func takeBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func takeHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

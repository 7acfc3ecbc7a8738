import Encoding
import Lifecycle
import Outbound
import Storage

/// One web hook: signs a message, sends it, and says what came of it.
struct WebHook: Sendable {
  let url: String
  let secretFile: String?
  let folder: ProjectFolder
  let client: HTTPClient
  let clock: EngineClock
  let limits: HTTPRequest.Limits

  func deliver(_ notification: Notification) async -> OutgoingQueue<Notification>.Result {
    let body = Array(notification.document.text().utf8)
    var request = HTTPRequest(.post, url, body: body, limits: limits)
    request.headers = [
      ("Content-Type", "application/json"), ("X-Sextant-Event", notification.occasion.rawValue),
      ("X-Sextant-Delivery", notification.id),
    ]
    if let file = secretFile {
      do {
        request.headers += try signature(of: body, with: secret(in: file))
      } catch {
        // The file may be put there yet.
        return .failed("its secret cannot be used: \(Refusal.describing(error).message)", retryAfter: nil)
      }
    }
    do {
      return Self.result(of: try await client.send(request))
    } catch {
      return Self.result(of: error)
    }
  }

  /// The time is signed too, so that who receives it can refuse what somebody recorded and plays again.
  private func signature(of body: [UInt8], with key: [UInt8]) -> [(name: String, value: String)] {
    let time = "\(clock.now().microseconds / 1_000_000)"
    let hash = HMACSHA256.hex(key: key, message: Array("\(time).".utf8) + body)
    return [("X-Sextant-Timestamp", time), ("X-Sextant-Signature", "sha256=\(hash)")]
  }

  /// Read for each message, so that a new key needs no restart.
  private func secret(in file: String) throws -> [UInt8] {
    var bytes = try FileBytes.read(folder.absolute(file), limit: 4096)
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    guard !bytes.isEmpty else {
      throw Refusal(kind: .wrongUse, message: "\(file) is empty", mend: "write a key of 32 random letters or more")
    }
    return bytes
  }

  private static func result(of response: HTTPResponse) -> OutgoingQueue<Notification>.Result {
    switch response.status {
    case 200..<300: .delivered
    case 408, 425, 429, 500...: .failed("it answers with status \(response.status)", retryAfter: response.retryAfter)
    case 300..<400: .rejected("it sends its visitors elsewhere (status \(response.status)); write the address it names")
    default: .rejected("it answers with status \(response.status)")
    }
  }

  private static func result(of failure: HTTPFailure) -> OutgoingQueue<Notification>.Result {
    switch failure.kind {
    case .address, .tooLarge: .rejected(failure.detail)
    case .unreachable, .encryption, .timedOut, .brokenOff, .status, .refused, .cancelled:
      .failed(failure.detail, retryAfter: nil)
    }
  }
}

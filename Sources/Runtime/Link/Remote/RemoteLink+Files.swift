import Encoding
import Glibc
import Lifecycle

extension RemoteLink {
  /// Bytes of a file that go in one request.
  private static let pieceByteCount = 256 << 10

  /// Sends the files that a request names and that are here; a name that is none here is left to the server.
  func sendingFiles(of question: WireRequest) async throws -> WireRequest {
    var paths: [String] = []
    _ = question.withPaths { path, _ in
      paths.append(path)
      return path
    }
    var sent: [String: String] = [:]
    for path in paths where sent[path] == nil {
      if let file = try OutgoingFile(path) { sent[path] = ReceivedFiles.scheme + (try await send(file, path)) }
    }
    return question.withPaths { path, _ in sent[path] ?? path }
  }

  /// - Returns: the ticket that the server keeps it under.
  private func send(_ file: OutgoingFile, _ path: String) async throws -> String {
    let ticket = newTicket()
    var offset = 0
    repeat {
      let bytes = try file.read(Self.pieceByteCount)
      let piece = LinkRequest.Piece(name: path, offset: offset, bytes: Base64.text(of: bytes))
      offset += bytes.count
      switch try await exchange(.piece(piece), ticket) {
      case .received(let count) where count >= offset: break
      case .reply(.refused(let refusal)): throw refusal
      case .received, .reply, .hello, .working, .unknownTicket:
        throw Refusal(kind: .damaged, message: "the server did not take \(path) whole", mend: "send it again")
      }
    } while offset < file.byteCount
    return ticket
  }
}

/// A file on its way to a server, read piece by piece.
private final class OutgoingFile {
  let byteCount: Int
  private let path: String
  private let descriptor: Int32

  /// - Returns: nil when there is no such file here.
  init?(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var status = stat()
    guard descriptor >= 0 else {
      byteCount = 0
      if errno == ENOENT { return nil }
      throw Self.failure(path, String(cString: strerror(errno)))
    }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      byteCount = 0
      throw Self.failure(path, "it is no plain file")
    }
    byteCount = Int(status.st_size)
    guard byteCount <= ReceivedFiles.byteCountMax else {
      throw Refusal(
        kind: .wrongUse, message: "\(path) has more than \(ReceivedFiles.byteCountMax >> 20) MiB",
        mend: "copy it into the project's folder on the server, and name it by its path from there")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func read(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = Glibc.read(descriptor, &bytes, count)
    guard got >= 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
    guard got > 0 || byteCount == 0 else { throw Self.failure(path, "it became shorter while it was sent") }
    return Array(bytes.prefix(got))
  }

  private static func failure(_ path: String, _ reason: String) -> Refusal {
    Refusal(kind: .wrongUse, message: "\(path) cannot be read: \(reason)", mend: "check the path and its permissions")
  }
}

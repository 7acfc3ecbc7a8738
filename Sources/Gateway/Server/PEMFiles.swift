import CMicroHTTPD
import Glibc

/// Certificate and key as the library wants them: text that stays where it is for as long as the server runs.
///
/// `@unchecked Sendable`: written once, before anyone else sees it.
final class PEMFiles: @unchecked Sendable {
  let certificate: UnsafeMutablePointer<CChar>
  let key: UnsafeMutablePointer<CChar>

  init(_ files: HTTPGateway.Encryption) throws(GatewayError) {
    guard cm_has_tls() != 0 else { throw .encryption("this libmicrohttpd was built without encryption") }
    let certificate = try Self.text(files.certificate, marked: "CERTIFICATE")
    do {
      key = try Self.text(files.key, marked: "PRIVATE KEY")
    } catch {
      free(certificate)
      throw error
    }
    self.certificate = certificate
  }

  deinit {
    free(certificate)
    memset(key, 0, strlen(key))
    free(key)
  }

  private static func text(_ path: String, marked: String) throws(GatewayError) -> UnsafeMutablePointer<CChar> {
    guard let file = fopen(path, "re") else {
      throw .encryption("\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    let capacity = 1 << 20
    guard let bytes = calloc(capacity, 1) else { throw .cannotStart }
    let text = bytes.assumingMemoryBound(to: CChar.self)
    let count = fread(bytes, 1, capacity - 1, file)
    guard count < capacity - 1, strstr(text, marked) != nil else {
      free(bytes)
      throw .encryption("\(path) holds no \(marked) in PEM form")
    }
    return text
  }
}

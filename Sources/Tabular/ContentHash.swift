import Encoding

/// The identity of a source: what its bytes are, whatever it is called and wherever it lies.
public enum ContentHash {
  /// SHA-256 of a file's bytes as they lie (compressed, when they are), as 64 hexadecimal digits.
  ///
  /// - Complexity: the file is read once, in pieces of 1 MiB.
  public static func sha256(ofFile path: String) throws(DelimitedError) -> String {
    let source = try FileBytes.open(path: path, byteLimit: 4 << 30)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { piece.deallocate() }
    var hash = SHA256()
    while true {
      let count = try source.read(into: piece)
      hash.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      if count < piece.count { return hash.finish() }
    }
  }
}

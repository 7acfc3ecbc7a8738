import Encoding
import Glibc
import Lifecycle

/// Model files by the hash of their bytes. A file is synced and renamed into place before it has its name, so that a
/// name always means the whole file.
public struct ArtifactStore: Sendable {
  /// The folder of the files.
  public let path: String
  /// What a `ModelArtifact`'s path begins with: the folder as seen from the project.
  private let relativePath: String

  private static let unfinishedPrefix = "unfinished-"

  /// Opens the store, making its folder where it is not there.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - relativePath: the same folder relative to the project.
  public init(path: String, relativePath: String) throws(StorageError) {
    self.path = path
    self.relativePath = relativePath
    try Folder(path: path).make()
  }

  /// Deletes what a killed program left half written. Only for the one process that may write.
  public func removeUnfinished() throws(StorageError) {
    let folder = Folder(path: path)
    for name in try folder.names() where name.hasPrefix(ArtifactStore.unfinishedPrefix) { unlink(folder.file(name)) }
  }

  /// Stores bytes under their hash; storing them again changes nothing.
  public func put(_ bytes: [UInt8]) throws(StorageError) -> ModelArtifact {
    let sha256 = SHA256.hex(of: bytes)
    let artifact = ModelArtifact(sha256: sha256, bytes: bytes.count, path: relativePath + "/" + sha256)
    // A file that is there but damaged is written again.
    if (try? get(sha256)) != nil { return artifact }
    let folder = Folder(path: path)
    let unfinished = folder.file("\(ArtifactStore.unfinishedPrefix)\(sha256)-\(getpid())")
    do throws(StorageError) {
      let file = try File(unfinished, .replace)
      try file.write(bytes)
      try file.sync()
    } catch {
      unlink(unfinished)
      throw error
    }
    guard rename(unfinished, folder.file(sha256)) == 0 else {
      let error = StorageError.system("rename", folder.file(sha256))
      unlink(unfinished)
      throw error
    }
    try folder.sync()
    return artifact
  }

  /// The bytes of an artifact, verified.
  ///
  /// - Throws: `missing`, or `corrupt` when the bytes no longer have the hash they are named by.
  public func get(_ sha256: String) throws(StorageError) -> [UInt8] {
    let location = try location(of: sha256)
    let file = try File(location, .read)
    let size = try file.size()
    var bytes = [UInt8](repeating: 0, count: size)
    let read = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(StorageError) in try file.read(into: buffer, at: 0) }
    }
    let count = try read.get()
    let found = SHA256.hex(of: bytes)
    guard count == size, found == sha256 else {
      throw StorageError(
        code: .corrupt, path: location, detail: "its bytes have the hash \(found.prefix(12))…; train the version again")
    }
    return bytes
  }

  public func contains(_ sha256: String) -> Bool {
    guard let location = try? location(of: sha256) else { return false }
    return Folder.exists(location)
  }

  /// Hashes and sizes of all artifacts, sorted by hash; not verified.
  public func list() throws(StorageError) -> [(sha256: String, bytes: Int)] {
    let folder = Folder(path: path)
    return try folder.names().filter(ArtifactStore.isHash)
      .map { ($0, Folder.fileByteCount(folder.file($0)) ?? 0) }
  }

  /// Bytes that all artifacts take.
  public var bytes: Int {
    get throws(StorageError) { try list().reduce(0) { $0 + $1.bytes } }
  }

  /// The name comes from outside: only a hash may become part of a path.
  private func location(of sha256: String) throws(StorageError) -> String {
    guard ArtifactStore.isHash(sha256) else {
      throw StorageError(code: .missing, path: path, detail: "`\(sha256)` is not a SHA-256")
    }
    return Folder(path: path).file(sha256)
  }

  private static func isHash(_ name: String) -> Bool {
    name.utf8.count == 64
      && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

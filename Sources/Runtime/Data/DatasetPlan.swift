import DataQuality
import Glibc
import Lifecycle
import Storage

/// How the current dataset version is made: the edits, and the source that they are meant for.
struct DatasetPlan: Sendable, Equatable {
  /// SHA-256 of the source; nil before the first import.
  var sourceHash: String?
  /// All edits since the import, in order.
  var edits = DatasetEdits()
  /// Why the version cannot be made.
  var refusal: Refusal?
  /// Identity of the version; nil where it is to be worked out.
  var sha256: String?
}

extension DatasetPlan {
  /// Collects the edits of a version from its artifacts, up the line of its parents to the import.
  ///
  /// - Throws: `StorageError` or `DatasetEditError` when an artifact is missing or damaged.
  init(of version: DatasetVersion, among versions: [DatasetVersion], artifacts: ArtifactStore) throws {
    var parts: [DatasetEdits] = []
    var current = version
    // A parent is older than its child, mostly by one: the search goes on from where the child was found.
    var end = versions.lastIndex { $0.sha256 == version.sha256 } ?? versions.endIndex
    while let artifact = current.edits {
      parts.append(try DatasetEdits(decoding: artifacts.get(artifact)))
      let sha256 = current.sha256
      guard let parent = current.parent,
        let index = versions[..<end].lastIndex(where: { $0.sha256 == parent && $0.sha256 != sha256 })
      else {
        throw Refusal(
          kind: .damaged, message: "the parent of the dataset version \(current.sha256.prefix(12)) is not known",
          mend: "go back to an earlier version: `sextant data restore VERSION`")
      }
      current = versions[index]
      end = index
    }
    self.init(
      sourceHash: current.sha256, edits: DatasetEdits(parts.reversed().flatMap(\.edits)), sha256: version.sha256)
  }
}

/// Tells whether a file is still the one that was read.
struct FileStamp: Equatable {
  private let device: UInt
  private let inode: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil when the file is not there.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}

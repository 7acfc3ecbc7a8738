import Glibc

/// A project's folder and where everything in it lies.
public struct ProjectFolder: Sendable, Hashable {
  public let path: String
  /// What the engine writes.
  public let engineFolder: String

  /// - Parameter engineFolder: where the engine writes, if not below the project.
  public init(path: String, engineFolder: String? = nil) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    self.engineFolder = engineFolder ?? path + "/.sextant"
  }

  /// Where a file lies that the project file names: from the project's folder, unless it says from the root.
  public func absolute(_ name: String) -> String { name.hasPrefix("/") ? name : path + "/" + name }

  public static let settingsName = "sextant.yaml"

  /// What people write.
  public var settings: String { path + "/" + ProjectFolder.settingsName }
  public var journal: String { engineFolder + "/journal.db" }
  public var predictionLog: String { engineFolder + "/log" }
  /// What challengers in the shadow would have answered.
  public var shadowLog: String { engineFolder + "/shadow" }
  /// From units to the predictions made for them.
  public var units: String { engineFolder + "/units" }
  public var artifacts: String { engineFolder + "/artifacts" }
  public var series: String { engineFolder + "/series" }
  public var lock: String { engineFolder + "/engine.lock" }
  public var socket: String { engineFolder + "/engine.sock" }
  /// Hashes of the tokens that the gateway asks for.
  public var tokens: String { engineFolder + "/tokens" }

  /// Makes the engine's folder where it is not there. Its `.gitignore` keeps all of it out of version control.
  public func create() throws(StorageError) {
    try Folder(path: engineFolder).make()
    let ignore = engineFolder + "/.gitignore"
    if Folder.exists(ignore) { return }
    let file = try File(ignore, .replace)
    try file.write(Array("*\n".utf8))
  }

  /// The store of this project's models.
  public func artifactStore() throws(StorageError) -> ArtifactStore {
    try ArtifactStore(path: artifacts, relativePath: ".sextant/artifacts")
  }

  /// The nearest folder with a project file, from `start` upward; nil when there is none.
  public static func nearest(from start: String) -> ProjectFolder? {
    var folder = ProjectFolder(path: start)
    while !Folder.exists(folder.settings) {
      guard let slash = folder.path.lastIndex(of: "/"), folder.path != "/" else { return nil }
      folder = ProjectFolder(path: slash == folder.path.startIndex ? "/" : String(folder.path[..<slash]))
    }
    return folder
  }
}

/// Bytes that a project's files take, by kind.
public struct StorageUsage: Sendable, Equatable {
  public var journal: Int
  public var predictionLog: Int
  public var series: Int
  public var artifacts: Int
  /// Whatever else lies in the engine's folder.
  public var other: Int

  public var total: Int { journal + predictionLog + series + artifacts + other }

  /// Kinds with their bytes, by the names of the command line contract.
  public var byKind: [(kind: String, bytes: Int)] {
    [
      ("journal", journal), ("prediction_log", predictionLog), ("series", series), ("artifacts", artifacts),
      ("other", other),
    ]
  }
}

extension ProjectFolder {
  /// What the engine's folder takes now; all 0 where it is not there.
  public func usage() throws(StorageError) -> StorageUsage {
    // SQLite keeps the newest transactions and their index in files beside the database.
    let journalBytes = ["", "-wal", "-shm"].reduce(0) { $0 + (Folder.fileByteCount(journal + $1) ?? 0) }
    let logBytes = try Folder(path: predictionLog).byteCount()
    let seriesBytes = try Folder(path: series).byteCount()
    let artifactBytes = try Folder(path: artifacts).byteCount()
    let all = try Folder(path: engineFolder).byteCount()
    return StorageUsage(
      journal: journalBytes, predictionLog: logBytes, series: seriesBytes, artifacts: artifactBytes,
      other: max(0, all - journalBytes - logBytes - seriesBytes - artifactBytes))
  }
}

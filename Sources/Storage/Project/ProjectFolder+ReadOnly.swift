import Glibc

// A project on a disk, or in a folder, that may only be read.

extension ProjectFolder {
  /// True when an engine could not write its files here.
  public var isReadOnly: Bool {
    guard access(Folder.exists(engineFolder) ? engineFolder : path, W_OK) != 0 else { return false }
    return errno == EROFS || errno == EACCES
  }

  /// The same project with a copy of what the engine writes in a temporary folder: a journal in write-ahead mode cannot
  /// be opened without writing beside it. What is large and never changes is linked to.
  public func copyForReading() throws(StorageError) -> ProjectFolder {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/sextant-read-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw StorageError.system("mkdtemp", base) }
    let copy = ProjectFolder(
      path: path, engineFolder: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    do throws(StorageError) {
      try copyFiles(to: copy)
    } catch {
      copy.removeEngineFolder()
      throw error
    }
    return copy
  }

  /// Deletes a copy made by `copyForReading`.
  public func removeEngineFolder() { Folder(path: engineFolder).remove() }

  private func copyFiles(to copy: ProjectFolder) throws(StorageError) {
    for suffix in ["", "-wal"] { try Folder.copy(journal + suffix, to: copy.journal + suffix) }
    try Folder(path: copy.series).make()
    for name in ["series.db", "series.db-wal"] {
      try Folder.copy(Folder(path: series).file(name), to: Folder(path: copy.series).file(name))
    }
    if Folder.exists(artifacts) { symlink(artifacts, copy.artifacts) }
    let (log, copied) = (Folder(path: predictionLog), Folder(path: copy.predictionLog))
    try copied.make()
    let numbers = try SegmentName.all(in: log)
    for number in numbers {
      let name = SegmentName.text(number)
      // The newest one is opened for appending.
      if number == numbers.last {
        try Folder.copy(log.file(name), to: copied.file(name))
      } else {
        symlink(log.file(name), copied.file(name))
      }
    }
  }
}

extension Folder {
  /// Copies a file; one that is not there is passed over.
  fileprivate static func copy(_ source: String, to target: String) throws(StorageError) {
    guard exists(source) else { return }
    let from = try File(source, .read)
    let into = try File(target, .replace)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    var offset = 0
    while true {
      let count = try from.read(into: piece, at: offset)
      try into.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      offset += count
      if count < piece.count { return }
    }
  }

  /// Deletes the folder with all that is in it; links go, not what they point at.
  fileprivate func remove() {
    for name in (try? names()) ?? [] {
      var status = stat()
      guard lstat(file(name), &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR { Folder(path: file(name)).remove() } else { unlink(file(name)) }
    }
    rmdir(path)
  }
}

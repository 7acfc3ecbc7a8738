import Glibc

/// A folder of files, by path.
struct Folder {
  let path: String

  func file(_ name: String) -> String { path + "/" + name }

  /// Makes the folder and those above it where they are not there.
  func make() throws(StorageError) {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    let reason = errno
    guard reason == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw StorageError.system("mkdir", path, errno: reason)
    }
    try Folder(path: String(path[..<slash])).make()
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw StorageError.system("mkdir", path) }
  }

  /// Names in the folder, sorted; none where the folder is not there.
  func names() throws(StorageError) -> [String] {
    guard let stream = opendir(path) else {
      if errno == ENOENT { return [] }
      throw StorageError.system("opendir", path)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Bytes of the files in the folder and the folders below it; 0 where it is not there. Links are not followed.
  func byteCount() throws(StorageError) -> Int {
    var total = 0
    for name in try names() {
      var status = stat()
      // A file may go while the folder is read: what is gone takes no space.
      guard lstat(file(name), &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        total += try Folder(path: file(name)).byteCount()
      } else if status.st_mode & S_IFMT == S_IFREG {
        total += Int(status.st_size)
      }
    }
    return total
  }

  /// Waits until the names in the folder are on the disk.
  func sync() throws(StorageError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError.system("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StorageError.system("sync", path) }
  }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Bytes of one file; nil where it is not there.
  static func fileByteCount(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}

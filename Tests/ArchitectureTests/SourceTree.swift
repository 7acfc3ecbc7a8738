import Glibc

/// The checkout the tests were built from, read as text.
enum SourceTree {
  static let root: String = {
    var parts = #filePath.split(separator: "/").map(String.init)
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  static func folders(under path: String) -> [String] {
    entries(of: "\(root)/\(path)").filter { isFolder("\(root)/\(path)/\($0)") }
  }

  /// Paths relative to the root.
  static func swiftFiles(under path: String) -> [String] {
    entries(of: "\(root)/\(path)").flatMap { name -> [String] in
      let inner = "\(path)/\(name)"
      if isFolder("\(root)/\(inner)") { return swiftFiles(under: inner) }
      return name.hasSuffix(".swift") ? [inner] : []
    }
  }

  static func imports(of file: String) -> [String] {
    text(of: file).split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ").map(String.init)
      while let first = words.first, ["public", "internal", "package", "@preconcurrency"].contains(first) {
        words.removeFirst()
      }
      guard words.first == "import", words.count >= 2 else { return nil }
      return words[1].split(separator: ".").first.map(String.init)
    }
  }

  static func text(of file: String) -> String {
    guard let handle = fopen("\(root)/\(file)", "r") else { return "" }
    defer { fclose(handle) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, handle), count > 0 {
      bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func entries(of path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }
}

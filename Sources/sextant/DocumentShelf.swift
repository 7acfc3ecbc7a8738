import CommandLine
import Glibc
import Runtime

/// The pages of the documentation: those that lie beside the program, and those that are made from its tables.
struct DocumentShelf {
  struct Page {
    let name: String
    let title: String
    let text: String
  }

  /// Where the files lie; nil where they were not installed.
  let folder: String?
  private static let suffix = ".md"
  private static let countMax = 100

  init() { folder = Self.find() }

  /// Beside an installed program, or in the tree that it was built in.
  private static func find() -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    guard count > 0 else { return nil }
    let path = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var parts = path.split(separator: "/").dropLast()
    let installed = "/" + (parts.dropLast() + ["share", "doc", "sextant"]).joined(separator: "/")
    if access(installed + "/pages.md", R_OK) == 0 { return installed }
    while !parts.isEmpty {
      let root = "/" + parts.joined(separator: "/")
      if access(root + "/Package.swift", R_OK) == 0, access(root + "/docs/pages.md", R_OK) == 0 {
        return root + "/docs"
      }
      parts = parts.dropLast()
    }
    return nil
  }

  /// Names of the files, sorted, without their ending.
  private var fileNames: [String] {
    guard let folder, let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < Self.countMax {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(Self.suffix) { names.append(String(name.dropLast(Self.suffix.count))) }
    }
    return names.sorted()
  }

  /// What is always there.
  private static var made: [Page] {
    [
      Page(name: "commands", title: "Every command with its options", text: Documentation.commands),
      Page(name: "keys", title: "Every key of the cockpit", text: CockpitKeys.markdown),
    ]
  }

  var pages: [Page] { (fileNames.compactMap(file) + Self.made).sorted { $0.name < $1.name } }

  func page(_ name: String) -> Page? { Self.made.first { $0.name == name } ?? file(name) }

  private func file(_ name: String) -> Page? {
    guard let folder, fileNames.contains(name),
      let bytes = try? FileBytes.read("\(folder)/\(name)\(Self.suffix)", limit: 1 << 22)
    else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    let heading = text.split(separator: "\n").first { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) }
    return Page(name: name, title: heading ?? name, text: text)
  }
}

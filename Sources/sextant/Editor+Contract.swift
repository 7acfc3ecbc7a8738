import Cockpit
import Glibc

extension Editor {
  /// Opens a copy of a project's contract, and gives its text when it differs from what stands.
  ///
  /// The copy is `.sextant/sextant.yaml.edit`. A new one replaces one that was not applied, which is kept as
  /// `sextant.yaml.edit.before`.
  ///
  /// - Parameter again: goes on with the copy that is there.
  static func editContract(_ project: String, again: Bool) -> EditedContract {
    let copy = project + "/.sextant/sextant.yaml.edit"
    guard let present = contents(of: project + "/sextant.yaml") else {
      return .failed("\(project)/sextant.yaml cannot be read: \(String(cString: strerror(errno)))")
    }
    if !(again && access(copy, R_OK) == 0) {
      rename(copy, copy + ".before")
      guard write(present, to: copy) else {
        return .failed("\(copy) cannot be written: \(String(cString: strerror(errno)))")
      }
    }
    if let problem = edit(copy, "scope") { return .failed(problem) }
    guard let bytes = contents(of: copy) else {
      return .failed("\(copy) cannot be read: \(String(cString: strerror(errno)))")
    }
    return bytes == present ? .unchanged : .changed(String(decoding: bytes, as: UTF8.self))
  }

  /// The longest contract that is read: more is no contract.
  private static let byteCountMax = 4 << 20

  private static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < byteCountMax {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return ferror(file) == 0 ? bytes : nil
  }

  private static func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let count = fwrite(bytes, 1, bytes.count, file)
    return fclose(file) == 0 && count == bytes.count
  }
}

import Glibc
import TestSupport

/// A folder of a test's own below the temporary folder; gone when the test lets go of it.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/sextant-end-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Program.Problem(description: "no temporary folder: \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? Program.run(["/bin/rm", "-rf", path]) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    guard TextFile.write(text, to: self(name)) else {
      throw Program.Problem(description: "\(self(name)) cannot be written")
    }
  }

  func read(_ name: String) throws -> String {
    guard let text = TextFile.read(self(name)) else {
      throw Program.Problem(description: "\(self(name)) cannot be read")
    }
    return text
  }
}

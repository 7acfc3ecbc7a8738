import Glibc
import Testing

/// Compares a text with a golden file beside the test, `Goldens/<name>.txt`.
///
/// With `SEXTANT_RECORD_GOLDENS=1` in the environment the file is written instead and the test fails, so that a
/// recording never passes for a check; `git diff` is then the review.
public func expectGolden(
  _ text: String, named name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  let path = "\(folder)/Goldens/\(name).txt"
  let actual = text.hasSuffix("\n") ? text : text + "\n"
  if isRecording {
    mkdir(folder + "/Goldens", 0o755)
    let outcome = TextFile.write(actual, to: path) ? "recorded" : "could not be written"
    Issue.record("\(path) \(outcome); run again without SEXTANT_RECORD_GOLDENS", sourceLocation: sourceLocation)
    return
  }
  guard let expected = TextFile.read(path) else {
    Issue.record(
      "\(path) is missing; record it with SEXTANT_RECORD_GOLDENS=1\n\(actual)", sourceLocation: sourceLocation)
    return
  }
  guard expected != actual else { return }
  Issue.record(
    "\(name) differs (- golden, + now):\n\(LineDifference.text(from: expected, to: actual))",
    sourceLocation: sourceLocation)
}

private var isRecording: Bool {
  guard let value = getenv("SEXTANT_RECORD_GOLDENS") else { return false }
  return String(cString: value) == "1"
}

/// Small text files, read and written whole.
public enum TextFile {
  /// The file as UTF-8; nil when it cannot be read.
  public static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces the file; false when that fails.
  @discardableResult
  public static func write(_ text: String, to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    return fclose(file) == 0 && written == bytes.count
  }
}

import Encoding
import Glibc

/// A model that XGBoost wrote, rows, and what XGBoost answered (`scripts/xgboost_fixtures.py`).
struct ForeignFile: Sendable, CustomStringConvertible {
  let name: String
  let document: JSON

  var description: String { name }

  static let names = [
    "binary", "regression", "softprob", "poisson", "dart", "forest",
  ].flatMap { name in ["1.7.6", "2.1.4", "3.1.1", "3.2.0"].map { "\(name)-\($0)" } }

  /// Those that are there: not every release has every case.
  static let all = names.compactMap { ForeignFile($0) }

  init?(_ name: String) {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    guard let bytes = Self.read("/\(folder)/Fixtures/\(name).json"), let document = try? JSON(parsing: bytes) else {
      return nil
    }
    self.name = name
    self.document = document
  }

  var modelBytes: [UInt8] { Array((document["model"]?.string ?? "").utf8) }
  var rows: [[Float]] { Self.table(document["rows"]).map { $0.map { Float($0) } } }
  var margins: [[Double]] { Self.table(document["margins"]) }
  var answers: [[Double]] { Self.table(document["answers"]) }
  var contributions: [[Double]]? { document["contributions"].map { Self.table($0) } }

  /// Rows of numbers, NaN where there is null.
  static func table(_ value: JSON?) -> [[Double]] {
    (value?.array ?? []).map { ($0.array ?? []).map { $0.double ?? .nan } }
  }

  static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    return readAll(file)
  }

  static func readAll(_ file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, file)
      guard count > 0 else { return bytes }
      bytes += block[..<count]
    }
  }

  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard let file = fopen(path, "wb") else { return false }
    defer { fclose(file) }
    return fwrite(bytes, 1, bytes.count, file) == bytes.count
  }
}

/// Whether two numbers agree to single precision's last digit or two.
func agree(_ left: Double, _ right: Double, _ tolerance: Double) -> Bool {
  abs(left - right) <= tolerance * max(1, abs(right))
}

import Glibc
import Tabular

/// The public data sets that tests read where they are present.
enum SharedData {
  static let root: String = {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    return tests + "/shared/data/"
  }()

  static let isPresent = access(root + "README.md", R_OK) == 0

  static func path(_ name: String) -> String { root + name }
}

extension Table {
  /// The values of a row as text, nil for missing.
  func row(_ index: Int) -> [String?] { columns.map { $0.values.text(at: index) } }

  func numbers(_ name: String) -> [Double] {
    guard case .numeric(let values)? = self[name]?.values else { return [] }
    return values
  }
}

/// Reads a table from text.
func read(_ text: String, _ options: ReadOptions = ReadOptions()) throws(DelimitedError) -> Dataset {
  try DelimitedReader.read(bytes: Array(text.utf8), name: "t.csv", options: options)
}

/// The error that reading some bytes ends in, or nil.
func readingError(_ bytes: [UInt8], _ options: ReadOptions = ReadOptions()) -> DelimitedError? {
  do throws(DelimitedError) {
    _ = try DelimitedReader.read(bytes: bytes, name: "t.csv", options: options)
    return nil
  } catch {
    return error
  }
}

func readingError(_ text: String, _ options: ReadOptions = ReadOptions()) -> DelimitedError? {
  readingError(Array(text.utf8), options)
}

extension Table {
  /// Same names, kinds and values in every cell; how levels are numbered does not matter.
  static func == (a: Table, b: Table) -> Bool {
    guard a.rowCount == b.rowCount, a.columnNames == b.columnNames else { return false }
    return zip(a.columns, b.columns).allSatisfy { left, right in
      switch (left.values, right.values) {
      case (.numeric(let x), .numeric(let y)): x.elementsEqual(y) { $0 == $1 || ($0.isNaN && $1.isNaN) }
      case (.boolean(let x), .boolean(let y)): x == y
      case (.timestamp(let x), .timestamp(let y)): x == y
      case (.text(let x), .text(let y)): x == y
      case (.categorical(let x), .categorical(let y)):
        x == y || (0..<a.rowCount).allSatisfy { x[$0] == y[$0] }
      case (.numeric, _), (.boolean, _), (.timestamp, _), (.text, _), (.categorical, _): false
      }
    }
  }
}

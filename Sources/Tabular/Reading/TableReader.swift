import Encoding
import Glibc

/// Where the rows of a database come from; implemented by the module that knows the database.
package protocol DatabaseSource: Sendable {
  /// - Parameters:
  ///   - file: a database.
  ///   - table: of that name; nil for the only one there is.
  func rows(of file: String, table: String?) throws(DelimitedError) -> DatabaseRows
}

/// The rows of a table as tab-separated lines without a header.
package struct DatabaseRows {
  package var source: any ByteSource
  package var names: [String]

  package init(source: any ByteSource, names: [String]) {
    self.source = source
    self.names = names
  }
}

/// The one way in for tables, whatever they lie in: delimited text, JSON lines, both also in gzip, and databases.
///
/// What a file is is found out from its first bytes and its name. A table of a database is named `shop.db#orders`;
/// `shop.db` alone is its only table.
public struct TableReader: Sendable {
  private let databases: (any DatabaseSource)?

  /// A reader of text alone.
  public init() { databases = nil }

  package init(databases: any DatabaseSource) { self.databases = databases }

  /// Reads a whole table into memory. - Throws: `DelimitedError`, the first one in the order of the file.
  public func read(path: String, options: ReadOptions = ReadOptions()) throws(DelimitedError) -> Dataset {
    guard let rows = try database(path) else { return try DelimitedReader.read(path: path, options: options) }
    return try DelimitedReader.read(made: rows.source, names: rows.names, name: path, options: options)
  }

  /// A table of any size, piece by piece.
  public func stream(path: String, options: ReadOptions = ReadOptions()) throws(DelimitedError) -> DelimitedStream {
    guard let rows = try database(path) else { return try DelimitedStream(path: path, options: options) }
    return try DelimitedStream(made: rows.source, names: rows.names, name: path, options: options)
  }

  /// SHA-256 of a file's bytes; of a table of a database that of its names and rows, whatever else the file holds.
  public func contentHash(of path: String) throws(DelimitedError) -> String {
    guard let rows = try database(path) else { return try ContentHash.sha256(ofFile: path) }
    var hash = SHA256()
    Array((rows.names.joined(separator: "\t") + "\n").utf8).withUnsafeBytes { hash.update($0) }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = try rows.source.read(into: piece)
      hash.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      if count < piece.count { return hash.finish() }
    }
  }

  /// The file behind a path that may name a table of a database.
  public static func file(of path: String) -> String { parts(of: path).file }

  /// A path with its file and the table named behind a `#`, unless the `#` belongs to the file's own name.
  static func parts(of path: String) -> (file: String, table: String?) {
    guard let mark = path.lastIndex(of: "#"), mark != path.startIndex, access(path, F_OK) != 0 else {
      return (path, nil)
    }
    let table = path[path.index(after: mark)...]
    return table.isEmpty || table.contains("/") ? (path, nil) : (String(path[..<mark]), String(table))
  }

  /// The rows of a database; nil where the path is none.
  private func database(_ path: String) throws(DelimitedError) -> DatabaseRows? {
    let (file, table) = TableReader.parts(of: path)
    let isDatabase = TableReader.isDatabase(file)
    guard isDatabase || table != nil else { return nil }
    guard let databases, isDatabase || access(file, R_OK) != 0 else {
      throw DelimitedError(
        path: path, problem: .database(reason: "\(file) is no SQLite database", mend: "name the file without `#`"))
    }
    return try databases.rows(of: file, table: table)
  }

  /// By the first bytes, which every SQLite database begins with.
  private static func isDatabase(_ file: String) -> Bool {
    let magic = Array("SQLite format 3\0".utf8)
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // A pipe must not lose its first bytes by being asked.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    var head = [UInt8](repeating: 0, count: magic.count)
    let count = head.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    return count == magic.count && head == magic
  }
}

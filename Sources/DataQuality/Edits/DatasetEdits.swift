import Encoding

/// What was done to a source, in order: a dataset version is its source and its edits, and no copy of the data.
///
/// Written as JSON lines, one edit a line, so that a list can be read, compared and stored under its hash.
public struct DatasetEdits: Sendable, Equatable {
  public var edits: [DatasetEdit]

  public init(_ edits: [DatasetEdit] = []) { self.edits = edits }

  public var isEmpty: Bool { edits.isEmpty }

  public mutating func append(_ edit: DatasetEdit) { edits.append(edit) }

  public mutating func append(_ change: DatasetEdit.Change, why: String) {
    edits.append(DatasetEdit(change, why: why))
  }

  /// These edits and then others.
  public func followed(by others: DatasetEdits) -> DatasetEdits { DatasetEdits(edits + others.edits) }

  /// The identity of a dataset with these edits: each edit's bytes are hashed with the identity before it, so that one
  /// more edit costs one more hash however many came before.
  ///
  /// - Parameter hash: SHA-256 of the source's bytes, or the identity of the version that the edits are made to.
  public func hash(over hash: String) -> String {
    var hash = hash
    var bytes: [UInt8] = []
    for edit in edits {
      bytes.removeAll(keepingCapacity: true)
      bytes += hash.utf8
      bytes.append(UInt8(ascii: "\n"))
      edit.json.write(into: &bytes)
      hash = SHA256.hex(of: bytes)
    }
    return hash
  }

  /// How many of the edits come before the last run of changes to cells of one column alone.
  public func count(beforeCellsOf column: String) -> Int {
    let last = edits.lastIndex { edit in
      if case .setCell(_, column, _) = edit.change { false } else { true }
    }
    return last.map { $0 + 1 } ?? 0
  }
}

extension DatasetEdits {
  /// Most bytes of edits that are read.
  public static let byteLimit = 256 << 20

  /// One JSON object a line.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for edit in edits {
      edit.json.write(into: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// - Throws: `DatasetEditError` with the number of the line, from 0, that is no edit.
  public init(decoding bytes: [UInt8]) throws(DatasetEditError) {
    guard bytes.count <= DatasetEdits.byteLimit else {
      throw DatasetEditError(edit: 0, problem: .unreadable("the list is larger than \(DatasetEdits.byteLimit) bytes"))
    }
    self.init()
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      do {
        edits.append(try DatasetEdit(JSON(parsing: Array(line))))
      } catch let error as DatasetEditError {
        throw DatasetEditError(edit: edits.count, problem: error.problem)
      } catch {
        throw DatasetEditError(edit: edits.count, problem: .unreadable("\(error)"))
      }
    }
  }
}

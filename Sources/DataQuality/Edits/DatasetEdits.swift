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

  /// The identity of a source with these edits: of the source's hash and the written edits; of the source alone when
  /// there are none.
  ///
  /// - Parameter sourceHash: SHA-256 of the source's bytes.
  public func hash(over sourceHash: String) -> String {
    isEmpty ? sourceHash : SHA256.hex(of: Array((sourceHash + "\n").utf8) + bytes)
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

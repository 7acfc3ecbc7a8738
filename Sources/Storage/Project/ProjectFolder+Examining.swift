/// Something in the engine's folder that is not as it was written.
public struct StorageProblem: Sendable, Equatable {
  /// The file.
  public var path: String
  public var message: String
  /// What a person can do about it.
  public var mend: String

  public init(path: String, message: String, mend: String) {
    self.path = path
    self.message = message
    self.mend = mend
  }
}

extension ProjectFolder {
  /// What of the engine's files is damaged. Changes nothing; takes time in proportion to what is stored.
  public func problems() -> [StorageProblem] {
    journalProblems() + logProblems() + seriesProblems() + artifactProblems()
  }

  private func journalProblems() -> [StorageProblem] {
    guard let error = Database.damage(in: journal) else { return [] }
    return [
      StorageProblem(
        path: journal, message: "the journal is damaged (\(error.detail)): no command works without it",
        mend: "restore it from a copy, save what `sqlite3 journal.db .recover` finds, or move it away and begin anew")
    ]
  }

  private func logProblems() -> [StorageProblem] {
    let damage = (try? PredictionLogReader(path: predictionLog).damage()) ?? []
    return damage.map {
      StorageProblem(
        path: predictionLog, message: "the prediction log is damaged: \($0)",
        mend: "nothing need be done: the other rows can be read; a copy of the segment would bring these back")
    }
  }

  private func seriesProblems() -> [StorageProblem] {
    let path = series + "/series.db"
    if let error = Database.damage(in: path) {
      return [
        StorageProblem(
          path: path, message: "the series are damaged (\(error.detail))",
          mend: "nothing need be done: they are moved aside and built again when they are next needed")
      ]
    }
    guard Folder.exists(path + ".damaged") else { return [] }
    return [
      StorageProblem(
        path: path + ".damaged", message: "series.db was damaged and has been moved aside",
        mend: "delete it; new series take its place")
    ]
  }

  private func artifactProblems() -> [StorageProblem] {
    guard Folder.exists(artifacts), let store = try? artifactStore(), let list = try? store.list() else { return [] }
    return list.compactMap { artifact -> StorageProblem? in
      do throws(StorageError) {
        _ = try store.get(artifact.sha256)
        return nil
      } catch {
        return StorageProblem(
          path: error.path, message: "a model, or an edit of the data, is damaged (\(error.detail))",
          mend: "restore it from a copy, or train the version again")
      }
    }
  }
}

extension PredictionLogReader {
  /// What cannot be read of the segments: of the newest by all its bytes, of the others by their blocks' headers.
  public func damage() throws(StorageError) -> [LogDamage] {
    var damage: [LogDamage] = []
    let numbers = try SegmentName.all(in: Folder(path: path))
    for number in numbers {
      _ = try walkSegment(number, &damage) { cursor, damage throws(StorageError) in
        if number == numbers.last {
          damage += try SegmentRecovery(reading: cursor).damage
        } else if try cursor.summary() == nil {
          try Self.walkHeaders(cursor, &damage)
        }
        return true
      }
    }
    return damage
  }

  private static func walkHeaders(_ cursor: SegmentCursor, _ damage: inout [LogDamage]) throws(StorageError) {
    while true {
      switch try cursor.step() {
      case .block: continue
      case .damage(let byteCount), .tail(let byteCount): damage.append(cursor.badBytes(byteCount))
      case .end: return
      }
    }
  }
}

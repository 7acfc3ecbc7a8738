import CSQLite
import Glibc

/// Why something could not be stored or read back: what, where and how to mend it.
public struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
  public var code: Code
  public var path: String
  /// SQLite's extended result code, where SQLite said no.
  public var sqliteCode: Int32?
  /// What was being done, or what was found.
  public var detail: String

  public enum Code: Sendable, Equatable {
    /// Another program holds it.
    case busy
    /// The bytes are not what was written.
    case corrupt
    /// Written by a newer program.
    case newerSchema(found: Int, known: Int)
    /// Holds an event that only a newer program can read.
    case newerEvent
    /// The disk, a quota or a file size limit is full.
    case full
    /// It is not there.
    case missing
    /// The operating system said no.
    case io
  }

  public init(code: Code, path: String, sqliteCode: Int32? = nil, detail: String) {
    self.code = code
    self.path = path
    self.sqliteCode = sqliteCode
    self.detail = detail
  }

  /// What a person can do about it.
  public var mend: String {
    switch code {
    case .busy: "close the other program, or wait for it"
    case .corrupt: "restore it from a copy, or move it away to go on without it"
    case .newerSchema, .newerEvent: "upgrade this program"
    case .full: "free some space; nothing that was acknowledged is lost"
    case .missing: "restore it from a copy"
    case .io: "check the disk and the folder's permissions"
    }
  }

  public var description: String {
    let what: String =
      switch code {
      case .busy: "is in use by another program"
      case .corrupt: "is damaged"
      case .newerSchema(let found, let known): "has schema \(found), this program knows up to \(known)"
      case .newerEvent: "was written by a newer program"
      case .full: "cannot grow: the disk is full"
      case .missing: "is missing"
      case .io: "cannot be used"
      }
    let number = sqliteCode.map { ", SQLite \($0)" } ?? ""
    return "\(path) \(what) (\(detail)\(number)); \(mend)"
  }
}

extension StorageError {
  /// The error for what a system call left in `errno`.
  static func system(_ call: String, _ path: String, errno number: Int32 = errno) -> StorageError {
    let code: Code =
      switch number {
      case ENOSPC, EDQUOT, EFBIG: .full
      case ENOENT: .missing
      case EBUSY, EAGAIN: .busy
      default: .io
      }
    return StorageError(code: code, path: path, detail: "\(call): \(String(cString: strerror(number)))")
  }

  /// The error for SQLite's extended result code.
  static func sqlite(_ result: Int32, _ path: String, _ detail: String) -> StorageError {
    let code: Code =
      switch result & 0xFF {
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
      case SQLITE_FULL: .full
      default: .io
      }
    return StorageError(code: code, path: path, sqliteCode: result, detail: detail)
  }
}

/// How much an acknowledged write survives.
public enum Durability: String, Sendable, Hashable, CaseIterable {
  /// A killed process loses nothing; a power loss may take the last second.
  case process
  /// A power loss loses nothing either; each append waits for the disk.
  case full
}

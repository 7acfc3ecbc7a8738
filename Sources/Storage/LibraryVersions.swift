import CSQLite
import CZlib

/// The versions of the C libraries that storage is linked with.
public enum LibraryVersions {
  public static var sqlite: String { String(cString: sqlite3_libversion()) }
  public static var zlib: String { zlibVersion().map { String(cString: $0) } ?? "unknown" }
}

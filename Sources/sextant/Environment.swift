import Glibc

/// The environment variables of this process.
enum Environment {
  /// Nil where it is not set.
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Nil where it is not set, or set to nothing, which means the same of most.
  static func wish(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
}

import CYAML

extension ProjectFile {
  /// The version of libyaml that reads project files.
  public static var libraryVersion: String {
    yaml_get_version_string().map { String(cString: $0) } ?? "unknown"
  }
}

import Glibc

/// The public data sets, beside the package; tests on them are left out where they are not there.
public enum SharedData {
  /// The package's own folder.
  public static let packageRoot: String =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

  private static let root =
    packageRoot.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/") + "/shared/data/"

  public static let isPresent = access(root + "README.md", R_OK) == 0

  /// What a test that is left out says.
  public static let absence: String = "../shared/data is not beside the package"

  public static func path(_ name: String) -> String { root + name }
}

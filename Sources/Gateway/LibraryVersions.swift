import CMicroHTTPD

/// The HTTP library that is linked, as it names its version.
public enum HTTPServerLibrary {
  public static var version: String { String(cString: cm_version()) }
}

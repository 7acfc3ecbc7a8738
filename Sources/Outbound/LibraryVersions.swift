import CCurl

/// The HTTP client library that is linked, as it names its version.
public enum HTTPClientLibrary {
  public static var version: String { String(cString: cc_version()) }
}

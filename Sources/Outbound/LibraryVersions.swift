import CCurl

/// The HTTP client library that is opened for requests, as it names its version; empty where it is not installed.
public enum HTTPClientLibrary {
  public static var version: String { String(cString: cc_version()) }
}

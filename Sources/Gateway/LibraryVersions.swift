import CMicroHTTPD

/// The HTTP library that is opened for gateways, as it names its version; empty where it is not installed.
public enum HTTPServerLibrary {
  public static var version: String { String(cString: cm_version()) }
}

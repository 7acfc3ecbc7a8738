/// Why the door does not open.
public enum GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Others could reach it, and nothing would ask who they are.
  case openToAll(host: String)
  case tokens(TokenFileError)
  case unknownHost(String, String)
  /// Address, port, what the system says.
  case cannotListen(String, Int, String)
  case encryption(String)
  case cannotStart
  /// What is wrong with the HTTP library, and how to mend it.
  case library(String)

  public var description: String {
    switch self {
    case .openToAll(let host):
      "\(host) can be reached from other machines: give --token-file, after `sextant token add --scope predict`"
    case .tokens(let error): error.description
    case .unknownHost(let host, let reason): "\(host) is no address of this machine: \(reason)"
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host) port \(port): \(reason); choose another with --port, or 0 for any"
    case .encryption(let reason): reason
    case .library(let reason): reason
    case .cannotStart: "the HTTP server does not start: too few file descriptors or threads, or the key does not fit"
    }
  }
}

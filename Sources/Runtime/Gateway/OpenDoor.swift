import Gateway
import Lifecycle

/// A gateway that listens.
public protocol OpenDoor: Sendable {
  /// Such as `http://127.0.0.1:8080`.
  var address: String { get }
  var status: GatewayStatus { get }

  /// Takes no more requests, answers those it has, and closes. Waits for that.
  func stop()
}

extension HTTPGateway: OpenDoor {
  /// - Parameter door: what an admin token opens.
  static func open(
    _ serving: Command.Serving, desk: any PredictionDesk, door: any AdminDoor
  ) throws -> any OpenDoor {
    guard (serving.certificate == nil) == (serving.key == nil) else {
      throw Refusal(
        kind: .wrongUse, message: "TLS needs a certificate and its key",
        mend: "give both: `--certificate FILE --key FILE`")
    }
    var configuration = Configuration(host: serving.bind, port: serving.port)
    configuration.tokenFile = serving.tokenFile.map { TokenFile(path: $0) }
    if let certificate = serving.certificate, let key = serving.key {
      configuration.encryption = Encryption(certificate: certificate, key: key)
    }
    do {
      return try HTTPGateway(configuration, desk: desk, door: door)
    } catch {
      throw Refusal(kind: .wrongUse, message: "\(error)")
    }
  }
}

import Lifecycle

/// The version of what goes over a link from afar: one that differs is refused in words, not misread.
public enum LinkVersion {
  /// Raised whenever a message or a snapshot changes so that the other end would misread it.
  public static let current = 1
}

/// One line from a cockpit or command afar, in the body of `POST /sextant/link`.
struct LinkRequest: Sendable, Codable {
  /// `LinkVersion` of who asks.
  var wire: Int
  /// The program's version, for a person to read.
  var program: String
  /// The server that may have taken the request before, where one may have: a command must not happen twice.
  var instance: String?
  /// Names the request however often it is sent.
  var ticket: String
  var kind: Kind

  enum Kind: Sendable, Codable {
    case hello
    case ask(WireRequest)
    /// The answer to an `ask` that was still being worked on.
    case wait
    /// A piece of a file that a command will name as `received:TICKET`.
    case piece(Piece)
  }

  struct Piece: Sendable, Codable {
    var name: String
    var offset: Int
    /// Base64.
    var bytes: String
  }
}

/// The answer to a `LinkRequest`, and every line of `GET /sextant/watch` that is not empty. An empty line says that the
/// server is there.
struct LinkReply: Sendable, Codable {
  var wire: Int
  var program: String
  /// Names this run of the server.
  var instance: String
  var kind: Kind

  enum Kind: Sendable, Codable {
    case hello(project: String)
    case reply(WireReply)
    /// The work goes on: ask again with `wait`.
    case working
    /// No such ticket: the server was started anew, or the answer was kept for its time.
    case unknownTicket
    /// Bytes of the file that are there now.
    case received(Int)
  }
}

/// What is read of a line whose version is another.
struct LinkHead: Sendable, Codable {
  var wire: Int
  var program: String
}

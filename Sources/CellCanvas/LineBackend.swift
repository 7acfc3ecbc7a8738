/// What lines in and a waker bring.
public enum LineEvent: Sendable, Hashable {
  /// Without its end.
  case line(String)
  /// No further line comes.
  case end
  /// Someone posted.
  case woken
  /// Back after ^Z.
  case resumed
  /// A signal that asks the program to end.
  case signal(Int32)
}

/// Where lines come from and go to: a terminal's or a pipe's, or a stand-in that records them.
public protocol LineBackend: AnyObject {
  /// A person types; otherwise lines are taken one by one as what they lead to is done.
  var isInteractive: Bool { get }
  var columns: Int { get }

  /// Writes text as it is, at once.
  func write(_ text: String)

  /// Waits for something to happen, then gives all that did.
  ///
  /// - Parameter timeout: nil waits for ever.
  /// - Returns: empty when the time is over.
  func events(timeout: Duration?) -> [LineEvent]
}

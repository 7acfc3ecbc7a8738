import Encoding

// The gateway's beginning and end. What it answered is in its session's events.

extension Event {
  public struct ServingStarted: Sendable, Equatable, Codable {
    public var session: SessionID
    /// Where it listens: `http://127.0.0.1:8080`.
    public var address: String
    public var asksForTokens: Bool
    public var isEncrypted: Bool

    public init(session: SessionID, address: String, asksForTokens: Bool, isEncrypted: Bool) {
      self.session = session
      self.address = address
      self.asksForTokens = asksForTokens
      self.isEncrypted = isEncrypted
    }
  }

  public struct ServingEnded: Sendable, Equatable, Codable {
    public var session: SessionID
    /// Rows answered since it began.
    public var predictions: Int
    public var outcomes: Int
    /// What ended it; nil for the end of the program.
    public var because: String?

    public init(session: SessionID, predictions: Int, outcomes: Int, because: String? = nil) {
      self.session = session
      self.predictions = predictions
      self.outcomes = outcomes
      self.because = because
    }
  }
}

extension Event.ServingStarted {
  var json: JSON {
    [
      "session": JSON(stored: session), "address": JSON(address), "tokens": JSON(asksForTokens),
      "encrypted": JSON(isEncrypted),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      session: try fields.id("session"), address: try fields.string("address"),
      asksForTokens: try fields.bool("tokens"), isEncrypted: try fields.bool("encrypted"))
  }
}

extension Event.ServingEnded {
  var json: JSON {
    [
      "session": JSON(stored: session), "predictions": JSON(predictions), "outcomes": JSON(outcomes),
      "because": JSON(because),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      session: try fields.id("session"), predictions: try fields.int("predictions"),
      outcomes: try fields.int("outcomes"), because: try fields.optionalString("because"))
  }
}

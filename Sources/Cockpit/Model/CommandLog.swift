import Encoding

/// What was asked of the engine from this cockpit, as command lines, newest last.
public struct CommandLog: Sendable, Equatable {
  public private(set) var entries: [Entry] = []
  private var nextNumber = 1

  /// How many are kept; the journal has them all.
  public static let countMax = 200

  public struct Entry: Sendable, Equatable {
    public var id: RequestID
    /// The key that was pressed.
    public var key: String
    /// The command line that does the same.
    public var line: String
    /// Event time when it was asked; nil before traffic has one.
    public var eventTime: Timestamp?
    public var state: State
  }

  public enum State: Sendable, Equatable {
    case sent
    case done(String)
    case refused(String)
  }

  public init() {}

  /// Notes a request and names it.
  mutating func note(key: String, line: String, eventTime: Timestamp?) -> RequestID {
    let id = RequestID(nextNumber)
    nextNumber += 1
    entries.append(Entry(id: id, key: key, line: line, eventTime: eventTime, state: .sent))
    if entries.count > CommandLog.countMax { entries.removeFirst(entries.count - CommandLog.countMax) }
    return id
  }

  mutating func settle(_ id: RequestID, _ state: State) {
    guard let index = entries.lastIndex(where: { $0.id == id }) else { return }
    entries[index].state = state
  }
}

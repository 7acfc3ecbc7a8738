import Encoding

// Written by hand: what is stored must not change because a property was renamed, and the names are those of the
// command line contract. A new optional fact needs no new version: readers ignore keys they do not know, and take an
// absent one as nil. A changed meaning does.

extension Event {
  /// Version of the written form, the member `v` of each payload.
  public static let codecVersion = 1

  /// The event on one level: `sequence`, `time`, `event_time`, `who`, `command`, `event` (the kind), then the
  /// payload's facts.
  public var json: JSON {
    let envelope: [JSON.Member] = [
      JSON.Member("sequence", JSON(sequence)), JSON.Member("time", JSON(stored: time)),
      JSON.Member("event_time", eventTime.map { JSON(stored: $0) } ?? .null), JSON.Member("who", JSON(who)),
      JSON.Member("command", JSON(command)), JSON.Member("event", JSON(payload.kind.rawValue)),
    ]
    return .object(envelope + (payload.json.members ?? []))
  }

  /// Reads what `json` wrote.
  public init(json: JSON) throws(EventCodecError) {
    let kind = json["event"]?.string ?? ""
    let fields = EventFields(kind: kind, json: json)
    guard !kind.isEmpty else { throw fields.missing("event") }
    self.init(
      sequence: try fields.int("sequence"), time: try fields.time("time"),
      eventTime: try fields.optionalTime("event_time"), who: try fields.string("who"),
      command: try fields.optionalString("command"), payload: try Payload(kind: kind, json: json))
  }
}

extension Event.Payload {
  /// The facts as one object with the written form's version, `v`, first.
  public var json: JSON {
    .object([JSON.Member("v", JSON(Event.codecVersion))] + (facts.members ?? []))
  }

  /// Reads the facts of a kind.
  ///
  /// - Throws: when the kind or the version is newer than this program, or a fact is missing or malformed. Keys that
  ///   are not known are ignored.
  public init(kind name: String, json: JSON) throws(EventCodecError) {
    let fields = EventFields(kind: name, json: json)
    // The version is judged before the kind: both mean "upgrade", and the first says by how much.
    let version = try fields.int("v")
    guard version >= 1 else { throw fields.malformed("v", "a version from 1") }
    guard version <= Event.codecVersion else {
      throw EventCodecError(kind: name, reason: .newerVersion(found: version, known: Event.codecVersion))
    }
    guard let kind = Event.Kind(rawValue: name) else { throw EventCodecError(kind: name, reason: .unknownKind) }
    try self.init(kind: kind, fields: fields)
  }

  private init(kind: Event.Kind, fields: EventFields) throws(EventCodecError) {
    switch kind {
    case .projectOpened: self = .projectOpened(try Event.ProjectOpened(fields))
    case .scopeChanged: self = .scopeChanged(try Event.ScopeChanged(fields))
    case .datasetAdded: self = .datasetAdded(try DatasetVersion(fields))
    case .runStarted: self = .runStarted(try Event.RunStarted(fields))
    case .runEnded: self = .runEnded(try Event.RunEnded(fields))
    case .runFinished: self = .runFinished(try Event.RunFinished(fields))
    case .versionBlessed: self = .versionBlessed(try Event.Blessing(fields))
    case .promoted: self = .promoted(try Event.Promoted(fields))
    case .rolledBack: self = .rolledBack(try Event.Promoted(fields))
    case .sessionStarted: self = .sessionStarted(try Event.SessionStarted(fields))
    case .sessionEnded: self = .sessionEnded(try Event.SessionEnded(fields))
    case .servingStarted: self = .servingStarted(try Event.ServingStarted(fields))
    case .servingEnded: self = .servingEnded(try Event.ServingEnded(fields))
    case .windowClosed: self = .windowClosed(try WindowClosed(fields))
    case .windowSettled: self = .windowSettled(try WindowSettled(fields))
    case .alarmChanged: self = .alarmChanged(try Alarm(fields))
    case .steppedBack: self = .steppedBack(try Event.SteppedBack(fields))
    case .rolloutStarted: self = .rolloutStarted(try Event.RolloutStarted(fields))
    case .rolloutStepped: self = .rolloutStepped(try Event.RolloutStepped(fields))
    case .rolloutEnded: self = .rolloutEnded(try Event.RolloutEnded(fields))
    case .automationChanged: self = .automationChanged(try Event.AutomationChanged(fields))
    case .requestReviewed: self = .requestReviewed(try Event.RequestReviewed(fields))
    case .labelReviewed: self = .labelReviewed(try Event.LabelReviewed(fields))
    case .policyActed: self = .policyActed(try Event.PolicyActed(fields))
    case .suggestionAnswered: self = .suggestionAnswered(try Event.SuggestionAnswered(fields))
    case .decided: self = .decided(try Event.Decided(fields))
    case .undone: self = .undone(try Event.Undone(fields))
    }
  }

  private var facts: JSON {
    switch self {
    case .projectOpened(let opened): opened.json
    case .scopeChanged(let change): change.json
    case .datasetAdded(let dataset): dataset.json
    case .runStarted(let started): started.json
    case .runEnded(let ended): ended.json
    case .runFinished(let finished): finished.json
    case .versionBlessed(let blessing): blessing.json
    case .promoted(let promotion), .rolledBack(let promotion): promotion.json
    case .sessionStarted(let started): started.json
    case .sessionEnded(let ended): ended.json
    case .servingStarted(let started): started.json
    case .servingEnded(let ended): ended.json
    case .windowClosed(let closed): closed.json
    case .windowSettled(let settled): settled.json
    case .alarmChanged(let alarm): alarm.json
    case .steppedBack(let step): step.json
    case .rolloutStarted(let fact): fact.json
    case .rolloutStepped(let fact): fact.json
    case .rolloutEnded(let fact): fact.json
    case .automationChanged(let fact): fact.json
    case .requestReviewed(let fact): fact.json
    case .labelReviewed(let fact): fact.json
    case .policyActed(let fact): fact.json
    case .suggestionAnswered(let fact): fact.json
    case .decided(let fact): fact.json
    case .undone(let fact): fact.json
    }
  }
}

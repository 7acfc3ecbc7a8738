import Encoding

// The written form of what happens on the way round the circle.

extension Event.RolloutStarted {
  var json: JSON {
    [
      "strategy": JSON(strategy.rawValue), "challenger": JSON(stored: challenger), "champion": JSON(stored: champion),
      "steps": .array(steps.map { JSON(stored: $0) }), "because": JSON(because), "session": JSON(stored: session),
      "first_id": JSON(firstID), "unit": JSON(unit), "salt": JSON(salt),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      strategy: try fields.choice("strategy", of: DeploymentDefinition.Strategy.self),
      challenger: try fields.id("challenger"), champion: try fields.id("champion"),
      steps: try fields.doublesOrNone("steps"), because: try fields.optionalString("because"),
      session: try fields.optionalID("session"), firstID: try fields.optionalInt("first_id") ?? 0,
      unit: try fields.optionalString("unit"), salt: try fields.optionalString("salt"))
  }
}

extension Event.RolloutStepped {
  var json: JSON {
    [
      "action": JSON(action.rawValue), "step": JSON(step), "share": JSON(stored: share), "first_id": JSON(firstID),
      "verdict": JSON(verdict.rawValue), "gates": .array(gates.map(\.json)), "because": JSON(because),
      "session": JSON(stored: session), "checks": .array(checks.map(\.json)), "served": served.json,
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      action: try fields.choice("action", of: Action.self), step: try fields.int("step"),
      share: try fields.double("share"), firstID: try fields.int("first_id"),
      verdict: try fields.choice("verdict", of: Verdict.self), gates: try GateResult.list(fields),
      because: try fields.string("because"), session: try fields.optionalID("session"),
      checks: try RolloutCheck.list(fields), served: try RolloutServed(fields))
  }
}

extension Event.RolloutEnded {
  var json: JSON {
    [
      "result": JSON(result.rawValue), "verdict": JSON(verdict.rawValue), "gates": .array(gates.map(\.json)),
      "because": JSON(because), "checks": .array(checks.map(\.json)), "served": served.json,
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      result: try fields.choice("result", of: Result.self), verdict: try fields.choice("verdict", of: Verdict.self),
      gates: try GateResult.list(fields), because: try fields.string("because"), checks: try RolloutCheck.list(fields),
      served: try RolloutServed(fields))
  }
}

extension Event.AutomationChanged {
  var json: JSON {
    ["level": JSON(level.rawValue), "previous": JSON(previous.rawValue), "because": JSON(because)]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      level: try fields.choice("level", of: AutomationLevel.self),
      previous: try fields.choice("previous", of: AutomationLevel.self),
      because: try fields.optionalString("because"))
  }
}

extension Event.RequestReviewed {
  var json: JSON { ["session": JSON(stored: session), "id": JSON(id), "answer": JSON(answer)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      session: try fields.id("session"), id: try fields.int("id"), answer: try fields.string("answer"))
  }
}

extension Event.LabelReviewed {
  var json: JSON {
    [
      "row": JSON(row), "action": JSON(action.rawValue), "from": JSON(from), "to": JSON(to), "because": JSON(because),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      row: try fields.int("row"), action: try fields.choice("action", of: Action.self),
      from: try fields.optionalString("from"), to: try fields.optionalString("to"),
      because: try fields.optionalString("because"))
  }
}

extension Event.PolicyActed {
  var json: JSON {
    [
      "number": JSON(number), "policy": JSON(policy), "action": JSON(action.rawValue), "reason": JSON(reason),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      number: try fields.int("number"), policy: try fields.string("policy"),
      action: try fields.choice("action", of: Action.self), reason: try fields.string("reason"))
  }
}

extension Event.SuggestionAnswered {
  var json: JSON { ["number": JSON(number), "accepted": JSON(isAccepted)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(number: try fields.int("number"), isAccepted: try fields.bool("accepted"))
  }
}

extension Event.Decided {
  var json: JSON {
    ["decision": JSON(decision.rawValue), "iteration": JSON(iteration), "because": JSON(because)]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      decision: try fields.choice("decision", of: Decision.self), iteration: try fields.int("iteration"),
      because: try fields.string("because"))
  }
}

extension Event.Undone {
  // The envelope's own `event` is the kind.
  var json: JSON { ["undone": JSON(event), "what": JSON(what)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(event: try fields.int("undone"), what: try fields.string("what"))
  }
}

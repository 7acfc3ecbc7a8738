import CellCanvas
import Encoding
import Lifecycle

extension QuestionText {
  // MARK: Gateway

  /// What follows from opening the gateway on a port.
  func serve(port: String) -> [TextLine] {
    let number = Int(port)
    let place = number == 0 ? "a port that is free" : "port \(number.map { "\($0)" } ?? "?")"
    let champion = snapshot.state.aliases.champion.map { "v\($0)" } ?? "the champion"
    var lines = labelled("Address", "127.0.0.1, \(place): programs of this machine reach it, nobody else")
    lines += labelled(
      "Then",
      "\(champion) answers whoever asks, by the plan of the rollout where one is under way. Each answer is logged.")
    lines += labelled(
      "Tokens", "asked for as soon as the project has any: `sextant token add --scope predict` makes one")
    lines += labelled(
      "From afar", "another address, TLS and tokens go by `sextant serve --bind ADDRESS --token-file FILE`")
    return lines + ["", TextLine("The port to listen on:", .strong)]
  }

  /// The gateway ends with the process that opened it.
  var quitServing: [TextLine] {
    wrapped("The gateway lives in this program and closes with it.") + stopServing + [""]
      + wrapped("`sextant serve` in a shell of its own goes on without a cockpit.", .dim)
  }

  var stopServing: [TextLine] {
    guard let gateway = snapshot.gateway else { return wrapped("Nothing is served.") }
    var lines = labelled("Address", gateway.address)
    lines += labelled(
      "Then", "it answers what it has and takes nothing more: clients are refused until it is opened again.")
    let connections = model.gatewayConnections
    let open = connections.open
    if open > 0 { lines += labelled("Open", "\(open) connection\(open == 1 ? "" : "s") will be closed") }
    if connections.watching > 0 {
      lines += labelled("From afar", "\(connections.watching) watch over it and lose their connection")
    }
    let rate = gateway.endpoints.reduce(0) { $0 + $1.rate }
    if rate > 0 { lines += labelled("Now", "\(GatewayText.rate(rate)) requests a second come in") }
    return lines
  }

  // MARK: Rollout

  /// What the linter says of the rollout that is about to begin.
  var lint: [TextLine] {
    guard let wanted = model.lintWanted else { return [] }
    guard let page = model.entry(of: wanted.query)?.page else {
      return ["", TextLine("⠹ the plan is held against the present traffic", .busy)]
    }
    let key = model.keymap.key(.tool(.rehearse))
    let findings = page["findings"]?.array ?? []
    guard let first = findings.first else {
      return ["", TextLine("✓ The present traffic is enough for every step.", .ok)]
        + wrapped("\(key) instead rehearses it on the traffic that has been.", .dim)
    }
    let step = first["step"]?.int.map { "step \($0 + 1): " } ?? ""
    var lines: [TextLine] = [""]
    lines += wrapped("! " + step + (first["message"]?.string ?? ""), .attention)
    lines += wrapped("→ " + (first["mend"]?.string ?? ""), .accent)
    if findings.count > 1 {
      lines.append(TextLine("  and \(findings.count - 1) more in the rehearsal's forecast, by \(key)", .dim))
    }
    return lines
  }

  /// Rolling back while a rollout is under way ends it.
  func ending(_ rollout: Rollout) -> [TextLine] {
    let (new, old) = ("v\(rollout.started.challenger)", "v\(rollout.started.champion)")
    if rollout.isSwapped {
      return wrapped(
        "\(old) answers everything again, at once: it is warm. The blue/green ends, and \(new) stays in the registry.")
    }
    return wrapped(
      "The \(rollout.started.strategy.title) of \(new) ends: \(old) answers all traffic again, at once. \(new) stays in "
        + "the registry.")
  }
}

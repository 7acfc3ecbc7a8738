import CellCanvas
import Encoding
import Lifecycle

/// The HTTP door: where it listens, who may ask, what went through it, and whether anything was lost.
struct DoorPane: PaneContent {
  let context: PaneContext

  private var gateway: GatewayStatus? { context.snapshot.gateway }

  var title: TextLine {
    guard let gateway else {
      if context.model.isInPast { return "Gateway" }
      return TextLine("Gateway ")
        + (context.snapshot.isOpeningGateway ? TextLine("⠹ opening", .busy) : TextLine("· closed", .idle))
    }
    return TextLine("Gateway ")
      + (gateway.isStopping ? TextLine("‖ closing", .attention) : TextLine("▶ open", .ok))
  }

  var note: TextLine? {
    guard let gateway else { return nil }
    return TextLine("\(GatewayText.rate(gateway.endpoints.reduce(0) { $0 + $1.rate })) requests/s", .strong)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let gateway else { return drawClosed(in: area, on: &canvas) }
    var text = LabelledText(width: area.width, labelWidth: 13)
    text.add("Address", TextLine(gateway.address, .strong) + TextLine("  since \(TimeText.short(gateway.since))", .dim))
    text.add("Access", access(gateway))
    for notice in gateway.notices { text.add("!", notice, .attention, labelRole: .attention) }
    text.add("Lost", lost)
    text.add("Answered", answered)
    text.add("Connections", connections(context.model.gatewayConnections))
    if area.height > text.lines.count {
      let bytes = "\(NumberText.bytes(gateway.bytesReceived)) in · \(NumberText.bytes(gateway.bytesSent)) out"
      text.add(
        "Bytes",
        TextLine(bytes) + TextLine(gateway.inFlight > 0 ? " · \(gateway.inFlight) in flight" : "", .dim))
    }
    canvas.put(text.lines, in: area)
    drawRate(gateway, in: area.dropFirstRows(text.lines.count), on: &canvas)
  }

  private func drawClosed(in area: Rect, on canvas: inout Canvas) {
    guard !context.model.isInPast else {
      return canvas.putEmpty("What the gateway did is not kept for the past.", in: area)
    }
    guard !context.snapshot.isOpeningGateway else {
      return canvas.putEmpty("⠹ The gateway is being opened.", "what was logged before is read first", in: area)
    }
    if let reason = context.model.disabledReason(.act(.gateway)) {
      return canvas.putEmpty("The gateway is closed.", reason, in: area)
    }
    canvas.putEmpty(
      "The gateway is closed: no client can ask.",
      "\(context.key(.gateway)) opens it on 127.0.0.1:\(context.model.desk.port); so does `sextant serve --port "
        + "\(context.model.desk.port)`, and clients then POST rows to /predict, /invocations or /v2/models/…/infer",
      in: area)
  }

  private func access(_ gateway: GatewayStatus) -> TextLine {
    let tokens =
      gateway.asksForTokens
      ? TextLine("✓ asks for tokens", .ok)
      : gateway.isLoopback ? TextLine("· asks for no tokens", .idle) : TextLine("! asks for no tokens", .attention)
    let bytes = gateway.isEncrypted ? TextLine(" · ✓ TLS", .ok) : TextLine(" · clear text", .dim)
    let loopback =
      gateway.isLoopback ? TextLine(" · this machine only", .dim) : TextLine(" · open to the net", .attention)
    return tokens + bytes + loopback
  }

  /// Must be nothing, and says so when it is.
  private var lost: TextLine {
    let lost = max(context.snapshot.traffic.lost, context.model.page(of: .door)?["lost"]?.int ?? 0)
    guard lost > 0 else { return TextLine("✓ 0, as it must be", .ok) }
    return TextLine("✗ \(NumberText.grouped(lost)) ANSWERS ARE NOWHERE", .failing)
      + TextLine(" look at the disk and the journal", .attention)
  }

  private var answered: TextLine {
    let traffic = context.snapshot.traffic
    var line =
      TextLine(NumberText.grouped(traffic.predictions), .strong)
      + TextLine(" rows · \(NumberText.grouped(traffic.outcomes)) outcomes", .dim)
    guard let page = context.model.page(of: .door) else { return line }
    for (key, word, role) in [
      ("refused", "refused", Role.attention), ("duplicate", "twice", .dim), ("unknown", "of unknown rows", .dim),
      ("late", "late", .dim),
    ] {
      guard let count = page[key]?.int, count > 0 else { continue }
      line = line + TextLine(" · \(NumberText.grouped(count)) \(word)", role)
    }
    if let failure = page["failure"]?.string { line = line + TextLine(" · ✗ \(failure)", .failing) }
    return line
  }

  private func connections(_ connections: GatewayStatus.Connections) -> TextLine {
    var line =
      TextLine("\(NumberText.grouped(connections.open)) open", .strong)
      + TextLine(" · \(NumberText.grouped(connections.accepted)) taken", .dim)
    if connections.watching > 0 { line = line + TextLine(" · \(connections.watching) watching from afar", .accent) }
    if connections.timedOut > 0 {
      line = line + TextLine(" · \(NumberText.grouped(connections.timedOut)) too slow", .attention)
    }
    return line
  }

  private func drawRate(_ gateway: GatewayStatus, in area: Rect, on canvas: inout Canvas) {
    let seconds = gateway.endpoints.map(\.perSecond.count).max() ?? 0
    guard seconds > 0, area.height >= 2 else { return }
    // The newest second is the last of each.
    let rate = (0..<seconds).map { back in
      gateway.endpoints.reduce(0.0) { sum, endpoint in
        let place = endpoint.perSecond.count - seconds + back
        return sum + (place >= 0 ? Double(endpoint.perSecond[place]) : 0)
      }
    }
    let most = rate.max() ?? 0
    canvas.put(
      TextLine("requests a second, last \(seconds) s, most \(GatewayText.rate(most))", .dim), in: area)
    let plot = area.dropFirstRows(1).prefixRows(5)
    let shown = Charts.stretched(rate, to: plot.width)
    Sparkline(shown.map { $0 > 0 ? $0 : .nan }, bounds: 0...max(1, most))
      .draw(in: plot.prefixColumns(shown.count), on: &canvas)
  }
}

/// What was asked for, path by path.
struct EndpointsPane: PaneContent {
  let context: PaneContext

  private var endpoints: [GatewayStatus.Endpoint] { context.snapshot.gateway?.endpoints ?? [] }

  var title: TextLine { TextLine(endpoints.isEmpty ? "Endpoints" : "Endpoints · \(endpoints.count)") }

  var note: TextLine? {
    let errors = endpoints.reduce(0) { $0 + $1.errors }
    guard !endpoints.isEmpty else { return nil }
    return errors == 0 ? TextLine("✓ no errors", .ok) : TextLine("! \(NumberText.grouped(errors)) errors", .attention)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let gateway = context.snapshot.gateway else { return }
    guard !endpoints.isEmpty else {
      return canvas.putEmpty("Nobody has asked yet.", "curl \(gateway.address)/healthz", in: area)
    }
    context.table(
      .part(.endpoints),
      columns: [
        .init("endpoint", .flexible(min: 16, weight: 1), importance: 9),
        .init("requests", alignment: .trailing, importance: 8), .init("/s", alignment: .trailing, importance: 7),
        .init("rows", alignment: .trailing, importance: 3), .init("errors", alignment: .trailing, importance: 6),
        .init("p50", alignment: .trailing, importance: 4), .init("p99", alignment: .trailing, importance: 5),
      ], height: area.height
    ) { item in
      guard case .named(let name) = item, let endpoint = endpoints.first(where: { $0.name == name }) else { return [] }
      return row(endpoint)
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ endpoint: GatewayStatus.Endpoint) -> [TextLine] {
    [
      TextLine(endpoint.name), TextLine(NumberText.grouped(endpoint.requests), .strong),
      TextLine(GatewayText.rate(endpoint.rate)), TextLine(NumberText.grouped(endpoint.rows), .dim),
      endpoint.errors > 0 ? TextLine("! \(NumberText.grouped(endpoint.errors))", .attention) : TextLine("0", .dim),
      TextLine(GatewayText.seconds(endpoint.latency.quantile(0.5))),
      TextLine(GatewayText.seconds(endpoint.latency.quantile(0.99)), .strong),
    ]
  }
}

/// How long the answers of the chosen endpoint took.
struct LatencyPane: PaneContent {
  let context: PaneContext

  private var endpoint: GatewayStatus.Endpoint? { context.model.selectedEndpoint }

  var title: TextLine { TextLine(endpoint.map { "Latency of \($0.name)" } ?? "Latency") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let endpoint else { return }
    guard endpoint.latency.count > 0 else { return canvas.putEmpty("Nothing was answered yet.", in: area) }
    let quantiles = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)]
    var head = TextLine("")
    for (name, share) in quantiles {
      head =
        head + TextLine("\(name) ", .dim) + TextLine(GatewayText.seconds(endpoint.latency.quantile(share)), .strong)
        + TextLine("  ")
    }
    canvas.put(head + TextLine("of \(NumberText.grouped(endpoint.latency.count))", .dim), in: area)
    DurationPicture(endpoint.latency).draw(in: area.dropFirstRows(1), on: &canvas)
  }
}

/// Counts of durations as columns, with the marks of the median and the slowest hundredth below.
struct DurationPicture: View {
  private let histogram: DurationHistogram

  init(_ histogram: DurationHistogram) { self.histogram = histogram }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let counts = histogram.counts
    guard area.height >= 3, let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 })
    else { return }
    // A bucket of air on either side.
    let shown = max(0, first - 1)...min(counts.count - 1, last + 1)
    let pitch = min(9, area.width / shown.count)
    guard pitch >= 1 else { return }
    let plot = area.prefixRows(area.height - 2)
    for (place, bucket) in shown.enumerated() where counts[bucket] > 0 {
      let bar = Rect(x: plot.x + place * pitch, y: plot.y, width: max(1, pitch - 1), height: plot.height)
      Sparkline(
        Array(repeating: Double(counts[bucket]), count: bar.width), bounds: 0...Double(counts.max() ?? 1), role: .window
      ).draw(in: bar, on: &canvas)
    }
    drawMarks(shown, pitch, in: area.row(area.height - 2), on: &canvas)
    drawBounds(shown, pitch, in: area.row(area.height - 1), on: &canvas)
  }

  private func drawMarks(_ shown: ClosedRange<Int>, _ pitch: Int, in row: Rect, on canvas: inout Canvas) {
    canvas.fill(row.prefixColumns(shown.count * pitch), Glyph("─"), .axis)
    var free = row.x
    for (name, share) in [("▴p50", 0.5), ("▴p99", 0.99)] {
      guard let seconds = histogram.quantile(share) else { continue }
      let bounds = DurationHistogram.bounds
      let bucket = bounds.firstIndex { seconds <= $0 } ?? bounds.count
      let lower = bucket == 0 ? 0 : bounds[bucket - 1]
      let upper = bucket < bounds.count ? bounds[bucket] : lower
      let within = upper > lower ? (seconds - lower) / (upper - lower) : 0
      let x = row.x + Int((Double(bucket - shown.lowerBound) + within) * Double(pitch))
      guard x >= free, x + 4 <= row.endX else { continue }
      canvas.put(name, at: Point(x: x, y: row.y), .threshold)
      free = x + 5
    }
  }

  /// Each bucket's upper bound at its right end, as far as they have room.
  private func drawBounds(_ shown: ClosedRange<Int>, _ pitch: Int, in row: Rect, on canvas: inout Canvas) {
    var free = row.x
    for (place, bucket) in shown.enumerated() where bucket < DurationHistogram.bounds.count {
      let label = GatewayText.seconds(DurationHistogram.bounds[bucket])
      let width = CharacterWidth.columns(label)
      let x = row.x + (place + 1) * pitch - width
      guard x >= free, x + width <= row.endX else { continue }
      canvas.put(label, at: Point(x: x, y: row.y), .axisLabel)
      free = x + width + 1
    }
  }
}

/// How the chosen endpoint answered.
struct StatusesPane: PaneContent {
  let context: PaneContext

  private var endpoint: GatewayStatus.Endpoint? { context.model.selectedEndpoint }

  var title: TextLine { "Answers by status" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let endpoint else { return }
    let bars = endpoint.statuses.map { status in
      BarList.Bar(
        TextLine("\(status.status) ", .strong)
          + TextLine(GatewayText.word(status.status), GatewayText.role(status.status)),
        Double(status.count), text: NumberText.grouped(status.count), role: GatewayText.role(status.status))
    }
    guard !bars.isEmpty else { return canvas.putEmpty("Nothing was answered yet.", in: area) }
    BarList(bars).draw(in: area, on: &canvas)
    let rate = area.dropFirstRows(bars.count + 1)
    guard rate.height >= 2, endpoint.perSecond.contains(where: { $0 > 0 }) else { return }
    canvas.put(TextLine("requests a second, last \(endpoint.perSecond.count) s", .dim), in: rate)
    let plot = rate.dropFirstRows(1).prefixRows(3)
    let shown = Charts.stretched(endpoint.perSecond.map { $0 > 0 ? Double($0) : .nan }, to: plot.width)
    Sparkline(shown, bounds: 0...Double(max(1, endpoint.perSecond.max() ?? 1)))
      .draw(in: plot.prefixColumns(shown.count), on: &canvas)
  }
}

/// The gateway's figures as words.
enum GatewayText {
  /// "1,204", and a decimal where they are few.
  static func rate(_ perSecond: Double) -> String {
    perSecond >= 10 || perSecond == 0
      ? NumberText.grouped(Int(perSecond.rounded())) : NumberText.significant(perSecond, 2)
  }

  /// "240 µs", "1.2 ms", "3.4 s"; a dash for none.
  static func seconds(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite else { return "–" }
    if seconds < 0.001 { return "\(short(seconds * 1e6)) µs" }
    if seconds < 1 { return "\(short(seconds * 1000)) ms" }
    return "\(short(seconds)) s"
  }

  private static func short(_ value: Double) -> String {
    value >= 100 ? NumberText.fixed(value, 0) : CellText.number((value * 10).rounded() / 10)
  }

  static func role(_ status: Int) -> Role {
    status < 400 ? .ok : status < 500 ? .attention : .failing
  }

  /// What a status says, in a word or two, with the mark of its gravity.
  static func word(_ status: Int) -> String {
    switch status {
    case 200..<300: "✓ ok"
    case 300..<400: "✓ moved"
    case 400: "! bad"
    case 401: "! token"
    case 403: "! denied"
    case 404: "! unknown"
    case 405: "! method"
    case 408: "! slow"
    case 409: "! clash"
    case 411: "! length"
    case 413: "! large"
    case 415: "! type"
    case 422: "! rows"
    case 429: "! many"
    case 431: "! headers"
    case 400..<500: "! client"
    case 503: "✗ unready"
    default: "✗ ours"
    }
  }
}

extension Snapshot {
  /// Whether it was asked for and does not listen yet.
  var isOpeningGateway: Bool { gateway == nil && tasks.contains { $0.kind == "serve" && $0.state == .running } }
}

extension GatewayStatus {
  /// Whether only this machine reaches it.
  var isLoopback: Bool {
    ["://127.", "://[::1]", "://localhost"].contains { address.contains($0) }
  }
}

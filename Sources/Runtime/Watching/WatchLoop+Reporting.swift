import Gateway
import Lifecycle
import Monitoring
import Serving

// What others report to a watching, and what its windows tell beside their rows.

extension WatchLoop {
  /// Joins outcomes of a file; they are logged with the next batch.
  func report(_ entries: [OutcomeFileReading.Entry]) -> OutcomeReceipt {
    var receipt = OutcomeReceipt()
    guard let model else {
      receipt.unknown = entries.count
      return receipt
    }
    for entry in entries {
      let value = OutcomeWords.value(of: entry.value, task: model.task, classes: model.classes)
      guard !value.isNaN else {
        receipt.invalid += 1
        continue
      }
      guard let id = entry.keys.lazy.compactMap({ self.place(of: $0) }).first else {
        receipt.unknown += 1
        continue
      }
      if join(id, value, entry.knownAt) { receipt.joined += 1 } else { receipt.duplicate += 1 }
    }
    let late = counts.late
    do { try flush() } catch { receipt.unknown += 0 }
    receipt.late = counts.late - late
    return receipt
  }

  private func place(of key: ReportedOutcome.Key) -> Int64? {
    switch key {
    case .unit(let unit): units.find(unit)
    case .prediction(let session, let id):
      session.map { $0 == job.session } ?? true && id >= 0 && id < nextID ? id : nil
    }
  }

  /// A closed window with what its source showed: schema, the longest pause between rows, how the program fared.
  func withFigures(_ fact: WindowFact) -> WindowFact {
    guard case .closed(var window, let histograms) = fact else { return fact }
    let breaks = schema?.takeBreaks(window: window.index) ?? []
    window.figures["schema.breaks"] = Double(breaks.count)
    for name in window.figures.keys where name.hasPrefix("input.schema_breaks") { window.figures[name] = nil }
    window.figures["input.schema_breaks"] = Double(breaks.count)
    for found in breaks.prefix(12) {
      window.figures["input.schema_breaks.\(found.column)"] = found.share
      window.figures["schema.\(found.manner).\(found.column)"] = found.share
    }
    for (name, mean) in schema?.takeTextLengths() ?? [:] {
      window.figures["input.text_length" + (name.isEmpty ? "" : "." + name)] = mean
    }
    for found in breaks.prefix(8) {
      // What is not there at all is missing in every row: one fault, by its cause.
      window.faults.removeAll { $0.column == found.column }
      window.faults.append(
        Lifecycle.ColumnFault(
          column: found.column, manner: found.manner == "kind" ? "kind" : "absent", share: found.share,
          referenceShare: 0))
    }
    if let gap = clock.takeLongestGap() { window.figures["freshness"] = gap }
    upstream.add(to: &window)
    window.figures["software.queue"] = Double(units.waitingCount)
    window.figures["software.rows_per_second"] = job.live.current.traffic.rowsPerSecond
    if let memory = ProcessMemory.residentBytes { window.figures["software.memory_bytes"] = Double(memory) }
    window.figures["software.cpu_seconds"] = ProcessMemory.processorSeconds
    job.status.update { $0.schema = breaks }
    return .closed(window, histograms)
  }
}

/// Outcomes of the rows that are the reference, as they come.
struct ReferenceLabels {
  private let reading: AnswerReading
  private var scores: [Double]
  private var predictions: [Double]
  private var labels: [Double]
  private var count = 0
  private var triedAt = 0

  init(_ lines: [WatchedLine], _ reading: AnswerReading) {
    self.reading = reading
    scores = lines.map { reading.score($0) }
    predictions = zip(lines, scores).map { reading.prediction($0, score: $1) }
    labels = [Double](repeating: .nan, count: lines.count)
  }

  mutating func add(_ id: Int64, _ label: Double) {
    guard id < Int64(labels.count) else { return }
    labels[Int(id)] = label
    count += 1
  }

  /// Nil until four fifths of them are known.
  var estimator: LiveEstimator? {
    mutating get {
      guard count >= max(WatchedModel.labelCountMin, labels.count * 4 / 5), count != triedAt else { return nil }
      triedAt = count
      return reading.estimator(scores: scores, predictions: predictions, labels: labels)
    }
  }
}

extension WatchLoop {
  func liveCounters(backlog: Int) -> LiveCounters {
    var errors = counts.odd
    errors["rotations"] = nil
    errors["unknown_outcomes"] = counts.unknown
    errors["duplicate_outcomes"] = counts.duplicate
    errors["invalid_outcomes"] = counts.invalid
    return LiveCounters(
      at: job.clock.monotonic(), session: job.session, answers: player?.totals ?? AnswerTotals(),
      outcomes: counts.joined, errors: errors, queue: units.waitingCount, backlog: backlog)
  }
}

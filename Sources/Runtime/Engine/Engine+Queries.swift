import Encoding
import Glibc
import Lifecycle
import Serving
import Storage
import Tabular

extension Engine {
  public func query(_ query: Query) async throws -> Page {
    do {
      switch query {
      case .outcome(let task): return Page(items: [try await tasks.outcome(of: task)])
      case .status: return Page(items: [try status()])
      case .journal(let since, let limit):
        return Page(items: try journal.events(since: since, limit: min(limit, 10_000)).map(\.json))
      case .runs: return Page(items: state.runs.map { ContractJSON.run($0) })
      case .registry(let time): return Page(items: [registry(at: time)])
      case .alarms(let all):
        let alarms = all ? alarmsForReport() : state.openAlarms
        return Page(items: alarms.map { ContractJSON.alarm($0) })
      case .kpis: return Page(items: [["kpis": try kpis()]])
      case .log(let offset, let limit): return Page(items: try logPage(offset: offset, limit: min(limit, 100_000)))
      case .scope: return Page(items: [try scopePage()])
      case .scopeChange(let text): return Page(items: [try scopeChangePage(text)])
      case .datasets: return Page(items: [try await datasetsPage()])
      case .datasetDifference(let a, let b): return Page(items: [try await datasetDifferencePage(a, b)])
      case .dataFindings: return Page(items: [try await dataFindingsPage()])
      case .rows(let request): return Page(items: [try await rowsPage(request)])
      case .labelQueue(let offset, let limit): return Page(items: [try await labelQueuePage(offset, limit)])
      case .analysis(let version, let file): return Page(items: [try await analysisPage(version, file: file)])
      case .comparison(let a, let b): return Page(items: [try await comparisonPage(a, b)])
      case .whatIf(let version): return Page(items: [try await whatIfPage(version)])
      case .gateway: return Page(items: [gatewayPage()])
      case .upstream: return Page(items: [upstreamPage()])
      case .window(let request): return Page(items: [try await windowPage(request)])
      case .policies: return Page(items: [policiesPage()])
      case .rollout: return Page(items: [try await rolloutPage()])
      case .rolloutLint(let strategy): return Page(items: [rolloutLintPage(strategy)])
      case .rehearsal(let request): return Page(items: [try await rehearsalPage(request)])
      case .automation: return Page(items: [automationPage()])
      case .reviewQueue(let offset, let limit): return Page(items: [try reviewQueuePage(offset, limit)])
      case .business: return Page(items: [try await businessPage()])
      case .insights: return Page(items: [try insightsPage()])
      case .iterations: return Page(items: [try iterationsPage()])
      case .report(let request): return Page(items: [try await reportPage(request)])
      case .contract: return Page(items: [try contractPage()])
      }
    } catch {
      throw Refusal.describing(error)
    }
  }

  private func contractPage() throws -> JSON {
    let bytes = try FileBytes.read(folder.settings)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Refusal(kind: .damaged, message: "\(folder.settings) is not UTF-8 text", mend: "save it as UTF-8")
    }
    return ["text": JSON(text)]
  }

  // MARK: Status

  private func status() throws -> JSON {
    let snapshot = makeSnapshot()
    let session = state.session
    let traffic = snapshot.traffic
    let isPlaying = traffic.state == .playing || traffic.state == .watching || traffic.state == .paused
    let counts = try session.map { try log.counts(of: $0.id) }
    let damage =
      session == nil ? [] : try log.damage().map { "the prediction log is damaged: \($0); other rows are whole" }
    return [
      "project": JSON(definition.name), "path": JSON(folder.path), "event_time": JSON(state.eventTime),
      "iteration": [
        "number": JSON(state.iteration.number), "stage": JSON(state.iteration.stage.id),
        "reason": JSON(state.iteration.reason),
      ],
      "stages": .array(
        snapshot.stages.map {
          ["stage": JSON($0.stage.id), "status": JSON($0.status.rawValue), "headline": JSON($0.headline)]
        }),
      "champion": state.champion.map { version in
        [
          "version": JSON(version.id.number), "run": JSON(version.run.number),
          "metrics": .numbers(version.metrics["test"] ?? [:]),
        ] as JSON
      } ?? .null,
      "challenger": JSON(state.aliases.challenger?.number), "rollout": rolloutSummary(),
      "alarms": .array(state.openAlarms.map { ContractJSON.alarm($0) }),
      "kpis": try kpis(), "staleness": snapshot.staleness?.json ?? .null,
      "what_if": snapshot.whatIf.map {
        ["verdict": JSON($0.verdict), "rows": JSON($0.rows), "sentence": JSON($0.sentence)] as JSON
      } ?? .null,
      "session": JSON(session?.id.number), "source": JSON(session?.source),
      "predictions": JSON(counts?.predictions ?? 0),
      "outcomes": JSON(counts?.outcomes ?? 0),
      "lost": JSON(isPlaying ? traffic.lost : session?.lost ?? 0),
      "automation": JSON(automationLevel.rawValue), "reviews_waiting": JSON(reviews.waiting.count),
      "suggestion": state.suggestion.map { action in
        [
          "number": JSON(action.fact.number), "policy": JSON(action.fact.policy), "reason": JSON(action.fact.reason),
        ] as JSON
      } ?? .null,
      "tasks": .array(snapshot.tasks.map { ContractJSON.task($0) }), "notices": JSON(snapshot.notices + damage),
      "webhooks": notifier.webHookDocument, "notify": notifyDocument(), "policies": policiesPage()["policies"] ?? .null,
      "watch": watchDocument(), "outcome_file": lastOutcomes ?? .null,
      "engine": [
        "attached": false, "pid": JSON(Int(getpid())), "uptime_seconds": JSON(uptimeSeconds),
      ],
    ]
  }

  // MARK: Log

  private func logPage(offset: Int, limit: Int) throws -> [JSON] {
    guard let session = state.session?.id else { return [] }
    let rows = try log.reader.page(session: session, offset: offset, limit: limit)
    return (0..<rows.count).map { row in
      let features = rows.table.columns.map { column in
        JSON.Member(column.name, Self.cell(column.values, row))
      }
      let isKnown = !rows.outcomes[row].isNaN
      return [
        "session": JSON(session.number), "id": .integer(rows.ids[row]), "version": JSON(rows.versions[row].number),
        "event_time": JSON(Timestamp(microseconds: rows.eventTimes[row])), "score": JSON(rows.scores[row]),
        "prediction": JSON(rows.decisions[row]), "outcome": isKnown ? JSON(rows.outcomes[row]) : .null,
        "known_at": isKnown ? JSON(Timestamp(microseconds: rows.knownAt[row])) : .null,
        "features": .object(features),
      ]
    }
  }

  static func cell(_ values: ColumnValues, _ row: Int) -> JSON {
    switch values {
    case .numeric(let numbers): JSON(numbers[row])
    case .boolean(let flags): flags[row] == ColumnValues.missingBoolean ? .null : JSON(flags[row] == 1)
    case .categorical, .timestamp, .text: values.text(at: row).map { JSON($0) } ?? .null
    }
  }
}

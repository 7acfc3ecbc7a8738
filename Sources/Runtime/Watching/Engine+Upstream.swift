import Encoding
import Lifecycle

extension Engine {
  /// Sources with their freshness, volume and schema, and how fast each feature drifts.
  func upstreamPage() -> JSON {
    let closed = state.windows.map(\.closed)
    let last = closed.last
    let half = HalfLife.all(closed)
    return [
      "session": JSON(state.session?.id.number), "event_time": JSON(state.eventTime),
      "sources": state.session.map { .array([source($0, closed)]) } ?? [],
      "volume": [
        "rows": JSON(last?.rows), "ratio": JSON(last?.figures["volume"]),
        "series": .array(
          closed.compactMap { window in
            window.figures["volume"].map { .array([JSON(window.to), JSON(window.rows), JSON($0)]) }
          }),
      ],
      "schema": schema(last),
      "features": .array(
        half.prefix(200).map { feature in
          [
            "column": JSON(feature.column), "distance": JSON(feature.distance),
            "half_life_seconds": JSON(feature.seconds),
            "rate_per_day": JSON(feature.ratePerDay),
          ]
        }),
      "watch": watchDocument(),
    ]
  }

  private func source(_ session: SessionState, _ closed: [WindowClosed]) -> JSON {
    let gaps = closed.suffix(UpstreamBook.windowCountMax).compactMap { window -> Double? in
      window.rows > 1 ? window.to.seconds(since: window.from) / Double(window.rows - 1) : nil
    }
    let live = watching?.status.current.source
    let expected = live?.expectedGap ?? UpstreamBook.median(gaps)
    let age = live?.lastAt.map { clock.monotonic() - $0 }
    let state: String
    if session.isEnded {
      state = "ended"
    } else if let age, let expected {
      state =
        age > max(AlarmBook.silentSecondsMin, AlarmBook.silentGapCount * expected) ? "silent" : "fresh"
    } else {
      state = "unknown"
    }
    return [
      "name": JSON(live?.name ?? session.source), "kind": JSON(session.source), "state": JSON(state),
      "last_row": JSON((live?.lastEvent).map { Timestamp(microseconds: $0) } ?? closed.last?.to),
      "seconds_since": JSON(age), "expected_gap": JSON(expected),
      "longest_gap": JSON(closed.last?.figures["freshness"]),
    ]
  }

  private func schema(_ window: WindowClosed?) -> JSON {
    let live = watching?.status.current
    let prefixes = [("missing", "schema.missing."), ("kind", "schema.kind.")]
    let breaks = (window?.figures ?? [:]).sorted { $0.key < $1.key }.compactMap { name, share -> JSON? in
      guard let (manner, prefix) = prefixes.first(where: { name.hasPrefix($0.1) }) else { return nil }
      return [
        "column": JSON(String(name.dropFirst(prefix.count))), "manner": JSON(manner), "share": JSON(share),
        "window": JSON(window?.index),
      ]
    }
    return ["breaks": .array(breaks), "new_columns": JSON(live?.newColumns ?? [])]
  }
}

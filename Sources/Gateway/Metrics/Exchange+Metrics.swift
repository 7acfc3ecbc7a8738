import CMicroHTTPD
import Lifecycle

extension Exchange {
  func metrics(_ connection: OpaquePointer) -> HTTPAnswer {
    let form = MetricsText(accept: cm_header(connection, "Accept").map { String(cString: $0) })
    let families = DoorMetrics.families(core.meter.read(), model: core.desk.served?.name ?? "") + core.desk.metrics()
    return HTTPAnswer(status: 200, type: form.contentType, body: form.text(families))
  }
}

/// What the door counted, under its own names and under those that dashboards of other servers look for.
enum DoorMetrics {
  static func families(_ state: GatewayMeter.State, model: String) -> [MetricFamily] {
    let endpoints = zip(Endpoint.allCases, state.endpoints).filter { $1.requests > 0 }
    return own(state, endpoints.map { ($0, $1) }) + latency(endpoints.map { ($0, $1) })
      + triton(state, model: model) + modelServer(state, model: model)
  }

  private typealias Entry = (endpoint: Endpoint, counters: GatewayMeter.Counters)

  private static func own(_ state: GatewayMeter.State, _ endpoints: [Entry]) -> [MetricFamily] {
    [
      MetricFamily(
        name: "sextant_http_requests_total", help: "Answered requests.", kind: .counter,
        samples: endpoints.flatMap { endpoint, counters in
          counters.statuses.map {
            .init(
              labels: [("endpoint", endpoint.name), ("status", String($0.status))], value: Double($0.count))
          }
        }),
      MetricFamily(
        name: "sextant_http_rows_total", help: "Rows in answered requests.", kind: .counter,
        samples: endpoints.filter { $0.counters.rows > 0 }.map {
          .init(labels: [("endpoint", $0.endpoint.name)], value: Double($0.counters.rows))
        }),
      one("sextant_http_requests_in_flight", "Requests that are not answered yet.", .gauge, state.inFlight),
      one("sextant_http_connections", "Open connections.", .gauge, state.connections.open),
      one(
        "sextant_http_connections_accepted_total", "Connections since the start.", .counter,
        state.connections.accepted),
      one(
        "sextant_http_connections_timed_out_total", "Connections ended because the client was too slow.", .counter,
        state.connections.timedOut),
      one("sextant_http_received_bytes_total", "Bytes of request bodies.", .counter, state.bytesReceived),
      one("sextant_http_sent_bytes_total", "Bytes of answers' bodies.", .counter, state.bytesSent),
    ]
  }

  private static func one(_ name: String, _ help: String, _ kind: MetricFamily.Kind, _ value: Int) -> MetricFamily {
    MetricFamily(name: name, help: help, kind: kind, samples: [.init(value: Double(value))])
  }

  private static func latency(_ endpoints: [Entry]) -> [MetricFamily] {
    let samples = endpoints.flatMap { endpoint, counters -> [MetricFamily.Sample] in
      let label = ("endpoint", endpoint.name)
      var below = 0
      var samples: [MetricFamily.Sample] = []
      for (count, bound) in zip(counters.latency.counts, DurationHistogram.bounds + [.infinity]) {
        below += count
        samples.append(
          .init(suffix: "_bucket", labels: [label, ("le", MetricsText.number(bound))], value: Double(below)))
      }
      samples.append(.init(suffix: "_sum", labels: [label], value: counters.latency.sum))
      samples.append(.init(suffix: "_count", labels: [label], value: Double(below)))
      return samples
    }
    return [
      MetricFamily(
        name: "sextant_http_request_duration_seconds", help: "From the request line to the answer.", kind: .histogram,
        samples: samples)
    ]
  }

  /// Names of the Triton inference server, in microseconds as it has them.
  private static func triton(_ state: GatewayMeter.State, model: String) -> [MetricFamily] {
    func family(
      _ name: String, _ help: String, _ value: (GatewayMeter.VersionCounters) -> Double
    ) -> MetricFamily {
      MetricFamily(
        name: "nv_inference_\(name)", help: help, kind: .counter,
        samples: state.versions.map { counters in
          let version = counters.version.map { $0.description } ?? ""
          return .init(labels: [("model", model), ("version", version)], value: value(counters))
        })
    }
    return [
      family("request_success", "Successful inference requests.") { Double($0.succeeded) },
      family("request_failure", "Failed inference requests.") { Double($0.failed) },
      family("count", "Rows that were scored.") { Double($0.rows) },
      family("exec_count", "Requests that were scored.") { Double($0.succeeded) },
      family("request_duration_us", "Microseconds of all requests.") { Double($0.duration / 1000) },
      family("compute_input_duration_us", "Microseconds spent reading requests.") { Double($0.reading / 1000) },
      family("compute_infer_duration_us", "Microseconds of waiting for scores and the log.") {
        Double($0.waiting / 1000)
      },
      family("compute_output_duration_us", "Microseconds spent writing answers.") { Double($0.writing / 1000) },
      MetricFamily(
        name: "nv_inference_pending_request_count", help: "Requests that are not answered yet.", kind: .gauge,
        samples: [.init(labels: [("model", model)], value: Double(state.inFlight))]),
    ]
  }

  /// Names of MLServer.
  private static func modelServer(_ state: GatewayMeter.State, model: String) -> [MetricFamily] {
    func family(_ name: String, _ help: String, _ value: (GatewayMeter.VersionCounters) -> Int) -> MetricFamily {
      MetricFamily(
        name: "model_infer_request_\(name)", help: help, kind: .counter,
        samples: state.versions.map { counters in
          let version = counters.version.map { $0.description } ?? ""
          return .init(
            labels: [("model_name", model), ("model_version", version)], value: Double(value(counters)))
        })
    }
    return [
      family("success", "Successful inference requests.") { $0.succeeded },
      family("failure", "Failed inference requests.") { $0.failed },
    ]
  }
}

import Encoding
import Gateway
import Lifecycle
import Testing

@Suite("Metrics", .ownThread)
struct MetricsTests {
  private func page(accept: String?) throws -> RawClient.Answer {
    let gateway = try ServerTests.gateway()
    let client = RawClient(port: gateway.port)
    for _ in 0..<3 { _ = client.ask("POST", "/predict", #"[{"hour":1},{"hour":2}]"#) }
    _ = client.ask("POST", "/predict", "{")
    return try #require(client.ask("GET", "/metrics", headers: accept.map { ["Accept: \($0)"] } ?? []))
  }

  @Test("Prometheus gets its text form, with the names of other servers too")
  func prometheus() throws {
    let answer = try page(accept: nil)
    #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    let lines = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.last == "")
    for wanted in [
      #"sextant_http_requests_total{endpoint="POST /predict",status="200"} 3"#,
      #"sextant_http_requests_total{endpoint="POST /predict",status="400"} 1"#,
      #"sextant_http_rows_total{endpoint="POST /predict"} 6"#,
      #"nv_inference_request_success{model="bikes",version="3"} 3"#,
      #"nv_inference_request_failure{model="bikes",version=""} 1"#,
      #"nv_inference_count{model="bikes",version="3"} 6"#,
      #"model_infer_request_success{model_name="bikes",model_version="3"} 3"#,
      #"# HELP ml_value_total Money "made"."#, "ml_value_total 1.5",
      #"sextant_http_request_duration_seconds_bucket{endpoint="POST /predict",le="+Inf"} 4"#,
      #"sextant_http_request_duration_seconds_count{endpoint="POST /predict"} 4"#,
    ] {
      #expect(lines.contains { $0 == wanted }, "\(wanted)")
    }
    #expect(!answer.text.contains("# EOF"))
  }

  @Test("every family is told once, before its samples, which lie together; buckets grow")
  func families() throws {
    let lines = try page(accept: nil).text.split(separator: "\n")
    var seen: Set<String> = []
    var family = ""
    var below: [String: Double] = [:]
    for line in lines {
      if line.hasPrefix("# TYPE ") {
        family = String(line.split(separator: " ")[2])
        #expect(seen.insert(family).inserted)
      } else if !line.hasPrefix("#") {
        #expect(line.hasPrefix(family))
        guard line.contains("_bucket{") else { continue }
        let value = try #require(line.split(separator: " ").last.flatMap { Double($0) })
        let endpoint = String(line.prefix { $0 != "," })
        #expect(value >= below[endpoint, default: 0])
        below[endpoint] = value
      }
    }
    #expect(seen.count > 15)
  }

  @Test("a collector that asks for OpenMetrics gets it: counters end in _total, the text in EOF")
  func openMetrics() throws {
    let answer = try page(accept: "application/openmetrics-text; version=1.0.0,text/plain;q=0.5")
    #expect(answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    #expect(answer.text.hasSuffix("\n# EOF\n"))
    let lines = answer.text.split(separator: "\n")
    #expect(lines.contains("# TYPE sextant_http_requests counter"))
    #expect(lines.contains(#"nv_inference_request_success_total{model="bikes",version="3"} 3"#))
    #expect(lines.contains("# HELP ml_value Money \\\"made\\\"."))
    #expect(lines.contains("ml_value_total 1.5"))
  }

  @Test("the screen's picture counts the same")
  func status() throws {
    let gateway = try ServerTests.gateway()
    let client = RawClient(port: gateway.port)
    for _ in 0..<4 { _ = client.ask("POST", "/predict", #"{"hour":1}"#) }
    _ = client.ask("GET", "/nowhere")
    let status = gateway.status
    #expect(status.endpoints.map(\.name) == ["POST /predict", "other"])
    #expect(status.endpoints[0].statuses == [.init(status: 200, count: 4)])
    #expect(status.endpoints[0].latency.count == 4)
    #expect(status.endpoints[0].perSecond.count == 60)
    #expect(status.endpoints[1].errors == 1)
    #expect(status.bytesReceived == 40)
    #expect(!status.asksForTokens && !status.isEncrypted && !status.isStopping)
  }
}

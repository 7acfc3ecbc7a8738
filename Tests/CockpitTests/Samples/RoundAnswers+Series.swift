import Encoding
import Lifecycle

extension RoundAnswers {
  /// The software's figures up to 19:12:40; of the seconds some are missing: the machine slept.
  static func series(_ request: Query.SeriesRequest) -> JSON {
    let names = [
      "software.requests_per_second", "software.latency_p50_ms", "software.latency_p95_ms", "software.latency_p99_ms",
      "software.errors_per_second", "software.errors_client", "software.errors_overload", "software.cpu_share",
      "software.memory_bytes", "software.queue", "software.backlog",
    ]
    let seconds = max(1, request.resolution.seconds)
    let end = Timestamp(seconds: 1_242_241_960)
    let series = names.enumerated().map { place, name in
      let points = (0..<min(request.limit, 120)).filter { seconds > 1 || !(30..<44).contains($0) }.reversed().map {
        back in
        let time = Timestamp(seconds: ((end.seconds / Double(seconds)).rounded(.down) - Double(back)) * Double(seconds))
        let wave = Wave.noise(back, 80 + place)
        let value = mean(name, wave, back)
        return [
          "time": JSON(time), "min": JSON(value * 0.8), "mean": JSON(value), "max": JSON(value * 1.3),
          "count": JSON(seconds),
        ] as JSON
      }
      return ["name": JSON(name), "unit": JSON(SeriesUnit.of(name)), "clock": "wall", "points": .array(points)] as JSON
    }
    return ["resolution": JSON(request.resolution.rawValue), "series": .array(series)]
  }

  private static func mean(_ name: String, _ wave: Double, _ back: Int) -> Double {
    switch name {
    case "software.requests_per_second": 412 + 40 * wave
    case "software.latency_p50_ms": 0.21 + 0.02 * wave
    case "software.latency_p95_ms": 0.62 + 0.1 * wave
    case "software.latency_p99_ms": 1.4 + 0.4 * wave + (back == 20 ? 9 : 0)
    case "software.errors_per_second", "software.errors_client": back < 6 ? 3 : 0
    case "software.cpu_share": 0.11 + 0.02 * wave
    case "software.memory_bytes": 61_000_000
    case "software.queue": max(0, 2 + 2 * wave)
    default: 0
    }
  }
}

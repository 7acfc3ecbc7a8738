import CellCanvas
import Glibc

/// Draws charts of ever more points and prints how long each takes, as one JSON object.
///
///     canvas-bench [POINTS]
@main
struct CanvasBench {
  private static let size = Size(columns: 200, rows: 50)
  private static let frameCount = 50

  static func main() {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
    guard (2...100_000_000).contains(count) else {
      print("usage: canvas-bench [POINTS]")
      exit(2)
    }
    // A walk with gaps: what a live metric looks like.
    var (state, level) = (UInt64(7), 0.0)
    let values = (0..<count).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      level += Double(Int64(bitPattern: state) >> 40) / 1e7
      return index % 9973 == 0 ? Double.nan : level
    }
    let times = (0..<count).map(Double.init)
    let chart = LineChart([.init("walk", x: times, y: values)], xAxis: .time)
    var taken: [Double] = []
    for _ in 0..<frameCount {
      let start = seconds()
      var canvas = Canvas(size: size, theme: .dark, glyphs: .braille)
      canvas.draw(chart, in: canvas.area)
      taken.append((seconds() - start) * 1e3)
    }
    taken.sort()
    print(
      "{\"points\": \(count), \"milliseconds\": \(taken[frameCount / 2]), \"worst\": \(taken[frameCount - 1]), "
        + "\"resident_megabytes\": \(resident)}")
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The most that was resident, in megabytes. Not `getrusage`, which begins with what the parent held.
  private static var resident: Double {
    guard let file = fopen("/proc/self/status", "r") else { return .nan }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .split { $0 == " " || $0 == "\t" || $0 == "\n" }
      if words.first == "VmHWM:", words.count > 1 { return (Double(words[1]) ?? .nan) / 1024 }
    }
    return .nan
  }
}

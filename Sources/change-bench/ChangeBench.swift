import Glibc
import Statistics

/// Runs a change detector over a file of numbers and prints what it found and how fast it was, as one JSON object.
///
///     change-bench adwin|live|page_hinkley|ddm FILE
///
/// FILE holds Float64 values and nothing else, in the order of this machine.
@main
struct ChangeBench {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 2, let values = values(of: arguments[1]) else { fail() }
    switch arguments[0] {
    case "adwin": run(AdaptiveWindow(), values)
    case "live": run(AdaptiveWindow(settings: .live), values)
    case "page_hinkley": run(PageHinkley(), values)
    case "ddm": run(ErrorRateDetector(), values)
    default: fail()
    }
  }

  private static func fail() -> Never {
    print("usage: change-bench adwin|live|page_hinkley|ddm FILE, a file of Float64 values")
    exit(2)
  }

  private static func values(of path: String) -> [Double]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file) / MemoryLayout<Double>.stride
    rewind(file)
    guard count > 0 else { return nil }
    let values = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = fread(buffer.baseAddress, MemoryLayout<Double>.stride, count, file)
    }
    return values.count == count ? values : nil
  }

  private static func run(_ detector: some ChangeDetector, _ values: [Double]) {
    var detector = detector
    var found: [Int] = []
    let start = seconds()
    for index in values.indices where detector.update(values[index]) { found.append(index) }
    let taken = max(seconds() - start, 1e-9)
    print("{\"values\": \(values.count), \"seconds\": \(taken), \"detections\": \(found)}")
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

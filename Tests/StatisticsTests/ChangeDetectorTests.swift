import Statistics
import Testing

/// Detections observed by running River 0.26.1 on these streams (0-based positions).
@Suite("Change detectors")
struct ChangeDetectorTests {
  /// A linear congruential sequence in 0..<1; its first values are 0.0204026857, 0.0165478482, 0.5431557945.
  static let uniform: [Double] = {
    var state: UInt64 = 12_345
    return (0..<4000).map { _ in
      state = (1_664_525 * state + 1_013_904_223) % (1 << 32)
      return Double(state) / 4_294_967_296
    }
  }()
  /// Uniform, shifted up by 0.4 from 2000 on.
  static let shifted = uniform.enumerated().map { $1 + ($0 >= 2000 ? 0.4 : 0) }
  /// Errors at a rate of 0.1, from 2000 on of 0.3.
  static let errors = uniform.enumerated().map { $1 < ($0 < 2000 ? 0.1 : 0.3) ? 1.0 : 0 }

  private func detections(_ detector: some ChangeDetector, _ stream: [Double]) -> [Int] {
    var detector = detector
    return stream.indices.filter { detector.update(stream[$0]) }
  }

  @Test("the stream is the one River saw")
  func stream() {
    #expect(abs(Self.uniform[0] - 0.0204026857) < 1e-10)
    #expect(abs(Self.uniform[2] - 0.5431557945) < 1e-10)
  }

  @Test("ADWIN finds the shift and the risen error rate, once each")
  func adaptiveWindow() {
    #expect(detections(AdaptiveWindow(), Self.shifted) == [2047])
    #expect(detections(AdaptiveWindow(), Self.errors) == [2143])
  }

  @Test("ADWIN keeps all of a steady stream, with its mean and squares")
  func adaptiveWindowFigures() {
    var window = AdaptiveWindow()
    let found = Self.shifted[..<2000].count { window.update($0) }
    #expect(found == 0)
    #expect(window.width == 2000)
    #expect(abs(window.mean - 0.4992797542) < 1e-10)
    #expect(abs(window.sumOfSquares - 163.4966896142) < 1e-9)
  }

  @Test("ADWIN says what the mean was before and is now")
  func adaptiveWindowChange() throws {
    var window = AdaptiveWindow()
    for value in Self.shifted[...2047] { _ = window.update(value) }
    let change = try #require(window.change)
    #expect(abs(change.before - 0.5) < 0.03)
    #expect(change.after > change.before + 0.1)
    #expect(change.width < 2048)
  }

  @Test("ADWIN's memory grows with the logarithm of the stream")
  func adaptiveWindowBound() {
    var window = AdaptiveWindow(settings: .init(delta: 1e-12))
    for index in 0..<100_000 { _ = window.update(index % 2 == 0 ? 0 : 1) }
    #expect(window.width == 100_000)
    #expect(abs(window.mean - 0.5) < 1e-12)
  }

  @Test("Page–Hinkley")
  func pageHinkley() {
    #expect(detections(PageHinkley(), Self.shifted) == [2112])
    #expect(detections(PageHinkley(settings: .init(threshold: 20)), Self.errors) == [2095, 2778, 3847])
  }

  @Test("DDM, with its first warning")
  func errorRate() {
    #expect(detections(ErrorRateDetector(), Self.errors) == [2377, 2484])
    var detector = ErrorRateDetector()
    let firstWarning = Self.errors.indices.first {
      _ = detector.update(Self.errors[$0])
      return detector.isWarning
    }
    #expect(firstWarning == 171)
  }

  @Test("EDDM, its first six")
  func errorDistance() {
    #expect(detections(ErrorDistanceDetector(), Self.errors).prefix(6) == [357, 992, 2121, 2230, 2339, 2460])
  }

  @Test("HDDM by averages and by weights")
  func hoeffding() {
    #expect(detections(HoeffdingAverageDetector(), Self.errors) == [2098])
    #expect(detections(HoeffdingWeightedDetector(), Self.errors) == [2131, 2698])
  }

  @Test("a constant stream changes for none", arguments: [0.0, 1.0])
  func constant(value: Double) {
    let stream = [Double](repeating: value, count: 3000)
    #expect(detections(AdaptiveWindow(), stream).isEmpty)
    #expect(detections(PageHinkley(), stream).isEmpty)
    #expect(detections(ErrorRateDetector(), stream).isEmpty)
    #expect(detections(HoeffdingAverageDetector(), stream).isEmpty)
    #expect(detections(HoeffdingWeightedDetector(), stream).isEmpty)
  }

  /// Errors whose rate goes up and down between 0.2 and 0.3.
  private func alternating(every period: Int, count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { generator.uniform() < (($0 / period) % 2 == 0 ? 0.2 : 0.3) ? 1 : 0 }
  }

  /// River's DDM finds none of five rises that lie 100,000 values apart.
  @Test("The live detector finds a change every 10,000 and every 100,000 values alike", arguments: [10_000, 100_000])
  func alternation(period: Int) {
    let found = detections(AdaptiveWindow(settings: .live), alternating(every: period, count: period * 10, seed: 3))
    for change in 1...9 {
      #expect(found.contains { $0 >= change * period && $0 < change * period + 2000 }, "change \(change)")
    }
    #expect(found.count <= 10)
  }

  /// Page–Hinkley at its defaults raises some 600 per million.
  @Test(
    "The live detector raises at most one false change per million stationary values", arguments: [1, 2, 3] as [UInt64])
  func stationary(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let normal = (0..<1_000_000).map { _ in generator.normal() }
    let errors = (0..<1_000_000).map { _ in generator.uniform() < 0.2 ? 1.0 : 0 }
    #expect(detections(AdaptiveWindow(settings: .live), normal).count <= 1)
    #expect(detections(AdaptiveWindow(settings: .live), errors).count <= 1)
  }
}

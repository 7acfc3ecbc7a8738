import Statistics
import Testing

/// Expected values by sklearn.isotonic.IsotonicRegression(out_of_bounds="clip") of scikit-learn.
@Suite("Monotone fit")
struct MonotoneFitTests {
  @Test("violators are pooled, ties averaged, gaps interpolated, ends clipped")
  func pooling() throws {
    let fit = try #require(MonotoneFit([5, 1, 2, 2, 4, 7, 6], [4, 1, 3, 0, 3.5, 5, 9]))
    #expect(fit(1) == 1)
    #expect(fit(2) == 1.5)
    #expect(fit(3) == 2.5)
    #expect(fit(5) == 4)
    #expect(fit(5.5) == 5.5)
    #expect(fit(6) == 7)
    #expect(fit(100) == 7)
    #expect(fit(-100) == 1)
  }

  @Test("a falling line becomes its mean")
  func falling() throws {
    let fit = try #require(MonotoneFit([1, 2, 3], [3, 2, 1]))
    #expect(fit.inputs == [1, 3])
    #expect(fit.outputs == [2, 2])
  }

  @Test("nothing to fit, and stored fits that are none")
  func refused() {
    #expect(MonotoneFit([], []) == nil)
    #expect(MonotoneFit(inputs: [1, 1], outputs: [0, 1]) == nil)
    #expect(MonotoneFit(inputs: [1, 2], outputs: [1, 0]) == nil)
    #expect(MonotoneFit(inputs: [1, .nan], outputs: [0, 1]) == nil)
  }

  @Test("sorted positions keep equal values in order, NaN last, few and many alike", arguments: [10, 5000])
  func sortedOrder(count: Int) {
    var generator = SeededGenerator(seed: 8)
    var values = (0..<count).map { _ in (generator.normal() * 20).rounded() }
    values[3] = .nan
    let order = SortedOrder.ascending(values).map { Int($0) }
    let plain = values.indices.sorted {
      (values[$0].isNaN ? .infinity : values[$0], $0) < (values[$1].isNaN ? .infinity : values[$1], $1)
    }
    #expect(order == plain)
    #expect(SortedOrder.ascending([]).isEmpty)
  }
}

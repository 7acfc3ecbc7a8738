import Encoding
import Lifecycle
import Runtime
import TestSupport
import Testing

/// A window looked at closely: what is read back from the log is what was seen when it closed.
@Suite(.timeLimit(.minutes(2))) struct WindowPageTests {
  @Test("Any kept window is read back with the figures it closed with, by the reference frozen with the model")
  func readBack() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let none = try await refusal { _ = try await engine.ask(.window(Query.WindowRequest())) }
      #expect(none.kind == .no && none.mend.contains("replay"))
      try await play(engine)
      let windows = await engine.currentSnapshot.state.windows
      #expect(windows.count >= 10)
      for place in [0, 4, windows.count - 1] {
        let closed = windows[place].closed
        let page = try await engine.ask(.window(Query.WindowRequest(index: closed.index)))
        #expect(page["rows_read"]?.int == closed.rows && page["rows_measured"]?.int == closed.rows)
        for reading in closed.drift {
          let column = page["columns"]?.array?.first { $0["column"]?.string == reading.column }
          let read = column?["readings"]?.array?.first { $0["method"]?.string == reading.method }
          let statistic = try #require(read?["statistic"]?.double, "\(reading.column) \(reading.method)")
          #expect(abs(statistic - reading.statistic) < 1e-12)
        }
      }
    }
  }

  @Test("Of one column there are shape, trend, and segments with n and an interval; all rows are in some segment")
  func column() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await play(engine)
      let window = try #require(await engine.currentSnapshot.state.windows.last { $0.settled != nil })
      let name = try #require(window.closed.drift.first { !["score", "*"].contains($0.column) }?.column)
      for column in [name, "score"] {
        let page = try await engine.ask(
          .window(Query.WindowRequest(index: window.closed.index, column: column)))
        let shape = try #require(page["histogram"])
        let sum = shape["window"]?.array?.reduce(0) { $0 + ($1.double ?? 0) }
        #expect(abs((sum ?? 0) - 1) < 1e-9)
        let points = page["trend"]?[0]?["points"]?.array?.count
        let windows = await engine.currentSnapshot.state.windows
        #expect(points == windows.count { $0.closed.drift.contains { $0.column == column } })
        let worst = page["segments"]?["worst"]?.array ?? []
        #expect(worst.reduce(0) { $0 + ($1["rows"]?.int ?? 0) } == window.closed.rows)
        #expect(worst.reduce(0) { $0 + ($1["n"]?.int ?? 0) } == window.settled?.settled)
        for segment in worst {
          guard let difference = segment["difference"]?.double else { continue }
          let (lower, upper) = (segment["lower"]?.double ?? .nan, segment["upper"]?.double ?? .nan)
          #expect(lower <= difference && difference <= upper)
          // What is not surely worse does not shout.
          if segment["worse"]?.bool == true { #expect(lower > 0) }
        }
        // The mean over all segments is the window's own.
        let total = worst.reduce(0.0) { $0 + ($1["error"]?.double ?? 0) * Double($1["n"]?.int ?? 0) }
        let brier = try #require(window.settled?.metrics["brier"])
        #expect(abs(total / Double(window.settled?.settled ?? 1) - brier) < 1e-9)
      }
    }
  }

  @Test("What is not there is said: windows that were never cut, columns that are not watched")
  func refusals() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await play(engine)
      let window = try await refusal { _ = try await engine.ask(.window(Query.WindowRequest(index: 9999))) }
      #expect(window.message.contains("9999") && window.mend.contains("windows 0 to"))
      let column = try await refusal { _ = try await engine.ask(.window(Query.WindowRequest(column: "nonsense"))) }
      #expect(column.message.contains("nonsense") && column.mend.contains("score"))
    }
  }

  private func play(_ engine: Engine) async throws {
    try await engine.perform(.train(Command.Training()))
    try await engine.perform(.promote(Command.Promotion(override: "the test needs one")))
    try await engine.perform(.play(Command.Play()))
  }
}

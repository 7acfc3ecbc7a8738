import Lifecycle
import Monitoring
import Serving
import Tabular
import Testing
import Traffic

/// What a closed window says of texts, of who asked again, and of people against the model.
@Suite struct InputFigureTests {
  private func figures(
    _ columns: [Column], times: [Double], window: Int = 6, _ change: (inout TrafficPlayer.Configuration) -> Void
  ) throws -> [[String: Double]] {
    var configuration = Sample.configuration(window: .rows(window))
    change(&configuration)
    let count = times.count
    let table = Table(columns: [Column(name: "x", values: .numeric([Double](repeating: 1, count: count)))] + columns)
    let source = TableTraffic(
      name: "rows", table: table, eventTimes: times.map { Int64($0 * 1e6) },
      targets: [Double](repeating: 1, count: count), delaySeconds: 0)
    let player = TrafficPlayer(
      configuration, routing: RoutingTable(RoutingTable.Routes(champion: try Sample.echo())), log: MemoryLog())
    return try player.play(source, limit: 4).closed.map(\.figures)
  }

  private func texts(_ values: [String?]) -> TextValues {
    var text = TextValues()
    for value in values { text.append(value) }
    return text
  }

  @Test("The mean length of texts counts characters, not bytes, and no missing text; names are none")
  func textLength() throws {
    let columns = [
      Column(name: "note", values: .text(texts(["abc", nil, "äöü", "", "🙂🙂", "x"]))),
      Column(name: "who", values: .text(texts(["a", "b", "c", "d", "e", "f"]))),
    ]
    let found = try figures(columns, times: (0..<6).map(Double.init)) { $0.namingColumns = ["who"] }
    // (3 + 3 + 0 + 2 + 1) ÷ 5.
    #expect(found.first?["input.text_length.note"] == 1.8)
    #expect(found.first?["input.text_length"] == 1.8)
    #expect(found.first?["input.text_length.who"] == nil)
  }

  @Test("The same unit within the time asked again; one after it, one without a name and a new one did not")
  func redo() throws {
    let units = Column(
      name: "who", values: .categorical(CategoricalValues(codes: [0, 1, 0, 0, .max, 1], levels: ["ana", "ben"])))
    // ana at 0, 300 and 1000: the second within ten minutes, the third 700 s later; ben at 10 and 2000.
    let found = try figures([units], times: [0, 10, 300, 1000, 1001, 2000]) {
      $0.redo = MonitoringDefinition.Redo(unit: "who", withinSeconds: 600)
    }
    #expect(found.first?["output.redo_share"] == 0.2)
    #expect(found.first?["output.redo_clock_backwards"] == nil)
    let without = try figures([units], times: [0, 10, 300, 1000, 1001, 2000]) { _ in }
    #expect(without.first?["output.redo_share"] == nil)
  }

  @Test("A hundred thousand units are more than the table remembers, and cost no more than their places")
  func manyUnits() throws {
    // Each asks once, then each of the last thousand again at once.
    let numbers = (0..<100_000).map(Double.init) + (99_000..<100_000).map(Double.init)
    let units = Column(name: "who", values: .numeric(numbers))
    let found = try figures([units], times: numbers.indices.map { Double($0) / 1000 }, window: numbers.count) {
      $0.redo = MonitoringDefinition.Redo(unit: "who", withinSeconds: 600)
    }
    let share = try #require(found.first?["output.redo_share"])
    #expect(abs(share * Double(numbers.count) - 1000) <= 20, "what came last is remembered")
  }

  @Test("Of the answers that people gave while a window was filled, those that are not the model's overrode it")
  func overridden() throws {
    let reviews = ReviewQueue()
    let player = TrafficPlayer(
      Sample.configuration(window: .rows(4)),
      routing: RoutingTable(RoutingTable.Routes(champion: try Sample.echo())), log: MemoryLog(), reviews: reviews)
    for (id, decision, proposal) in [(0, 1.0, 1.0), (1, 0, 1), (2, 0, .nan)] {
      reviews.answer(ReviewQueue.Answer(session: SessionID(1), id: Int64(id), decision: decision, proposal: proposal))
    }
    let facts = try player.play(Sample.traffic([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]), limit: 2)
    // Two whose proposal is known, one of them another.
    #expect(facts.closed.map { $0.figures["output.overridden_share"] } == [0.5, nil])
  }
}

import Encoding
import Lifecycle
import Runtime
import TestSupport
import Testing

/// The review of labels through the engine.
@Suite struct LabelTests {
  private func queue(_ engine: Engine, limit: Int = 5) async throws -> JSON {
    let page = try await engine.query(.labelQueue(offset: 0, limit: limit)).items[0]
    guard let task = page["task"]?.int else { return page }
    #expect(page["state"]?.string == "working")
    _ = try await engine.query(.outcome(of: TaskID(task)))
    return try await engine.query(.labelQueue(offset: 0, limit: limit)).items[0]
  }

  private func rows(_ page: JSON) -> [Int] { page["rows"]?.array?.compactMap { $0["row"]?.int } ?? [] }

  private func label(_ engine: Engine, _ row: Int) async throws -> String? {
    let page = try await engine.query(.rows(Query.RowRequest(offset: row, limit: 1))).items[0]
    let column = page["columns"]?.array?.firstIndex { $0["name"]?.string == "y" }
    return column.flatMap { page["rows"]?.array?[0]["values"]?.array?[$0].text() }
  }

  @Test("a label is a version, leaves the queue in order, and one undo takes both back")
  func relabel() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let before = try await queue(engine)
      #expect(before["state"]?.string == "ready")
      let order = rows(before)
      #expect(order.count == 5 && order.allSatisfy { $0 < SampleProject.liveStart })
      #expect(before["total"]?.int == SampleProject.liveStart)
      let first = try #require(before["rows"]?.array?[0])
      let given = try #require(first["label"]?.string)
      let other = try #require(before["classes"]?.array?.compactMap(\.string).first { $0 != given })
      let was = try await label(engine, order[0])
      _ = try await engine.send(.label(row: order[0], .label(other), because: "seen"))
      #expect(try await label(engine, order[0]) != was)
      _ = try await engine.send(.label(row: order[1], .confirm, because: nil))
      let after = try await queue(engine)
      #expect(after["task"]?.int == nil, "one label is no reason to learn everything again")
      #expect(rows(after).prefix(3) == order[2...])
      #expect(after["labelled"]?.int == 1 && after["confirmed"]?.int == 1)
      let datasets = try await engine.query(.datasets).items[0]
      let version = try #require(datasets["versions"]?.array?[0])
      #expect(version["kind"]?.string == "labelled" && version["reason"]?.string == "seen")
      _ = try await engine.send(.undo)
      _ = try await engine.send(.undo)
      #expect(try await label(engine, order[0]) == was)
      let undone = try await queue(engine)
      #expect(rows(undone) == order)
      #expect(undone["labelled"]?.int == 0 && undone["confirmed"]?.int == 0)
    }
  }

  @Test("labels in a chain are the same data after reopening")
  func reopening() async throws {
    let project = try SampleProject()
    let current = try await project.withEngine { engine in
      for row in 0..<12 {
        let now = try await label(engine, row)
        _ = try await engine.send(.label(row: row, .label(now == "1" ? "0" : "1"), because: nil))
      }
      return try await engine.query(.datasets).items[0]["current"]
    }
    try await project.withEngine { engine in
      // Read from the source, and all edits applied anew: the identity must come out the same.
      let page = try await engine.query(.rows(Query.RowRequest(limit: 1))).items[0]
      #expect(page["dataset"] == current)
      #expect(try await engine.query(.datasets).items[0]["versions"]?.array?.count == 13)
    }
  }

  @Test("a file of labels is one version; wrong rows and classes are refused and change nothing")
  func apply() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let (a, b) = (try await label(engine, 3), try await label(engine, 4))
      let text = "row,label,because\n3,\(a == "1" ? 0 : 1),x\n4,\(b == "1" ? 0 : 1),\n3,\(a == "1" ? 0 : 1),y\n"
      #expect(TextFile.write(text, to: project.temporary.file("labels.csv")))
      let receipt = try await engine.send(.data(.labels(file: "labels.csv"), because: nil))
      _ = try await engine.query(.outcome(of: try #require(receipt.task)))
      #expect(try await label(engine, 3) != a)
      #expect(try await label(engine, 4) != b)
      let versions = try await engine.query(.datasets).items[0]["versions"]?.array
      #expect(versions?.count == 2 && versions?[0]["kind"]?.string == "labelled")
      _ = try await engine.send(.undo)
      #expect(try await label(engine, 4) == b)
      for (row, word) in [(-1, "1"), (1_000_000, "1"), (SampleProject.liveStart, "1"), (3, "maybe")] {
        await #expect(throws: Refusal.self) {
          try await engine.send(.label(row: row, .label(word), because: nil))
        }
      }
      #expect(try await engine.query(.datasets).items[0]["versions"]?.array?.count == 3)
    }
  }
}

import Encoding
import Lifecycle
import TestSupport
import Testing

/// Files that are played as they are read.
@Suite(.timeLimit(.minutes(3))) struct StreamedReplayTests {
  private static func project() async throws -> SampleProject {
    let yaml = SampleProject.yaml().replacing("window: 100 rows", with: "window: 5000 rows")
    let project = try SampleProject(yaml: yaml)
    _ = try await project.withEngine { try await $0.trainAndPromote() }
    return project
  }

  private static func play(_ lines: [Substring], in project: SampleProject, until: Command.Play.Limit? = nil)
    async throws
    -> JSON
  {
    let path = project.temporary.file("long.csv")
    #expect(TextFile.write(lines.joined(separator: "\n") + "\n", to: path))
    return try await project.withEngine { [until] in
      try await $0.perform(.play(Command.Play(file: path, until: until)))
    }
  }

  @Test("A long file in order of time gives what the same file gives when it has to be read whole")
  func same() async throws {
    let project = try await Self.project()
    let lines = SampleRows(count: 21_000, change: 13_000).text.split(separator: "\n")
    let streamed = try await Self.play(lines, in: project)
    // The last two rows change places: such a file has to be sorted first.
    var swapped = lines
    swapped.swapAt(20_999, 21_000)
    let whole = try await Self.play(swapped, in: project)
    for report in [streamed, whole] {
      #expect(report["rows"]?.int == 21_000 && report["lost"]?.int == 0)
    }
    let (first, second) = (streamed["windows"]?.array ?? [], whole["windows"]?.array ?? [])
    #expect(first.count == 5 && second.count == 5)
    for (one, other) in zip(first, second) {
      for key in ["rows", "from", "to", "drift", "estimated", "metrics", "settled"] {
        #expect(one[key] == other[key], "\(key)")
      }
    }
  }

  @Test("A play of a long file ends at a row or a time, and goes on from there")
  func ends() async throws {
    let project = try await Self.project()
    let lines = SampleRows(count: 21_000, change: 30_000).text.split(separator: "\n")
    let first = try await Self.play(lines, in: project, until: .row(7001))
    #expect(first["rows"]?.int == 7001 && first["windows"]?.array?.count == 1)
    let path = project.temporary.file("long.csv")
    let end = SampleRows.time(of: 12_000)
    let rest = try await project.withEngine {
      try await $0.perform(
        .play(
          Command.Play(file: path, until: .time(Double(end.microseconds) / 1e6), resumes: true)))
    }
    #expect(rest["rows"]?.int == 12_000 - 7001)
    #expect(rest["windows"]?.array?.compactMap { $0["rows"]?.int } == [5000, 5000])
  }
}

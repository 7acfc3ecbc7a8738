import Lifecycle

/// The engine of a project that may only be read: every question is answered, no command is taken.
struct ReadOnlyLink: EngineLink {
  private let link: any EngineLink
  private let project: String

  init(_ link: any EngineLink, project: String) {
    self.link = link
    self.project = project
  }

  func send(_ command: Command) async throws -> Receipt { throw refusal }

  func cancel(_ task: TaskID) async throws { throw refusal }

  func query(_ query: Query) async throws -> Page { try await link.query(query) }

  func past(_ sequence: Int) async throws -> Snapshot { try await link.past(sequence) }

  func snapshots() -> AsyncStream<Snapshot> { link.snapshots() }

  private var refusal: Refusal {
    Refusal(
      kind: .damaged, message: "\(project) may only be read: its disk or folder is read-only",
      mend: "make it writable, or work on a copy of the folder")
  }
}

import Glibc
import Storage
import Testing

@Suite("What of a project is damaged, and reading where nothing may be written")
struct ProjectProblemsTests {
  private func project(in scratch: Scratch) throws -> ProjectFolder {
    let project = ProjectFolder(path: scratch.path)
    try project.create()
    _ = try Journal(path: project.journal).append([.sample(.opened())])
    try PredictionLog(path: project.predictionLog).append(.sample())
    _ = try project.artifactStore().put([1, 2, 3])
    return project
  }

  private func segment(of project: ProjectFolder) throws -> String {
    project.predictionLog + "/" + (try #require(Scratch.names(project.predictionLog).last))
  }

  @Test("an undamaged project has no problem")
  func none() throws {
    let scratch = try Scratch()
    #expect(try project(in: scratch).problems() == [])
    #expect(ProjectFolder(path: "/nowhere").problems() == [])
  }

  @Test("a torn log, a changed model and a journal of noise are each told, and left as they are")
  func problems() throws {
    let scratch = try Scratch()
    let project = try project(in: scratch)
    let torn = Array(Scratch.read(try segment(of: project)).dropLast(3))
    Scratch.write(torn, to: try segment(of: project))
    let model = project.artifacts + "/" + (try #require(Scratch.names(project.artifacts).first))
    Scratch.write([1, 2, 4], to: model)
    for suffix in ["-wal", "-shm"] { unlink(project.journal + suffix) }
    Scratch.write([UInt8](repeating: 7, count: 9000), to: project.journal)
    let problems = project.problems()
    #expect(problems.map(\.path) == [project.journal, project.predictionLog, model])
    #expect(problems.allSatisfy { !$0.mend.isEmpty })
    #expect(Scratch.read(try segment(of: project)) == torn)
  }

  @Test("a copy for reading has the journal and the log, may be written to, and goes without a trace")
  func copy() throws {
    let scratch = try Scratch()
    let project = try project(in: scratch)
    let before = Scratch.read(try segment(of: project))
    let copy = try project.copyForReading()
    #expect(copy.path == project.path)
    #expect(copy.engineFolder != project.engineFolder)
    #expect(try Journal(path: copy.journal).events().count == 1)
    try PredictionLog(path: copy.predictionLog).append(.sample())
    #expect(try copy.artifactStore().list().count == 1)
    copy.removeEngineFolder()
    #expect(access(copy.engineFolder, F_OK) != 0)
    #expect(Scratch.read(try segment(of: project)) == before)
    #expect(try project.artifactStore().list().count == 1)
  }
}

import Glibc
import Storage
import Testing

@Suite("Project folder and lock")
struct ProjectFolderTests {
  @Test("the engine's folder keeps itself out of version control, and what is written there stays")
  func create() throws {
    let scratch = try Scratch()
    let project = ProjectFolder(path: scratch.file("deep/er/"))
    #expect(project.path == scratch.file("deep/er"))
    try project.create()
    #expect(Scratch.read(project.path + "/.sextant/.gitignore") == Array("*\n".utf8))
    Scratch.write(Array("mine".utf8), to: project.engineFolder + "/.gitignore")
    try project.create()
    #expect(Scratch.read(project.path + "/.sextant/.gitignore") == Array("mine".utf8))
  }

  @Test("the nearest project upward is found")
  func nearest() throws {
    let scratch = try Scratch()
    try ProjectFolder(path: scratch.file("a/b")).create()
    #expect(ProjectFolder.nearest(from: scratch.file("a/b"))?.path != scratch.file("a"))
    Scratch.write([], to: scratch.file("a/sextant.yaml"))
    #expect(ProjectFolder.nearest(from: scratch.file("a/b"))?.path == scratch.file("a"))
    #expect(ProjectFolder.nearest(from: scratch.file("a"))?.path == scratch.file("a"))
  }

  @Test("a folder that cannot be made is an error with its path")
  func notAFolder() throws {
    let scratch = try Scratch()
    Scratch.write([], to: scratch.file("file"))
    let error = try #require(throws: StorageError.self) { try ProjectFolder(path: scratch.file("file/x")).create() }
    #expect(error.code == .io)
    #expect(error.path.hasPrefix(scratch.file("file")))
  }

  @Test("bytes are counted by kind and add up")
  func usage() throws {
    let scratch = try Scratch()
    let project = ProjectFolder(path: scratch.path)
    #expect(try project.usage().total == 0)
    try project.create()
    let journal = try Journal(path: project.journal)
    _ = try journal.append([.sample(.opened())])
    let log = try PredictionLog(path: project.predictionLog)
    try log.append(.sample())
    _ = try project.artifactStore().put([1, 2, 3])
    let usage = try project.usage()
    #expect(usage.artifacts == 3)
    #expect(usage.predictionLog == log.byteCount)
    #expect(usage.journal > 4096)
    #expect(usage.series == 0)
    // The .gitignore.
    #expect(usage.other == 2)
    #expect(usage.total == usage.byKind.reduce(0) { $0 + $1.bytes })
  }

  @Test("the lock has one holder, says who, and is free again when the holder goes")
  func lock() throws {
    let scratch = try Scratch()
    let path = scratch.file("engine.lock")
    // What a process that was killed left behind holds nothing.
    Scratch.write(Array("999999\n".utf8), to: path)
    var held: ProjectLock?
    guard case .acquired(let lock) = try ProjectLock.tryAcquire(path) else {
      Issue.record("a stale lock file holds")
      return
    }
    held = lock
    guard case .heldBy(let pid) = try ProjectLock.tryAcquire(path) else {
      Issue.record("held twice")
      return
    }
    #expect(pid == getpid())
    _ = consume lock
    #expect(held != nil)
    held = nil
    guard case .acquired = try ProjectLock.tryAcquire(path) else {
      Issue.record("not given back")
      return
    }
  }
}

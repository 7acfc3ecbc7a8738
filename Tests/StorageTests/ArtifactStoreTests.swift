import Encoding
import Glibc
import Lifecycle
import Storage
import Testing

@Suite("Artifacts")
struct ArtifactStoreTests {
  /// FIPS 180-4's example: the hash of "abc".
  private let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test("bytes are stored under their hash, once")
  func putAndGet() throws {
    let scratch = try Scratch()
    let store = try ProjectFolder(path: scratch.path).artifactStore()
    let artifact = try store.put(Array("abc".utf8))
    #expect(artifact == ModelArtifact(sha256: abc, bytes: 3, path: ".sextant/artifacts/\(abc)"))
    #expect(Scratch.read(scratch.file(artifact.path)) == Array("abc".utf8))
    #expect(try store.put(Array("abc".utf8)) == artifact)
    #expect(try store.get(abc) == Array("abc".utf8))
    _ = try store.put([])
    #expect(try store.get(SHA256.hex(of: [])) == [])
    #expect(try store.list().map(\.bytes).sorted() == [0, 3])
    #expect(try store.bytes == 3)
    #expect(store.contains(abc))
    #expect(Scratch.names(store.path).count == 2)
  }

  @Test(
    "damaged bytes are said, and stored anew when they come again",
    arguments: [[], Array("abd".utf8), Array("abcd".utf8)])
  func damage(bytes: [UInt8]) throws {
    let scratch = try Scratch()
    let store = try ArtifactStore(path: scratch.file("a"), relativePath: "a")
    _ = try store.put(Array("abc".utf8))
    Scratch.write(bytes, to: store.path + "/" + abc)
    let error = try #require(throws: StorageError.self) { try store.get(abc) }
    #expect(error.code == .corrupt)
    #expect(error.path.hasSuffix(abc))
    #expect(error.description.contains("train the version again"))
    _ = try store.put(Array("abc".utf8))
    #expect(try store.get(abc) == Array("abc".utf8))
  }

  @Test(
    "what is not there, or is no hash, is missing",
    arguments: [String(repeating: "0", count: 64), "", "../../etc/passwd", String(repeating: "G", count: 64)])
  func missing(name: String) throws {
    let scratch = try Scratch()
    let store = try ArtifactStore(path: scratch.file("a"), relativePath: "a")
    let error = try #require(throws: StorageError.self) { try store.get(name) }
    #expect(error.code == .missing)
    #expect(!store.contains(name))
  }

  @Test("what a killed program left unfinished is not an artifact, and goes")
  func unfinished() throws {
    let scratch = try Scratch()
    let store = try ArtifactStore(path: scratch.file("a"), relativePath: "a")
    _ = try store.put(Array("abc".utf8))
    Scratch.write([1, 2], to: store.path + "/unfinished-\(abc)-1")
    #expect(try store.list().count == 1)
    try store.removeUnfinished()
    #expect(Scratch.names(store.path) == [abc])
  }

  @Test("a disk that is full leaves neither an artifact nor a piece of one")
  func fullDisk() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      signal(SIGXFSZ, SIG_IGN)
      let store = try ArtifactStore(path: scratch.file("a"), relativePath: "a")
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(1), &limit)
      limit.rlim_cur = 100
      setrlimit(__rlimit_resource_t(1), &limit)
      let error = #expect(throws: StorageError.self) { try store.put([UInt8](repeating: 1, count: 1000)) }
      #expect(error?.code == .full)
      #expect(Scratch.names(store.path).isEmpty)
    }
  }
}

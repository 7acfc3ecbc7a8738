import Glibc
import Runtime
import Synchronization
import TestSupport
import Testing

/// Where a person's own files will be, before they are.
@Suite struct PlaceWatchTests {
  /// What the watch found to read when it called, and the sign that it called.
  private final class Seen: Sendable {
    let texts = Mutex<[String]>([])
    let gate = Gate()
  }

  private func watching(_ folder: String, _ name: String?, _ seen: Seen) -> PlaceWatch? {
    PlaceWatch(folder: folder, name: name) {
      let path = name.map { "\(folder)/\($0)" } ?? folder
      seen.texts.withLock { $0.append(TextFile.read(path) ?? "nothing") }
      seen.gate.open()
    }
  }

  /// Waits for calls until one found this text.
  private func wait(for text: String, _ seen: Seen) {
    while seen.texts.withLock({ $0.last }) != text { seen.gate.wait() }
  }

  private func write(_ text: String, to path: String) {
    let file = fopen(path, "w")
    fputs(text, file)
    fclose(file)
  }

  @Test("A file in folders that are made later is told of, and again when it is written anew and deleted")
  func later() throws {
    let home = try #require(TemporaryFolder())
    let seen = Seen()
    let watch = try #require(watching(home.file("config/sextant"), "keys.yaml", seen))
    mkdir(home.file("config"), 0o700)
    mkdir(home.file("config/sextant"), 0o700)
    write("one", to: home.file("config/sextant/keys.yaml"))
    wait(for: "one", seen)
    write("two", to: home.file("config/sextant/keys.yaml"))
    wait(for: "two", seen)
    unlink(home.file("config/sextant/keys.yaml"))
    wait(for: "nothing", seen)
    watch.stop()
  }

  @Test("A folder that is put in place with its file, taken away and put back is told of each time")
  func moved() throws {
    let home = try #require(TemporaryFolder())
    mkdir(home.file("made"), 0o700)
    write("whole", to: home.file("made/keys.yaml"))
    let seen = Seen()
    let watch = try #require(watching(home.file("sextant"), "keys.yaml", seen))
    rename(home.file("made"), home.file("sextant"))
    wait(for: "whole", seen)
    rename(home.file("sextant"), home.file("made"))
    wait(for: "nothing", seen)
    rename(home.file("made"), home.file("sextant"))
    wait(for: "whole", seen)
    watch.stop()
  }

  @Test("Where a file stands in the way of a folder, the watch waits until it has gone")
  func inTheWay() throws {
    let home = try #require(TemporaryFolder())
    write("a file", to: home.file("sextant"))
    let seen = Seen()
    let watch = try #require(watching(home.file("sextant"), "keys.yaml", seen))
    unlink(home.file("sextant"))
    mkdir(home.file("sextant"), 0o700)
    write("now", to: home.file("sextant/keys.yaml"))
    wait(for: "now", seen)
    watch.stop()
  }

  @Test("Other files of the folder, and of the folders above, are no news")
  func others() throws {
    let home = try #require(TemporaryFolder())
    let seen = Seen()
    let watch = try #require(watching(home.file("sextant"), "keys.yaml", seen))
    write("else", to: home.file("other"))
    mkdir(home.file("sextant"), 0o700)
    write("else", to: home.file("sextant/other"))
    write("ours", to: home.file("sextant/keys.yaml"))
    wait(for: "ours", seen)
    // The folder came, and the file: nothing else called.
    #expect(seen.texts.withLock { $0.count } <= 2)
    watch.stop()
  }
}

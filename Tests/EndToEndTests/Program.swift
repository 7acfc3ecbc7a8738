import Glibc
import Synchronization

/// A run of a program, the built `sextant` above all, with its output held in pipes.
struct Program {
  /// How a run ended and what it said.
  struct Ending {
    /// The exit status; a signal's number plus 128 when one killed it.
    let status: Int32
    let output: String
    let errors: String
  }

  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  let pid: pid_t
  private let words: [String]
  private let output: Int32
  private let errors: Int32

  /// The program that was built beside this bundle of tests.
  static let sextant: String = {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    let path = String(decoding: bytes[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/sextant"
  }()

  /// Starts a program with nothing to read; it inherits no descriptor but its three.
  ///
  /// - Parameters:
  ///   - words: the program's path, then its arguments.
  ///   - environment: added to the few variables that every program needs.
  init(_ words: [String], environment: [String: String] = [:]) throws {
    self = try Self.starting.withLock { _ in try Program(starting: words, environment) }
  }

  /// Tests run side by side: an end of a pipe that leaked into another run would keep this one's output open.
  private static let starting = Mutex(())

  private init(starting words: [String], _ environment: [String: String]) throws {
    let (output, errors) = (try Pipe(), try Pipe())
    defer {
      close(output.end)
      close(errors.end)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.end, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors.end, STDERR_FILENO)
    var attributes = Self.plainSignals()
    defer { posix_spawnattr_destroy(&attributes) }
    var pid = pid_t()
    let failure = withStrings(words) { arguments in
      withStrings(Self.environment(adding: environment)) { environment in
        posix_spawn(&pid, words[0], &actions, &attributes, arguments, environment)
      }
    }
    guard failure == 0 else {
      close(output.start)
      close(errors.start)
      throw Problem(description: "\(words[0]) cannot be run: \(String(cString: strerror(failure)))")
    }
    (self.pid, self.words) = (pid, words)
    (self.output, self.errors) = (output.start, errors.start)
  }

  /// Runs a program to its end.
  static func run(_ words: [String], environment: [String: String] = [:], seconds: Double = 60) throws -> Ending {
    try Program(words, environment: environment).waitForEnd(seconds: seconds)
  }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// Reads until the program has closed its output, and takes its status. Once only.
  ///
  /// - Throws: `Problem` when that takes too long; the program is killed then.
  func waitForEnd(seconds: Double = 60) throws -> Ending {
    defer {
      close(output)
      close(errors)
    }
    let deadline = Deadline(seconds: seconds)
    var said: [Int32: [UInt8]] = [:]
    var open = [output, errors]
    while !open.isEmpty {
      guard !deadline.isOver else {
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
        let so = said.mapValues { String(decoding: $0.suffix(2000), as: UTF8.self) }
        throw Problem(description: "`\(words.joined(separator: " "))` did not end in \(seconds) s; it said \(so)")
      }
      var waiting = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&waiting, nfds_t(waiting.count), 100)
      for entry in waiting where entry.revents != 0 {
        let bytes = Self.read(entry.fd)
        said[entry.fd, default: []] += bytes
        if bytes.isEmpty { open.removeAll { $0 == entry.fd } }
      }
    }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    let signal = status & 0x7f
    return Ending(
      status: signal == 0 ? status >> 8 & 0xff : 128 + signal,
      output: String(decoding: said[output] ?? [], as: UTF8.self),
      errors: String(decoding: said[errors] ?? [], as: UTF8.self))
  }

  // MARK: Parts

  private struct Pipe {
    let start: Int32
    let end: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw Problem(description: "no pipe: \(String(cString: strerror(errno)))") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (start, end) = (ends[0], ends[1])
    }
  }

  private static func read(_ descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return Array(bytes[..<max(0, count)])
  }

  /// A runner in the background of a shell ignores ^C, and what it starts would too.
  static func plainSignals(flags: Int16 = 0) -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGTSTP, SIGCONT] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | flags)
    return attributes
  }

  static func environment(adding added: [String: String]) -> [String] {
    var all = added
    for name in ["PATH", "HOME", "USER", "LD_LIBRARY_PATH"] where all[name] == nil {
      if let value = getenv(name) { all[name] = String(cString: value) }
    }
    return all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}

/// Lends C an array of strings that ends with a null pointer.
func withStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}

/// A moment after which waiting is over.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(seconds: Double) { end = .now + .seconds(seconds) }

  var isOver: Bool { ContinuousClock.now >= end }
}

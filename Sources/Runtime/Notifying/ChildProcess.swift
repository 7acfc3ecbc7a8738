import CSys
import Glibc

/// A program that was started, in a process group of its own: its input is given, its complaints are read, and nothing
/// of the group is left when it has ended.
struct ChildProcess: ~Copyable {
  enum End: Equatable {
    case exited(Int)
    case signalled(Int)
    case overdue
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ what: String, _ code: Int32) { description = "\(what): \(String(cString: strerror(code)))" }
  }

  /// Bytes of the last line of standard error that are kept.
  private static let lineByteCountMax = 200
  private static let tickMilliseconds: Int32 = 20

  private let process: pid_t
  private var input: Int32
  private let complaints: Int32
  private var line: [UInt8] = []
  private var previousLine: [UInt8] = []

  /// - Parameters:
  ///   - words: a program, looked for in PATH unless it names a folder, and its arguments.
  ///   - folder: where it runs; a relative path of the program is relative to it.
  init(_ words: [String], environment: [String], folder: String) throws(Failure) {
    let input = try Pipe()
    let complaints: Pipe
    do {
      complaints = try Pipe()
    } catch {
      input.close()
      throw error
    }
    defer {
      Glibc.close(input.reading)
      Glibc.close(complaints.writing)
    }
    var process = pid_t()
    let code = Self.spawn(&process, words, environment, folder, input.reading, complaints.writing)
    guard code == 0 else {
      Glibc.close(input.writing)
      Glibc.close(complaints.reading)
      throw Failure(words.first ?? "nothing", code)
    }
    self.process = process
    self.input = input.writing
    self.complaints = complaints.reading
    for descriptor in [input.writing, complaints.reading] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
  }

  private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws(Failure) {
      var ends: [Int32] = [0, 0]
      guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Failure("no pipe", errno) }
      (reading, writing) = (ends[0], ends[1])
    }

    func close() {
      Glibc.close(reading)
      Glibc.close(writing)
    }
  }

  private static func spawn(
    _ process: inout pid_t, _ words: [String], _ environment: [String], _ folder: String, _ input: Int32,
    _ complaints: Int32
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, complaints, 2)
    posix_spawn_file_actions_addchdir_np(&actions, folder)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that the engine ignores or blocks are none of the program's business.
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    return posix_spawnp(&process, words.first ?? "", &actions, &attributes, &arguments, &variables)
  }

  /// The last line of standard error that says something, as printable text.
  var lastLine: String {
    let bytes = line.contains { $0 > 0x20 } ? line : previousLine
    return String(
      String.UnicodeScalarView(
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map {
          $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? " " : $0
        }))
  }

  /// Gives it its input and waits for its end.
  mutating func finish(input bytes: [UInt8], seconds: Double) -> End {
    var start = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    var written = 0
    var isOver = false
    while !isOver, Self.seconds(since: start) < seconds {
      exchange(bytes, &written)
      isOver = hasEnded
    }
    readComplaints()
    // Its pid is its own until it has been waited for: nobody else's group can be hit.
    kill(-process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if input >= 0 { Glibc.close(input) }
    Glibc.close(complaints)
    guard isOver else { return .overdue }
    let signal = status & 0x7F
    return signal == 0 ? .exited(Int(status >> 8 & 0xFF)) : .signalled(Int(signal))
  }

  private var hasEnded: Bool {
    var information = siginfo_t()
    guard waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return true }
    return information.si_signo != 0
  }

  /// Writes and reads what can be at once, or waits a moment.
  private mutating func exchange(_ bytes: [UInt8], _ written: inout Int) {
    var watched = [pollfd(fd: complaints, events: Int16(POLLIN), revents: 0)]
    if input >= 0 { watched.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
    poll(&watched, nfds_t(watched.count), Self.tickMilliseconds)
    if input >= 0, watched[1].revents != 0 { give(bytes, &written) }
    let isAtEnd = !readComplaints()
    // With both ends closed nothing wakes the poll: its end is waited for in small steps.
    if isAtEnd { poll(nil, 0, Self.tickMilliseconds) }
  }

  private mutating func give(_ bytes: [UInt8], _ written: inout Int) {
    let count = bytes.withUnsafeBytes { bytes in
      write(input, bytes.baseAddress?.advanced(by: written), bytes.count - written)
    }
    if count > 0 { written += count }
    let isLost = count < 0 && errno != EAGAIN && errno != EINTR
    guard isLost || written == bytes.count else { return }
    Glibc.close(input)
    input = -1
  }

  /// - Returns: false at the end of what it will ever say.
  @discardableResult
  private mutating func readComplaints() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    // A program that never stops complaining is not listened to for ever.
    for _ in 0..<64 {
      let count = read(complaints, &buffer, buffer.count)
      guard count > 0 else { return count < 0 }
      for byte in buffer[0..<count] { take(byte) }
    }
    return true
  }

  private mutating func take(_ byte: UInt8) {
    if byte == 0x0A {
      if line.contains(where: { $0 > 0x20 }) { previousLine = line }
      line.removeAll(keepingCapacity: true)
    } else if line.count < Self.lineByteCountMax {
      line.append(byte)
    }
  }

  private static func seconds(since start: timespec) -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec - start.tv_sec) + Double(now.tv_nsec - start.tv_nsec) / 1e9
  }
}

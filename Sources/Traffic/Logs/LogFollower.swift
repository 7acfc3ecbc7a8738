import Glibc

/// Reads a growing text file, or a stream, line by line.
///
/// A file that is renamed away is read to its end before its successor of the same name is begun; one that was cut short
/// is read from its beginning again. A line without its end waits for the rest. Bounded: one read and one line are held.
/// One owner.
public final class LogFollower {
  /// What a read brought.
  public enum Event: Sendable, Equatable {
    /// A line without its line end.
    case line([UInt8])
    /// A line longer than `lineByteCountMax`: passed over.
    case tooLong
    /// What follows is another file, or the same one from its beginning.
    case began
  }

  public enum State: Sendable, Equatable {
    /// There is more at once.
    case more
    /// Everything that has been written was read.
    case caughtUp
    /// Nothing will ever follow.
    case ended
  }

  public static let lineByteCountMax = 1 << 20
  private static let readByteCount = 1 << 18

  private let path: String
  /// A pipe, a terminal or a socket: it cannot be rotated, and ends.
  private let isStream: Bool
  private var descriptor: Int32
  private var identity: Identity
  private var offset = 0
  private var tail: [UInt8] = []
  private var isSkipping = false
  private var buffer = [UInt8](repeating: 0, count: LogFollower.readByteCount)

  private struct Identity: Equatable {
    var device: UInt
    var node: UInt

    init(_ status: stat) {
      device = UInt(status.st_dev)
      node = UInt(status.st_ino)
    }
  }

  /// - Parameter path: `-` is standard input.
  /// - Throws: `LogError` when there is no such file, or it cannot be read.
  public init(path: String) throws(LogError) {
    self.path = path
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LogError(path: path, number: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw LogError(path: path, number: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw LogError(path: path, number: EISDIR) }
    // A file that is given as standard input has no name to be followed by.
    isStream = path == "-" || status.st_mode & S_IFMT != S_IFREG
    identity = Identity(status)
  }

  /// Whether it can end at all only by its writer: a stream, not a file.
  public var isEndless: Bool { isStream }

  /// Bytes of the file that are there and were not read yet; 0 of a stream, which does not say.
  public var unreadByteCount: Int {
    var status = stat()
    guard !isStream, fstat(descriptor, &status) == 0 else { return 0 }
    return max(0, Int(status.st_size) - offset)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Reads what is there, up to a quarter of a megabyte.
  ///
  /// - Parameters:
  ///   - waitMilliseconds: how long to wait for a stream that has nothing at the moment.
  ///   - events: where what was read is added.
  public func read(waitMilliseconds: Int32, into events: inout [Event]) throws(LogError) -> State {
    if isStream { return try readStream(waitMilliseconds, &events) }
    let count = try readBytes()
    if count > 0 {
      offset += count
      cut(count, &events)
      return .more
    }
    return try followRotation(&events)
  }

  /// The line that never got its end: the last one of a log that nobody writes any more.
  public func takeTail() -> [UInt8]? {
    defer {
      tail = []
      isSkipping = false
    }
    return tail.isEmpty || isSkipping ? nil : Self.trimmed(tail[...])
  }

  // MARK: Reading

  private func readStream(_ wait: Int32, _ events: inout [Event]) throws(LogError) -> State {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, wait) > 0 else { return .caughtUp }
    let count = try readBytes()
    guard count > 0 else { return .ended }
    cut(count, &events)
    return .more
  }

  private func readBytes() throws(LogError) -> Int {
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw LogError(path: path, number: errno) }
    }
  }

  /// At the end of the file: whether it was cut short, or another one has taken its name.
  private func followRotation(_ events: inout [Event]) throws(LogError) -> State {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw LogError(path: path, number: errno) }
    if Int(status.st_size) < offset {
      lseek(descriptor, 0, SEEK_SET)
      offset = 0
      // What was begun of the line is gone with the file.
      tail = []
      isSkipping = false
      events.append(.began)
      return .more
    }
    var named = stat()
    guard stat(path, &named) == 0, Identity(named) != identity, named.st_mode & S_IFMT == S_IFREG else {
      return .caughtUp
    }
    // Its writer may have added something between the last read and the renaming.
    let count = try readBytes()
    if count > 0 {
      offset += count
      cut(count, &events)
      return .more
    }
    let next = open(path, O_RDONLY | O_CLOEXEC)
    guard next >= 0 else { return .caughtUp }
    if let line = takeTail() { events.append(.line(line)) }
    close(descriptor)
    descriptor = next
    if fstat(next, &status) == 0 { identity = Identity(status) }
    offset = 0
    events.append(.began)
    return .more
  }

  // MARK: Lines

  private func cut(_ count: Int, _ events: inout [Event]) {
    var start = 0
    for position in 0..<count where buffer[position] == 0x0A {
      finishLine(buffer[start..<position], &events)
      start = position + 1
    }
    guard start < count, !isSkipping else { return }
    if tail.count + count - start > Self.lineByteCountMax {
      isSkipping = true
      tail = []
      events.append(.tooLong)
    } else {
      tail.append(contentsOf: buffer[start..<count])
    }
  }

  private func finishLine(_ bytes: ArraySlice<UInt8>, _ events: inout [Event]) {
    if isSkipping {
      isSkipping = false
      return
    }
    guard tail.count + bytes.count <= Self.lineByteCountMax else {
      tail = []
      return events.append(.tooLong)
    }
    guard !tail.isEmpty else { return events.append(.line(Self.trimmed(bytes))) }
    tail.append(contentsOf: bytes)
    events.append(.line(Self.trimmed(tail[...])))
    tail.removeAll(keepingCapacity: true)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    bytes.last == 0x0D ? Array(bytes.dropLast()) : Array(bytes)
  }
}

/// A log that cannot be read.
public struct LogError: Error, Sendable, Equatable, CustomStringConvertible {
  public let path: String
  /// As the system numbers its errors.
  public let number: Int32

  public init(path: String, number: Int32) {
    self.path = path
    self.number = number
  }

  public var description: String {
    "\(path == "-" ? "standard input" : path) cannot be read: \(String(cString: strerror(number)))"
  }
}

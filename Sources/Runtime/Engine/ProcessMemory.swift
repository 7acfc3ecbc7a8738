import Glibc

/// What this process has used.
public enum ProcessMemory {
  /// The most resident memory so far; 0 where the system does not say.
  ///
  /// Not `getrusage`, whose figure begins with what the program that started this one held.
  public static var peakBytes: Int {
    guard let bytes = try? FileBytes.read("/proc/self/status"),
      let line = bytes.split(separator: UInt8(ascii: "\n")).first(where: { $0.starts(with: "VmHWM:".utf8) })
    else { return 0 }
    let kilobytes = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return (Int(String(decoding: kilobytes, as: UTF8.self)) ?? 0) * 1024
  }
}

extension ProcessMemory {
  /// Resident now; nil where the system does not say.
  static var residentBytes: Int? {
    guard let bytes = try? FileBytes.read("/proc/self/statm") else { return nil }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Processor time of all threads so far, in seconds.
  static var processorSeconds: Double? {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

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

import Glibc
import Testing

/// Every fourth of the damaged files of `scripts/fuzz.py`, through the built program: `make fuzz` runs all of them.
@Suite struct HostileFileTests {
  private static let bench: String = {
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + package + "/scripts/fuzz.py"
  }()

  private static let python: String? = {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return path.split(separator: ":").map { "\($0)/python3" }.first { access($0, X_OK) == 0 }
  }()

  @Test(
    "Damaged files end in one clear line, the right status, bounded time and memory, and leave nothing behind",
    .enabled(if: python != nil, "python3 is not installed: it makes the damaged files"))
  func damagedFiles() throws {
    let python = try #require(Self.python)
    let ending = try Program.run(
      [python, "-B", Self.bench, "--quick", "--binary", Program.sextant], seconds: 600)
    let breaches = ending.output.split(separator: "\n").filter { $0.hasPrefix("FAIL") || $0.hasPrefix("      ") }
    #expect(breaches.isEmpty, "\(breaches.joined(separator: "\n"))")
    #expect(ending.status == 0, "\(ending.errors)")
  }
}

import CSys
import CommandLine
import Glibc

/// The composition root: reads the command line, builds the parts, and hands over.
@main
enum Sextant {
  static let version = "0.1.0"

  static func main() {
    // A reader that goes away (`sextant journal | head`) ends the program quietly.
    signal(SIGPIPE, SIG_DFL)
    setvbuf(cs_stdout(), nil, _IOFBF, 1 << 16)
    var status = run(Array(Swift.CommandLine.arguments.dropFirst()))
    if !Output.finish(), status == .done || status == .no {
      Output.error("standard output could not be written whole; free some space on its disk, or write elsewhere")
      status = .damaged
    }
    exit(status.rawValue)
  }

  private static func run(_ words: [String]) -> ExitStatus {
    do {
      let invocation = try Invocation(parsing: words)
      return try Performer(invocation).perform()
    } catch let error as UsageError {
      Output.error("\(error)")
      return .wrongUse
    } catch {
      let failure = Failure(error)
      Output.error(failure.message)
      return failure.status
    }
  }
}

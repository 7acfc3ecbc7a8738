import CSys
import CommandLine
import Encoding
import Glibc
import Lifecycle
import Runtime

/// How the program ends.
enum ExitStatus: Int32 {
  case done = 0
  case no = 1
  case wrongUse = 2
  case damaged = 3
  case interrupted = 130
}

/// What is printed where: results on standard output, everything else on standard error.
enum Output {
  static func line(_ text: String) {
    fputs(text + "\n", cs_stdout())
  }

  static func error(_ text: String) {
    fputs("sextant: \(text)\n", cs_stderr())
  }

  static func note(_ text: String) {
    fputs(text + "\n", cs_stderr())
  }

  static func print(_ document: JSON, asJSON: Bool, _ text: (JSON) -> String) {
    line(asJSON ? document.text(pretty: true) : text(document))
  }
}

/// An error as the command line reports it.
struct Failure {
  let message: String
  let status: ExitStatus

  init(_ error: any Error) {
    let refusal = Refusal.describing(error)
    message = refusal.description
    status =
      switch refusal.kind {
      case .no: .no
      case .wrongUse: .wrongUse
      case .damaged: .damaged
      case .cancelled: .interrupted
      }
  }
}

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

  /// A file's content as it is.
  static func bytes(_ bytes: [UInt8]) {
    fwrite(bytes, 1, bytes.count, cs_stdout())
  }

  /// One line, whatever names and values the message quotes: what would move a cursor or end the line is shown escaped.
  static func error(_ text: String) {
    fputs("sextant: \(VisibleText.line(text))\n", cs_stderr())
  }

  static func note(_ text: String) {
    fputs(text + "\n", cs_stderr())
  }

  /// - Parameter paths: of files that the text tells, which are links at a terminal that knows them.
  static func print(_ document: JSON, asJSON: Bool, linking paths: [String] = [], _ text: (JSON) -> String) {
    guard !asJSON else { return line(document.text(pretty: true)) }
    line(FileLink.linking(paths, in: VisibleText.lines(text(document))))
  }

  /// Whether the reader of the output still reads.
  static var isWritable: Bool { ferror(cs_stdout()) == 0 }

  /// Writes out what is still buffered.
  ///
  /// - Returns: false when any of the output since the start could not be written.
  static func finish() -> Bool { fflush(cs_stdout()) == 0 && ferror(cs_stdout()) == 0 }
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

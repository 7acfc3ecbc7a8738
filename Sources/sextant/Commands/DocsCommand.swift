import CSys
import CommandLine
import Encoding
import Glibc
import Tabular

/// `docs`: pages of the documentation, and what is made from the tables of commands and keys.
struct DocsCommand {
  private let request: DocsRequest
  private let asJSON: Bool

  init(_ request: DocsRequest, _ invocation: Invocation) {
    self.request = request
    asJSON = invocation.wantsJSON
  }

  func run() throws -> ExitStatus {
    switch request {
    case .list: list()
    case .manual: put(Documentation.manual(version: Sextant.version, keys: CockpitKeys.documented))
    case .completions(let shell): put(Documentation.completions(shell))
    case .topic(let name):
      let shelf = DocumentShelf()
      guard let page = shelf.page(name) else {
        let near = NearestName.of(name, in: shelf.pages.map(\.name)).map { "did you mean `\($0)`?" }
        throw UsageError("there is no topic `\(name)`", mend: near ?? "`sextant docs` lists the topics")
      }
      asJSON ? put(page.text) : show(page.text)
    }
    return .done
  }

  /// A file's text as it is, or as the one field of a document.
  private func put(_ text: String) {
    if asJSON { return Output.line((["text": JSON(text)] as JSON).text(pretty: true)) }
    Output.bytes(Array(text.utf8))
  }

  private func list() {
    let shelf = DocumentShelf()
    let pages = shelf.pages
    if asJSON {
      let topics = pages.map { ["name": JSON($0.name), "title": JSON($0.title)] as JSON }
      return Output.line((["topics": .array(topics)] as JSON).text(pretty: true))
    }
    let width = pages.map(\.name.count).max() ?? 0
    Output.line("sextant docs TOPIC shows one:\n")
    for page in pages {
      Output.line("  \(page.name)\(String(repeating: " ", count: width - page.name.count + 2))\(page.title)")
    }
    Output.line(
      "\n`sextant docs man` prints the manual page, `sextant docs completions bash|zsh|fish` a shell's completions.")
    if shelf.folder == nil {
      Output.line("The other pages lie beside an installed program: `make install` puts them there.")
    }
  }

  /// Through a pager where a person reads.
  private func show(_ text: String) {
    guard isatty(STDOUT_FILENO) == 1, let pager = Self.pager, let pipe = popen(pager, "w") else {
      return Output.bytes(Array(text.utf8))
    }
    // A pager that is left before the end is no failure.
    let before = signal(SIGPIPE, SIG_IGN)
    fputs(text, pipe)
    pclose(pipe)
    signal(SIGPIPE, before)
  }

  private static var pager: String? {
    if let wish = Environment.value("PAGER") { return wish.isEmpty || wish == "cat" ? nil : wish }
    if Environment.value("TERM") == "dumb" { return nil }
    return access("/usr/bin/less", X_OK) == 0 ? "less" : nil
  }
}

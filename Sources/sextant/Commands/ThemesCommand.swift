import CellCanvas
import CommandLine
import Encoding
import Glibc
import Lifecycle

/// `themes`: which themes there are, and whether they can be read on every terminal.
struct ThemesCommand {
  private let request: ThemesRequest
  private let invocation: Invocation
  private let library = ThemeLibrary()

  init(_ request: ThemesRequest, _ invocation: Invocation) {
    self.request = request
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let documents = try (request.names.isEmpty ? library.names : request.names).map(document)
    let isSound = documents.allSatisfy { $0["sound"]?.bool == true }
    let document: JSON = ["themes": .array(documents), "folder": JSON(library.folder), "sound": JSON(isSound)]
    Output.print(document, asJSON: invocation.wantsJSON) { TextReport.themes($0, checked: request.checks) }
    return request.checks && !isSound ? .no : .done
  }

  /// A name, or the path of a file.
  private func document(_ name: String) throws -> JSON {
    let isFile = name.hasSuffix(ThemeLibrary.suffix) || name.contains("/")
    guard let text = isFile ? ThemeLibrary.read(ProjectConnection.absolute(name)) : library.text(of: name) else {
      if !isFile { try library.check(name) }
      throw Refusal(kind: .wrongUse, message: "\(name) cannot be read as a theme file", mend: "name a .toml file")
    }
    let (theme, warnings) = library.reading(text, name: isFile ? Self.stem(name) : name)
    let depths: [(String, ColorDepth)] = [("truecolor", .truecolor), ("256", .indexed256)]
    let contrast = depths.flatMap { title, depth in
      theme.reduced(to: depth).contrastFindings.map { finding -> JSON in
        [
          "depth": JSON(title), "role": JSON(finding.role.name), "on": JSON(finding.on.name),
          "ratio": JSON(finding.ratio), "wanted": JSON(finding.wanted), "text": JSON(finding.description),
        ]
      }
    }
    return [
      "name": JSON(theme.name), "appearance": JSON(theme.appearance?.rawValue),
      "path": JSON(isFile ? ProjectConnection.absolute(name) : library.path(of: name)),
      "warnings": .array(warnings.map { ["line": JSON($0.line), "message": JSON($0.message)] }),
      "contrast": .array(contrast), "contrast_known": JSON(theme.hasKnownColors),
      "sound": JSON(warnings.isEmpty && contrast.isEmpty),
    ]
  }

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(ThemeLibrary.suffix) ? String(name.dropLast(ThemeLibrary.suffix.count)) : name
  }
}

/// What is wrong with a page of HTML: tags that do not close, attributes without quotes, bare ampersands.
///
/// Stricter than HTML and laxer than XML: void elements stand open, all else must balance.
struct WellFormedness {
  private(set) var problems: [String] = []
  private(set) var names: [String] = []
  private(set) var ids: [String] = []

  private static let void: Set = ["meta", "br", "hr", "img", "link"]

  init(_ html: String) {
    var open: [String] = []
    var rest = Substring(html)
    while let start = rest.firstIndex(of: "<") {
      checkText(rest[..<start])
      guard let end = rest[start...].firstIndex(of: ">") else {
        problems.append("a tag does not end: \(rest[start...].prefix(40))")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("!DOCTYPE") { continue }
      if tag.hasPrefix("/") {
        let last = open.popLast() ?? "nothing"
        if last != tag.dropFirst() { problems.append("\(tag) closes \(last)") }
        continue
      }
      let name = String(tag.prefix { $0.isLetter || $0.isNumber })
      if name.isEmpty { problems.append("a bare < before \(tag.prefix(20))") }
      names.append(name)
      checkAttributes(tag.dropFirst(name.count))
      if !tag.hasSuffix("/"), !Self.void.contains(name) { open.append(name) }
    }
    if !open.isEmpty { problems.append("left open: \(open)") }
    if Set(ids).count != ids.count { problems.append("an id is there twice") }
  }

  private mutating func checkText(_ text: Substring) {
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
      let entity = part.prefix { $0 != ";" }
      if !["amp", "lt", "gt", "quot", "#39"].contains(entity) { problems.append("a bare & before \(part.prefix(12))") }
    }
  }

  private mutating func checkAttributes(_ text: Substring) {
    var rest = text
    while let equals = rest.firstIndex(of: "=") {
      let name = rest[..<equals].trimmingPrefix(" ")
      let after = rest[rest.index(after: equals)...]
      guard after.first == "\"", let end = after.dropFirst().firstIndex(of: "\"") else {
        problems.append("attribute \(name) without quotes")
        return
      }
      let value = after.dropFirst()[..<end]
      if name == "id" { ids.append(String(value)) }
      if name.hasPrefix("on") || name == "src" || name == "href" { problems.append("attribute \(name)") }
      checkText(value)
      rest = after[after.index(after: end)...]
    }
  }
}

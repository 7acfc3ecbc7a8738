import CellCanvas
import Cockpit
import Encoding
import Glibc
import Runtime

/// What the cockpit keeps about itself between two times: one small JSON file of the person's.
///
/// Nothing depends on it: what cannot be read is forgotten, what cannot be written is not kept.
struct CockpitMemory {
  private let path: String?
  private var document: JSON

  init(_ places: PersonalPlaces = PersonalPlaces()) {
    path = places.memory
    document = Self.read(path)
  }

  private static func read(_ path: String?) -> JSON {
    let bytes = path.flatMap { try? FileBytes.read($0, limit: 1 << 16) }
    let read = bytes.flatMap { try? JSON(parsing: $0) }
    return read?.members == nil ? [:] : read ?? [:]
  }

  /// The theme that was kept last.
  var theme: String? { document["theme"]?.string }

  /// What the terminal of the last time said of itself; dark before it said anything.
  var background: Theme.Appearance {
    document["background"]?.string.flatMap { Theme.Appearance(rawValue: $0) } ?? .dark
  }

  /// The hint of the tour to show; nil once it was dismissed or seen to its end.
  var tour: Int? {
    guard let kept = document["tour"] else { return 0 }
    return kept.int.flatMap { $0 >= 0 ? $0 : nil }
  }

  /// What was chosen in the palette last, the newest first.
  var recent: [RecentChoice] {
    (document["recent"]?.array ?? []).compactMap { entry in
      entry["choice"]?.string.map { RecentChoice(text: $0, project: entry["project"]?.string) }
    }
  }

  /// Where the panes were.
  var layout: LayoutMemory? { document["layout"].flatMap { LayoutMemory($0) } }

  mutating func keep(_ memory: Memory) {
    // Another cockpit may have kept something since.
    document = Self.read(path)
    switch memory {
    case .theme(let name): document.set("theme", JSON(name))
    case .tour(let hint): document.set("tour", JSON(hint ?? -1))
    case .recent(let choices):
      document.set(
        "recent", .array(choices.map { ["choice": JSON($0.text), "project": JSON($0.project)] }))
    case .background(let appearance): document.set("background", JSON(appearance.rawValue))
    case .layout(let layout): document.set("layout", layout.json)
    }
    guard let path else { return }
    Self.makeFolders(of: path)
    try? FileBytes.write(Array(document.text().utf8), to: path)
  }

  private static func makeFolders(of path: String) {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }
}

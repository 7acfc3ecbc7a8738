import CellCanvas
import Encoding
import Lifecycle

/// What of the layout is kept from one time to the next: which screen was shown, where the focus was on each, what was
/// zoomed and split, and how the room was shared.
///
/// Reading is forgiving: what another version of the program wrote, or a disk damaged, is left out piece by piece.
public struct LayoutMemory: Sendable, Equatable {
  /// The project whose screen it is; the rest holds for every project.
  var project: String?
  var screen: Screen
  var isZoomed: Bool
  var focuses: [Screen: Pane]
  var arrangement: Arrangement
}

extension Split {
  /// Thousandths that one pane of a split may have.
  static let shares = 50...950
}

extension LayoutMemory {
  /// Cells or thousandths that a part may have been given.
  private static let givenMax = 10_000

  public var json: JSON {
    let screens = Screen.everyOne.compactMap { screen -> JSON.Member? in
      let kept = json(of: screen)
      return kept.isEmpty ? nil : JSON.Member(screen.id, .object(kept))
    }
    return [
      "project": JSON(project), "screen": JSON(screen.id), "zoomed": JSON(isZoomed), "screens": .object(screens),
    ]
  }

  private func json(of screen: Screen) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if let focus = focuses[screen] { members.append(JSON.Member("focus", JSON(focus.id))) }
    if let split = arrangement.splits[screen] {
      members.append(
        JSON.Member(
          "split",
          [
            "first": JSON(split.first.id), "second": JSON(split.second.id), "stacked": JSON(split.isStacked),
            "share": JSON(split.share),
          ]))
    }
    for isAcross in [true, false] {
      let shares = (arrangement.shares[screen] ?? [:]).filter { $0.key.isAcross == isAcross }
        .map { JSON.Member($0.key.pane.id, JSON($0.value)) }.sorted { $0.name < $1.name }
      if !shares.isEmpty { members.append(JSON.Member(isAcross ? "columns" : "rows", .object(shares))) }
    }
    return members
  }

  /// - Returns: nil for what is no document of this kind at all.
  public init?(_ json: JSON) {
    guard json.members != nil else { return nil }
    let panes = Dictionary(
      Screen.everyOne.flatMap(\.panes).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    func pane(_ json: JSON?) -> Pane? { json?.string.flatMap { panes[$0] } }
    project = json["project"]?.string
    screen = Screen.everyOne.first { $0.id == json["screen"]?.string } ?? .overview
    isZoomed = json["zoomed"]?.bool ?? false
    (focuses, arrangement) = ([:], Arrangement())
    for screen in Screen.everyOne {
      guard let kept = json["screens"]?[screen.id] else { continue }
      if let first = pane(kept["split"]?["first"]), let second = pane(kept["split"]?["second"]), first != second,
        first.screen == screen
      {
        let share = kept["split"]?["share"]?.int ?? 500
        arrangement.splits[screen] = Split(
          first: first, second: second, isStacked: kept["split"]?["stacked"]?.bool ?? false,
          share: min(Split.shares.upperBound, max(Split.shares.lowerBound, share)))
      }
      if let focus = pane(kept["focus"]),
        focus.screen == screen || arrangement.splits[screen]?.panes.contains(focus) == true
      {
        focuses[screen] = focus
      }
      let shares = Self.shares(kept, of: screen)
      if !shares.isEmpty { arrangement.shares[screen] = shares }
    }
  }

  private static func shares(_ kept: JSON, of screen: Screen) -> Arrangement.Shares {
    var shares: Arrangement.Shares = [:]
    for (key, isAcross) in [("columns", true), ("rows", false)] {
      for pane in screen.panes {
        guard let given = kept[key]?[pane.id]?.int, (1...givenMax).contains(given) else { continue }
        shares[.init(pane, isAcross: isAcross)] = given
      }
    }
    return shares
  }
}

extension CockpitModel {
  /// What to keep of the layout; nil before anything was seen.
  public var layoutMemory: LayoutMemory? {
    guard let snapshot else { return nil }
    return LayoutMemory(
      project: snapshot.path, screen: screen, isZoomed: isZoomed, focuses: focuses, arrangement: arrangement)
  }

  /// Arranges things as they were, with the first picture of the engine. The screen is another matter: it comes back
  /// for the same project, unless nothing was trained in it: a project of that path that was begun anew starts at its
  /// overview.
  mutating func restoreLayout() {
    guard let snapshot, let kept = layoutToRestore else { return }
    layoutToRestore = nil
    (focuses, arrangement) = (kept.focuses, kept.arrangement)
    guard kept.project == snapshot.path, let stage = kept.screen.stage, screen == .overview,
      !snapshot.state.runs.isEmpty || stage == .scoping || stage == .data
    else { return }
    show(kept.screen)
    isZoomed = kept.isZoomed
  }
}

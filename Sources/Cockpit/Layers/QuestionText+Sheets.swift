import CellCanvas
import Encoding
import Lifecycle

extension QuestionText {
  // MARK: Data

  func mend(_ id: String) -> [TextLine] {
    guard let finding = model.findings.first(where: { $0.id == id }) else { return [TextLine("the finding is gone")] }
    let share = finding.share.map { ", \(CellText.percent($0)) of the rows" } ?? ""
    return wrapped(finding.message) + labelled("Rows", "\(NumberText.grouped(finding.count))\(share)")
      + labelled("Mend", finding.mend ?? "")
      + labelled(
        "Then",
        "a new version of the data, with this one as its parent: the file stays as it is, and "
          + "\(model.keymap.key(.act(.undo))) takes it back. The next training uses it.")
  }

  func restore(_ version: String) -> [TextLine] {
    guard let chosen = model.datasetVersions.first(where: { $0.version == version }) else {
      return [TextLine("the version is gone")]
    }
    let rows = chosen.rows.map { "\(NumberText.grouped($0)) rows" } ?? "rows not counted"
    return labelled("Version", "\(chosen.version), \(rows), \(chosen.kind)")
      + labelled("Reason", chosen.reason)
      + labelled("Then", "the next training uses these rows. The versions made since stay in the list.")
  }

  // MARK: Threshold

  func ship(_ version: VersionID, _ threshold: Double) -> [TextLine] {
    let points = model.thresholds
    let own = model.ownThreshold(points).map { points[$0] }
    let new = points.first { $0.threshold == threshold }
    var lines = wrapped(
      "A new version with the trees and weights of v\(version) and the threshold "
        + "\(NumberText.fixed(threshold, 3)). It becomes the challenger; traffic keeps its champion.")
    lines += [
      "", TextLine("".fitted(to: 14) + "now".fitted(to: 14, .trailing) + "then".fitted(to: 14, .trailing), .dim),
    ]
    for row in ThresholdPane.rows(own, new) {
      lines.append(
        TextLine(row.title.fitted(to: 14), .dim) + TextLine(row.now.fitted(to: 14, .trailing))
          + TextLine(row.then.fitted(to: 14, .trailing), .strong))
    }
    return lines
  }
}

/// What changed between two texts, line by line.
enum LineDifference {
  /// Changed lines with "-" and "+" before them, two unchanged ones around them, "…" for the rest.
  static func text(from old: String, to new: String) -> String {
    let marked = lines(from: split(old), to: split(new))
    var shown: [String] = []
    var isSkipping = false
    for index in marked.indices {
      let near = marked[max(0, index - 2)..<min(marked.count, index + 3)]
      if near.contains(where: { !$0.hasPrefix(" ") }) {
        shown.append(marked[index])
        isSkipping = false
      } else if !isSkipping {
        shown.append("  …")
        isSkipping = true
      }
    }
    return shown.joined(separator: "\n")
  }

  private static func split(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The standard library's difference gives places in the two texts; this walks both at once.
  private static func lines(from old: [Substring], to new: [Substring]) -> [String] {
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var result: [String] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        result.append("- " + old[left])
        left += 1
      } else if right < new.count, inserted.contains(right) {
        result.append("+ " + new[right])
        right += 1
      } else {
        result.append("  " + (left < old.count ? old[left] : ""))
        (left, right) = (left + 1, right + 1)
      }
    }
    return result
  }
}

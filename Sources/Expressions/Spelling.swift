/// Finds what somebody meant to write.
public enum Spelling {
  /// Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other.
  ///
  /// Source: F. J. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7 (1964),
  /// in the optimal string alignment form: no part is edited twice.
  ///
  /// - Complexity: O(n·m) time, O(m) memory.
  public static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var row = last
    for i in a.indices {
      row[0] = i + 1
      for j in b.indices {
        var best = Swift.min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = Swift.min(best, beforeLast[j - 1] + 1) }
        row[j + 1] = best
      }
      (beforeLast, last, row) = (last, row, beforeLast)
    }
    return last[b.count]
  }

  /// The candidate closest to a misspelt word, the first of several as close; nil when none is close enough (a third
  /// of its length, at most 2). Capital letters do not count.
  ///
  /// At most the first 10,000 candidates, and words of at most 64 characters, are looked at.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = word.lowercased()
    guard wanted.count <= 64 else { return nil }
    let limit = Swift.min(2, wanted.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates.prefix(10_000) where abs(candidate.count - wanted.count) <= limit {
      let found = distance(wanted, candidate.lowercased())
      if found <= limit, found < best?.distance ?? .max { best = (candidate, found) }
    }
    return best?.candidate
  }
}

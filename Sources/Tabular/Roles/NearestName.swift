/// Finds the name that someone meant.
public enum NearestName {
  /// The candidate with the fewest edits from a name, if they are at most a third of it; case does not count.
  public static func of(_ name: String, in candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().utf8)
    let rated = candidates.map { (name: $0, edits: edits(wanted, Array($0.lowercased().utf8))) }
    guard let best = rated.min(by: { $0.edits < $1.edits }) else { return nil }
    return best.edits * 3 <= max(wanted.count, 3) ? best.name : nil
  }

  /// Insertions, deletions and replacements from one to the other (Levenshtein, 1966).
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var previous = Array(0...b.count)
    for (row, byte) in a.enumerated() {
      var current = [row + 1]
      for (column, other) in b.enumerated() {
        current.append(min(previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[b.count]
  }
}

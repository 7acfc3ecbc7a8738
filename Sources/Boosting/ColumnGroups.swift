/// Which columns share a byte.
///
/// Columns with few codes are joined while the product of their code counts fits a byte: fewer histograms to add to,
/// and the sums of each column come back exactly by adding over the others. A group's code is
/// Σ member code × member place.
struct ColumnGroups: Equatable {
  /// One column's place in its group.
  struct Member: Equatable {
    var column: Int
    var codeCount: Int
    /// The product of the code counts of the members before it.
    var place: Int
  }

  struct Group: Equatable {
    var members: [Member]
    /// The product of the members' code counts; 256 at most.
    var codeCount: Int
  }

  private(set) var groups: [Group] = []

  /// Columns with a single code can never be split on and are left out.
  init(_ columns: [ColumnBins]) {
    let useful = columns.indices.filter { columns[$0].codeCount > 1 }
    // The widest first: the narrow ones then fill the gaps.
    for column in useful.sorted(by: { (columns[$0].codeCount, $1) > (columns[$1].codeCount, $0) }) {
      let count = columns[column].codeCount
      if let open = groups.firstIndex(where: { $0.codeCount * count <= 256 }) {
        groups[open].members.append(Member(column: column, codeCount: count, place: groups[open].codeCount))
        groups[open].codeCount *= count
      } else {
        groups.append(Group(members: [Member(column: column, codeCount: count, place: 1)], codeCount: count))
      }
    }
  }
}

extension ColumnGroups.Group {
  /// The histogram of a member: sums over the codes of the others. `target` has room for its codes.
  func marginalise(
    _ histogram: UnsafePointer<Int64>, for member: ColumnGroups.Member, into target: UnsafeMutablePointer<Int64>
  ) {
    target.update(repeating: 0, count: member.codeCount)
    let period = member.place * member.codeCount
    for base in stride(from: 0, to: codeCount, by: period) {
      for code in 0..<member.codeCount {
        var sum: Int64 = 0
        let start = base + code * member.place
        for index in start..<start + member.place { sum &+= histogram[index] }
        target[code] &+= sum
      }
    }
  }
}

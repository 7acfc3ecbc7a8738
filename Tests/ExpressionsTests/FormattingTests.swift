import Expressions
import Testing

@Suite("Writing expressions")
struct FormattingTests {
  /// Random trees from a seed; every construct of the language, names and texts that need care.
  struct Trees {
    var state: UInt64

    mutating func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[random(elements.count)] }

    static let words = [
      "x", "emp.var.rate", "2nd name", "not", "in", "by", "where", "a`b", "", "é", "e\u{301}", "\u{301}", "a\"b",
      "a'b\"c",
      "true", "日本", "sum", "segment", "a..b", "\n", "\u{200D}", "or", "1e5", "-",
    ]

    mutating func leaf() -> Expression.Node {
      switch random(4) {
      case 0: .number(pick([0, 1, 0.1, 1e300, 5e-300, 123_456_789, 1e15, 1.5e-7, 1_000_000_000_000_000_128]))
      case 1: .boolean(random(2) == 0)
      case 2: .string(pick(Trees.words))
      default: .name(pick(Trees.words))
      }
    }

    mutating func tree(_ depth: Int) -> Expression.Node {
      guard depth > 0 else { return leaf() }
      switch random(10) {
      case 0: return .negate(tree(depth - 1))
      case 1: return .not(tree(depth - 1))
      case 2, 3: return .arithmetic(pick(ArithmeticOperator.allCases), tree(depth - 1), tree(depth - 1))
      case 4: return .compare(pick(ComparisonOperator.allCases), tree(depth - 1), tree(depth - 1))
      case 5, 6: return .logical(pick(LogicalOperator.allCases), tree(depth - 1), tree(depth - 1))
      case 7: return .membership(tree(depth - 1), (0...random(3)).map { _ in tree(depth - 2) })
      case 8: return .call(pick(["if", "sum", "f"]), (0..<random(4)).map { _ in tree(depth - 1) })
      default:
        let call = Expression.Node.call(pick(["sum", "count"]), (0..<random(2)).map { _ in tree(depth - 1) })
        return .filtered(call, where: tree(depth - 1))
      }
    }

    mutating func whole() -> Expression.Node {
      let node = tree(random(5))
      return random(5) == 0 ? .segmented(node, by: .name(pick(Trees.words))) : node
    }
  }

  @Test("What is written out is read as the same tree, and written the same again")
  func roundTrip() throws {
    var trees = Trees(state: 20_260_301)
    for round in 0..<4000 {
      let tree = trees.whole()
      let text = tree.text
      guard text.utf8.count < 3000 else { continue }
      let read = try? Expression(parsing: text)
      #expect(read?.root == tree, "round \(round): \(text)")
      #expect(read?.root.text == text, "round \(round)")
    }
  }

  @Test("No more parentheses are written than are needed")
  func parentheses() throws {
    for text in [
      "a - (b - c)", "a - b - c", "-(a + b) * c", "not (a and b)", "(a or b) and c", "a or b and c", "not a > 3",
      "x not in [1]", "(a > b) > c", "sum(x where a and b) by segment(`by`)",
    ] {
      let written = try Expression(parsing: text).root.text
      #expect(written == (text == "x not in [1]" ? "not x in [1]" : text))
    }
  }

  @Test("An error shows the part that matters, and nothing in it moves a terminal")
  func errors() throws {
    let long = String(repeating: "a + ", count: 200) + "\u{1B}[2J"
    let error = #expect(throws: ExpressionError.self) { try Expression(parsing: long) }
    let description = error?.description ?? ""
    #expect(description.contains("\\u{1B}"))
    #expect(!description.unicodeScalars.contains("\u{1B}"))
    #expect(description.count < 300)
  }
}

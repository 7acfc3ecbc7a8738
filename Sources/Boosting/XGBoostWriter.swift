import Encoding

/// Appends XGBoost's JSON; numbers have a fraction or an exponent, by which XGBoost tells them from integers.
struct XGBoostWriter {
  var bytes: [UInt8] = []

  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func text(_ text: String) { JSON.string(text).write(into: &bytes) }

  mutating func list<Element>(_ elements: [Element], each: (inout XGBoostWriter, Element) -> Void) {
    raw("[")
    for (index, element) in elements.enumerated() {
      if index > 0 { raw(",") }
      each(&self, element)
    }
    raw("]")
  }

  private mutating func member<Element>(
    _ name: String, _ elements: [Element], _ each: (Element) -> some CustomStringConvertible
  ) {
    raw("\"\(name)\":")
    list(elements) { $0.raw(each($1).description) }
    raw(",")
  }

  mutating func tree(_ tree: BoostedTrees.Tree, id: Int, featureCount: Int) {
    let nodes = tree.nodes
    var parents = [Int](repeating: Int(Int32.max), count: nodes.count)
    var setNodes: [Int] = []
    var sets: [[Int]] = []
    for (index, node) in nodes.enumerated() {
      guard case .split(let split) = node else { continue }
      parents[split.left] = index
      parents[split.right] = index
      guard let categories = split.categories else { continue }
      setNodes.append(index)
      sets.append(categories.codes)
    }
    var start = 0
    let starts = sets.map { set in
      defer { start += set.count }
      return start
    }
    raw("{")
    member("base_weights", nodes) { $0.leaf?.value ?? 0 }
    member("categories", sets.flatMap { $0 }) { $0 }
    member("categories_nodes", setNodes) { $0 }
    member("categories_segments", starts) { $0 }
    member("categories_sizes", sets) { $0.count }
    member("default_left", nodes) { $0.split?.missingGoesLeft == true ? 1 : 0 }
    raw("\"id\":\(id),")
    member("left_children", nodes) { $0.split?.left ?? -1 }
    member("loss_changes", nodes) { $0.split?.gain ?? 0 }
    member("parents", parents) { $0 }
    member("right_children", nodes) { $0.split?.right ?? -1 }
    member("split_conditions", nodes) { $0.leaf?.value ?? $0.split?.threshold ?? 0 }
    member("split_indices", nodes) { $0.split?.feature ?? 0 }
    member("split_type", nodes) { $0.split?.categories == nil ? 0 : 1 }
    member("sum_hessian", nodes) { $0.cover }
    raw(#""tree_param":{"num_deleted":"0","num_feature":"\#(featureCount)","num_nodes":"\#(nodes.count)","#)
    raw(#""size_leaf_vector":"1"}}"#)
  }
}

extension BoostedTrees.Node {
  var split: BoostedTrees.Split? {
    if case .split(let split) = self { split } else { nil }
  }

  var leaf: BoostedTrees.Leaf? {
    if case .leaf(let leaf) = self { leaf } else { nil }
  }
}

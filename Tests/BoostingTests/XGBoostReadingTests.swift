import Boosting
import Encoding
import Glibc
import Testing

@Suite("Models of XGBoost, read")
struct XGBoostReadingTests {
  private static let binary = ForeignFile("binary-3.2.0")

  @Test("Every case of every release is there")
  func complete() { #expect(ForeignFile.all.count == 17) }

  @Test("Margins and answers are XGBoost's, missing and unseen values included", arguments: ForeignFile.all)
  func margins(file: ForeignFile) throws {
    let model = try XGBoostModel(json: file.modelBytes)
    let forest = model.trees
    #expect(model.featureNames == ["amount", "kind", "age", "place"])
    #expect(model.featureTypes == ["float", "c", "float", "c"])
    #expect(forest.categoricalFeatures[3])
    let scorer = TreeScorer(forest)
    for (index, row) in file.rows.enumerated() {
      var margins = row.withUnsafeBufferPointer { forest.margins(walking: $0) }
      #expect(zip(margins, file.margins[index]).allSatisfy { agree($0, $1, 1e-6) }, "row \(index)")
      var fast = [Double](repeating: 0, count: forest.classCount)
      fast.withUnsafeMutableBufferPointer { target in
        row.withUnsafeBufferPointer { scorer.score(row: $0, into: target) }
      }
      #expect(fast == margins)
      margins.withUnsafeMutableBufferPointer { forest.objective.link($0, classCount: forest.classCount) }
      #expect(zip(margins, file.answers[index]).allSatisfy { agree($0, $1, 1e-6) }, "row \(index)")
    }
  }

  @Test("Contributions are XGBoost's and add up to the margin", arguments: ForeignFile.all)
  func contributions(file: ForeignFile) throws {
    let forest = try BoostedTrees(xgboostJSON: file.modelBytes)
    let explainer = try TreeExplainer(forest)
    for (index, row) in file.rows.enumerated() {
      let found = try forest.contributions(row)
      let margins = row.withUnsafeBufferPointer { forest.margins(walking: $0) }
      for (label, margin) in margins.enumerated() {
        #expect(agree(found[label * 5..<label * 5 + 5].reduce(0, +), margin, 1e-12), "row \(index)")
      }
      if let theirs = file.contributions?[index] {
        #expect(zip(found, theirs).allSatisfy { agree($0, $1, 1e-5) }, "row \(index): \(found) \(theirs)")
      }
      let matrix = FeatureMatrix(rowCount: 2, columnCount: 4, values: row + row)
      #expect(explainer.contributions(of: matrix) == found + found)
    }
  }

  @Test("What is read and written again reads the same")
  func roundTrip() throws {
    for file in ForeignFile.all {
      let forest = try BoostedTrees(xgboostJSON: file.modelBytes)
      let again = try BoostedTrees(xgboostJSON: forest.xgboostJSON(featureNames: ["a", "b", "c", "d"]))
      #expect(again.objective == forest.objective)
      for row in file.rows {
        let left = row.withUnsafeBufferPointer { forest.margins(walking: $0) }
        let right = row.withUnsafeBufferPointer { again.margins(walking: $0) }
        #expect(zip(left, right).allSatisfy { agree($0, $1, 1e-6) }, "\(file)")
      }
    }
  }

  @Test("The texts behind codes are read, as XGBoost 3.1 and later write them")
  func levels() throws {
    let file = try #require(Self.binary)
    // As observed of 3.2.0 for the levels u, v, zé: UTF-8 as signed bytes, and where each begins.
    let none = #"{"offsets":[],"values":[]}"#
    let cats = #"{"enc":[\#(none),{"offsets":[0,1,2,5],"values":[117,118,122,-61,-87]},\#(none),\#(none)]}"#
    let text = try #require(
      changed(
        try JSON(parsing: file.modelBytes), ["learner", "gradient_booster", "model", "cats"],
        to: try JSON(parsing: cats)))
    let model = try XGBoostModel(json: text)
    #expect(model.levels == [nil, ["u", "v", "zé"], nil, nil])
    #expect(model.version == [3, 2, 0])
    for damaged in ["[0,1,2,6]", "[0,3,2,5]", "[1,2,5]", "[0,\"a\",5]"] {
      let other = String(decoding: text, as: UTF8.self).replacing("[0,1,2,5]", with: damaged)
      #expect(throws: BoostingError.self) { try XGBoostModel(json: Array(other.utf8)) }
    }
  }

  @Test(
    "Base scores of both spellings start the margin",
    arguments: [
      ("binary:logistic", "5E-1", 0.0), ("binary:logistic", "[2.5E-1]", -1.0986123), ("reg:squarederror", "[7E0]", 7),
      ("count:poisson", "2.7182817E0", 1), ("reg:squarederror", "-1.5", -1.5), ("binary:logistic", "0", -13.815510),
      ("reg:gamma", "[1E0]", 0), ("binary:logitraw", "5E-1", 0.5),
    ])
  func baseScore(objective: String, score: String, margin: Double) throws {
    let forest = try BoostedTrees(xgboostJSON: Array(Self.stump(objective: objective, baseScore: score).utf8))
    #expect(agree(forest.baseMargin, margin, 1e-6))
  }

  /// One leaf.
  private static func stump(objective: String, baseScore: String, extra: String = "", tree: String = leaf) -> String {
    """
    {"learner": {"unknown": [1, {"x": null}], "gradient_booster": {"name": "gbtree", "model": {"trees": [\(tree)]
    \(extra)}}, "learner_model_param": {"base_score": "\(baseScore)", "num_class": "0", "num_feature": "2"},
    "objective": {"name": "\(objective)"}}}
    """
  }

  private static let leaf = tree(lefts: "-1", rights: "-1", features: "0", conditions: "0.5", defaults: "0")

  private static func tree(
    lefts: String, rights: String, features: String, conditions: String, defaults: String, extra: String = ""
  ) -> String {
    """
    {"left_children": [\(lefts)], "right_children": [\(rights)], "split_indices": [\(features)],
    "split_conditions": [\(conditions)], "default_left": [\(defaults)]\(extra)}
    """
  }

  private static func split(
    lefts: String = "1,-1,-1", rights: String = "2,-1,-1", features: String = "1,0,0",
    conditions: String = "0.5,1,2", defaults: String = "1,0,0", extra: String = ""
  ) -> String {
    stump(
      objective: "reg:squarederror", baseScore: "0",
      tree: tree(
        lefts: lefts, rights: rights, features: features, conditions: conditions, defaults: defaults, extra: extra))
  }

  private static let categories =
    #", "split_type": [1,0,0], "categories_nodes": [0], "categories_segments": [0], "categories_sizes": [2], "#

  @Test("A split by hand: below goes left, the stored set goes right")
  func byHand() throws {
    let numeric = try BoostedTrees(xgboostJSON: Array(Self.split().utf8))
    #expect([0.4, 0.5, .nan].map { numeric.margin(of: [0, $0]) } == [1, 2, 1])
    let text = Self.split(extra: Self.categories + #""categories": [1, 40]"#)
    let sets = try BoostedTrees(xgboostJSON: Array(text.utf8))
    #expect([0, 1, 40, 41, -1, 1e9, 1.5, .nan].map { sets.margin(of: [0, $0]) } == [1, 2, 2, 1, 1, 1, 2, 1])
    // The children may stand anywhere in the file, and deleted nodes between them.
    let shuffled = try BoostedTrees(
      xgboostJSON: Array(
        Self.split(
          lefts: "3,-1,-1,-1", rights: "1,-1,-1,-1", features: "1,0,9,0", conditions: "0.5,2,9,1", defaults: "1,0,0,0"
        ).utf8))
    #expect([0.4, 0.5, .nan].map { shuffled.margin(of: [0, $0]) } == [1, 2, 1])
  }

  @Test(
    "Damaged and hostile files are refused with a reason",
    arguments: [
      ("", "not valid JSON"), ("{\"learner\"", "not valid JSON"), ("[]", "learner"), ("{L", "too soon"),
      (split(lefts: "0,-1,-1"), "two ways"), (split(lefts: "2,-1,-1"), "two ways"),
      (split(lefts: "1,0,-1", rights: "2,2,-1"), "two ways"), (split(lefts: "7,-1,-1"), "leads to 7"),
      (split(lefts: "-2,-1,-1"), "leads to -2"), (split(lefts: "9999999999999999999,-1,-1"), "whole numbers"),
      (split(rights: "2,-1"), "entries"), (split(features: "2,0,0"), "feature"), (split(features: "-1,0,0"), "feature"),
      (split(conditions: "1e400,1,2"), "JSON"), (split(conditions: "1e39,1,2"), "finite"),
      (split(conditions: "NaN,1,2"), "finite"), (split(conditions: "-Infinity,1,2"), "finite"),
      (split(conditions: "0.5,\"x\",2"), "finite"), (split(defaults: "null,0,0"), "default_left"),
      (split(extra: #", "split_type": [7,0,0]"#), "unknown type"),
      (split(extra: #", "split_type": [1,0,0]"#), "has none"),
      (split(extra: categories + #""categories": [1]"#), "out of range"),
      (split(extra: categories + #""categories": [1, 16777216]"#), "category"),
      (split(extra: categories + #""categories": [1, -4]"#), "category"),
      (split(extra: #", "tree_param": {"size_leaf_vector": "3"}"#), "leaves of 3 values"),
      (split(extra: #", "tree_param": {"size_leaf_vector": "-3"}"#), "cannot be"),
      (stump(objective: "binary:hinge", baseScore: "0.5"), "binary:hinge"),
      (stump(objective: "reg:expectileerror", baseScore: "0.5"), "reg:expectileerror"),
      (stump(objective: "multi:softprob", baseScore: "0.5"), "classes"),
      (stump(objective: "binary:logistic", baseScore: "half"), "base_score"),
      (stump(objective: "binary:logistic", baseScore: "[]"), "base_score"),
      (stump(objective: "binary:logistic", baseScore: "1.5"), "probability"),
      (stump(objective: "count:poisson", baseScore: "0"), "above 0"),
      (stump(objective: "reg:squarederror", baseScore: "[1,2]"), "margins"),
      (stump(objective: "reg:squarederror", baseScore: "nan"), "base_score"),
      (stump(objective: "reg:squarederror", baseScore: "0", extra: #", "tree_info": [1]"#), "class"),
      (stump(objective: "reg:squarederror", baseScore: "0", extra: #", "tree_info": [0, 0]"#), "entries"),
      (stump(objective: "reg:squarederror", baseScore: "0").replacing("gbtree", with: "gblinear"), "linear"),
      (stump(objective: "reg:squarederror", baseScore: "0").replacing("gbtree", with: "dart"), "weight_drop"),
      (
        stump(objective: "reg:squarederror", baseScore: "0").replacing(
          "\"num_feature\": \"2\"", with: "\"num_feature\": \"99999999999\""), "num_feature"
      ),
      (
        stump(objective: "multi:softprob", baseScore: "0").replacing(
          "\"num_class\": \"0\"", with: "\"num_class\": \"2000000000\""), "num_class"
      ),
      (
        stump(objective: "reg:squarederror", baseScore: "0").replacing(
          "\"num_feature\": \"2\"", with: "\"num_feature\": \"2\", \"num_target\": \"3\""), "3 targets"
      ),
    ])
  func refused(text: String, word: String) throws {
    let error = #expect(throws: BoostingError.self) { try BoostedTrees(xgboostJSON: Array(text.utf8)) }
    let message = try #require(error).description
    #expect(message.contains(word), "\(message)")
    #expect(message.hasPrefix("the XGBoost model cannot be read: ") && message.utf8.count < 500)
  }

  @Test("2000 damaged files are refused or give a sound forest")
  func damage() throws {
    let bytes = try #require(Self.binary).modelBytes
    var random = TestRandom(21)
    var refused = 0
    for round in 0..<2000 {
      var damaged = bytes
      if round % 4 == 0 { damaged.removeLast(1 + random.below(bytes.count - 1)) }
      for _ in 0..<1 + round % 5 {
        damaged[random.below(damaged.count)] = Array("0123456789-,[]{}\"e.xc".utf8)[random.below(21)]
      }
      do {
        let forest = try BoostedTrees(xgboostJSON: damaged)
        #expect(forest.margin(of: [Float](repeating: 1, count: max(forest.featureCount, 4))).isFinite)
      } catch {
        guard case .foreign = error else {
          Issue.record("\(error)")
          continue
        }
        refused += 1
      }
    }
    #expect(refused > 1000)
  }

  /// A document with the value at a path replaced.
  private func changed(_ document: JSON, _ path: [String], to value: JSON) -> [UInt8]? {
    func change(_ document: JSON, _ path: ArraySlice<String>) -> JSON? {
      guard let name = path.first else { return value }
      guard let inner = change(document[name] ?? .null, path.dropFirst()) else { return nil }
      var document = document
      document.set(name, inner)
      return document
    }
    return change(document, path[...]).map { Array($0.text().utf8) }
  }
}

import Learning
import Tabular
import Testing

struct TargetEncodingTests {
  private func target(
    _ values: ColumnValues, task: LearningTask? = nil, positive: String? = nil
  ) throws -> TargetEncoding {
    let rows = Array(0..<values.count)
    return try TargetEncoding(
      inferring: "y", of: .sample(("y", values)), rows: [rows], trainingRows: rows, task: task, positive: positive)
  }

  @Test(
    "The class that says yes is the positive one, else the rarer",
    arguments: [
      (ColumnValues.category(["no", "yes", "yes"]), "yes"), (.category(["<=50K", ">50K", ">50K"]), ">50K"),
      (.category(["red", "blue", "red"]), "blue"), (.category(["blue", "red", "blue"]), "red"),
      (.category(["b", "a"]), "b"), (.numeric([0, 1, 1, .nan]), "1"), (.numeric([2, 2, 5]), "5"),
      (.boolean([0, 1, 1]), "true"),
    ])
  func positiveClass(values: ColumnValues, positive: String) throws {
    let encoding = try target(values)
    #expect(encoding.task == .binary && encoding.classes?.positive == positive)
  }

  @Test("A named class is taken at its word")
  func named() throws {
    #expect(try target(.category(["no", "yes"]), positive: "no").classes?.positive == "no")
    #expect(try target(.numeric([0, 1]), positive: "0.0").classes?.positive == "0")
    #expect(throws: LearningError.self) { try target(.category(["no", "yes"]), positive: "maybe") }
  }

  @Test("Labels are 1, 0 and NaN, whatever the level table looks like")
  func labels() throws {
    let encoding = try target(.category(["no", "yes"]))
    let other = Table.sample(("y", .category(["yes", nil, "no", "what"], levels: ["what", "yes", "no"])))
    let labels = try encoding.labels(of: other, rows: 0..<4)
    #expect(labels[0] == 1 && labels[1].isNaN && labels[2] == 0 && labels[3].isNaN)
    #expect(try encoding.labels(of: other, rows: [2, 0]) == [0, 1])
    #expect(throws: LearningError.kindMismatch(column: "y", expected: .categorical, found: .numeric)) {
      try encoding.labels(of: .sample(("y", .numeric([1]))), rows: 0..<1)
    }
  }

  @Test("Three to 255 classes are numbered in the order of their text, numbers in that of their size")
  func classes() throws {
    let encoding = try target(.category(["pear", "apple", nil, "fig"], levels: ["unused", "pear"]))
    #expect(encoding.task == .multiclass && encoding.classNames == ["apple", "fig", "pear"])
    let other = Table.sample(("y", .category(["fig", nil, "unused", "pear", "apple"])))
    let labels = try encoding.labels(of: other, rows: 0..<5)
    #expect(labels[0] == 1 && labels[1].isNaN && labels[2].isNaN && labels[3] == 2 && labels[4] == 0)
    let numbers = try target(.numeric([10, 9, .nan, 2.5, 9]), task: .multiclass)
    #expect(numbers.classNames == ["2.5", "9", "10"])
    #expect(try numbers.labels(of: .sample(("y", .numeric([9, 10, 2.5]))), rows: 0..<3) == [1, 2, 0])
    let most = try target(.category((0..<255).map { "class \($0)" }))
    #expect(most.classNames.count == 255)
  }

  @Test("Numbers with more than two values are a regression, and can be asked to be one")
  func regression() throws {
    let encoding = try target(.numeric([1, 2, 3.5, .infinity]))
    #expect(encoding.task == .regression)
    #expect(try encoding.labels(of: .sample(("y", .numeric([7, .infinity]))), rows: 0..<1) == [7])
    #expect(try target(.numeric([1, 2]), task: .regression).task == .regression)
  }

  @Test(
    "What cannot be learned is refused with the reason",
    arguments: [
      (ColumnValues.category(["a", "b", "c"]), LearningTask?.some(.binary), "more than two values"),
      (.category((0..<256).map { "class \($0)" }), nil, "more than 255 classes"),
      (.numeric((0..<300).map { Double($0) }), .multiclass, "more than 255 classes"),
      (.category(["a", "b"]), .multiclass, "two classes only"),
      (.category(["a", "a"]), nil, "all its values are `a`"), (.category([String?.none]), nil, "no row has a value"),
      (.numeric([1, 2, 3]), .binary, "more than two values"), (.category(["a", "b"]), .regression, "not numbers"),
      (.numeric([4, 4]), nil, "all its values are `4`"), (.timestamp([0, 1]), nil, "timestamp"),
    ])
  func refused(values: ColumnValues, task: LearningTask?, reason: String) {
    let error = #expect(throws: LearningError.self) { try target(values, task: task) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }
}

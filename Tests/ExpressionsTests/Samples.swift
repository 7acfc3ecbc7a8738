import Expressions
import Tabular

/// Six rows with one column of each kind and something missing in each.
enum Sample {
  static let nan = Double.nan

  static let table = Table(columns: [
    Column(name: "x", values: .numeric([1, -2, 3, nan, 0, 8])),
    Column(name: "y", values: .numeric([2, 2, nan, 4, 0, -1])),
    Column(
      name: "job",
      values: .categorical(
        CategoricalValues(codes: [0, 1, 2, CategoricalValues.missing, 0, 1], levels: ["admin.", "Müller", "it"]))),
    Column(
      name: "wish",
      values: .categorical(
        CategoricalValues(codes: [2, 0, 1, 0, CategoricalValues.missing, 0], levels: ["Müller", "chef", "admin."]))),
    Column(name: "paid", values: .boolean([1, 0, 255, 1, 0, 1])),
    Column(
      name: "at",
      values: .timestamp([0, 1_500_000, 86_400_000_000, ColumnValues.missingTimestamp, -1_000_000, 86_399_999_999])),
    Column(name: "note", values: .text(text(["late", nil, "", "late ", "früh", "late"]))),
    Column(name: "emp.var.rate", values: .numeric([1.1, 1.1, -0.1, -0.1, nan, 1.4])),
    Column(name: "2nd name", values: .numeric([1, 1, 1, 1, 1, 1])),
    Column(name: "not", values: .numeric([5, 5, 5, 5, 5, 5])),
  ])

  static var bindings: Bindings {
    var bindings = Bindings(table)
    bindings.bind("prediction", to: [10, 20, 30, nan, 50, 0])
    bindings.bind("outcome", to: [1, 0, 1, nan, 0, 0])
    return bindings
  }

  static func text(_ values: [String?]) -> TextValues {
    var texts = TextValues()
    for value in values { texts.append(value) }
    return texts
  }
}

/// Equal, with NaN equal to NaN and a relative difference of 1e-12 allowed.
func same(_ a: [Double], _ b: [Double]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { x, y in
      (x.isNaN && y.isNaN) || x == y || abs(x - y) <= 1e-12 * max(abs(x), abs(y))
    }
}

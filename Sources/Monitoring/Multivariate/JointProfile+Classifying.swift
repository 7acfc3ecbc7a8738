import Boosting
import Tabular

extension JointProfile {
  /// Whether it keeps rows that windows can be told from.
  public var keepsRows: Bool { !rows.isEmpty }

  /// How well a classifier tells a window's rows from the reference's: takes a good part of a second.
  ///
  /// - Returns: nil where no rows were kept, or where either side has too few.
  /// - Throws: `BoostingError`.
  public func classifier(against sample: JointSample) throws(BoostingError) -> DomainClassifier? {
    guard keepsRows, sample.width == scaling.inputs.count else { return nil }
    return try DomainClassifier(
      reference: table(rows), current: table(sample.values), columns: scaling.inputs.map(\.name), threads: 1)
  }

  private func table(_ values: [Float]) -> Table {
    let width = scaling.inputs.count
    return Table(
      columns: scaling.inputs.enumerated().map { position, input in
        Column(
          name: input.name,
          values: .numeric(stride(from: position, to: values.count, by: width).map { Double(values[$0]) }))
      })
  }
}

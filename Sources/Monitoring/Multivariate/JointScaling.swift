import Encoding
import Tabular

/// How rows become standardised numbers, as learned from a reference: what the figures over all columns together are
/// made of. Small: a few numbers a column, and the shares of its most frequent levels.
struct JointScaling: Sendable, Equatable {
  struct Input: Sendable, Equatable {
    var name: String
    var kind: ColumnKind
    /// Share of each level, for categories.
    var shares: [String: Double]
    /// Stands for a missing value.
    var imputed: Double
    var mean: Double
    /// 1 over the standard deviation.
    var scale: Double
  }

  let inputs: [Input]

  static let inputCountMax = 256
  /// Levels of a column beyond these are so rare that their share is next to nought.
  static let levelCountMax = 256
  /// A value further out says no more about how columns hang together than one at this distance.
  static let reach = 8.0

  init(inputs: [Input]) { self.inputs = inputs }

  /// Columns that are times, texts or empty are left out.
  init(_ columns: [Column]) {
    inputs = columns.prefix(Self.inputCountMax).compactMap { ColumnScaling($0)?.input }
  }

  /// Where the inputs stand in a table; nil where one is absent or of another kind.
  func binding(to table: Table) -> JointBinding? {
    var sources: [JointBinding.Source] = []
    for input in inputs {
      guard let position = table.position(of: input.name), table.columns[position].kind == input.kind else {
        return nil
      }
      var values: [Float] = []
      if case .categorical(let codes) = table.columns[position].values {
        values = codes.levels.map { input.standardised(input.shares[$0] ?? 0) }
      }
      sources.append(
        JointBinding.Source(column: position, input: input, ofCode: values, missing: input.standardised(input.imputed)))
    }
    return sources.isEmpty ? nil : JointBinding(sources: sources)
  }
}

extension JointScaling.Input {
  func standardised(_ value: Double) -> Float {
    Float(min(max((value - mean) * scale, -JointScaling.reach), JointScaling.reach))
  }
}

/// A joint scaling with the columns of one layout looked up.
struct JointBinding: Sendable {
  struct Source: Sendable {
    var column: Int
    var input: JointScaling.Input
    /// Of the level table it was made for.
    var ofCode: [Float]
    var missing: Float
  }

  let sources: [Source]

  /// Appends one row's numbers.
  func append(_ table: Table, row: Int, to values: inout [Float]) {
    for source in sources {
      switch table.columns[source.column].values {
      case .numeric(let numbers):
        let number = numbers[row]
        values.append(number.isFinite ? source.input.standardised(number) : source.missing)
      case .boolean(let flags):
        values.append(flags[row] > 1 ? source.missing : source.input.standardised(Double(flags[row])))
      case .categorical(let codes):
        let code = Int(codes.codes[row])
        // A level that came after the table was looked up is one that the reference never had.
        values.append(
          code < source.ofCode.count
            ? source.ofCode[code]
            : codes.codes[row] == CategoricalValues.missing ? source.missing : source.input.standardised(0))
      case .timestamp, .text: values.append(source.missing)
      }
    }
  }
}

extension JointScaling {
  var json: JSON {
    .array(
      inputs.map { input in
        var json: JSON = [
          "name": JSON(input.name), "kind": JSON(input.kind.rawValue), "imputed": JSON(input.imputed),
          "mean": JSON(input.mean), "scale": JSON(input.scale),
        ]
        if !input.shares.isEmpty {
          json.set(
            "shares", .object(input.shares.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }))
        }
        return json
      })
  }

  init(_ json: JSON) throws(ProfileError) {
    guard let list = json.array, list.count <= Self.inputCountMax else {
      throw ProfileError(reason: "what it says of all columns together names none")
    }
    var inputs: [Input] = []
    for element in list {
      guard let name = element["name"]?.string,
        let kind = element["kind"]?.string.flatMap({ ColumnKind(rawValue: $0) }),
        let imputed = element["imputed"]?.double, let mean = element["mean"]?.double,
        let scale = element["scale"]?.double, [imputed, mean, scale].allSatisfy(\.isFinite)
      else { throw ProfileError(reason: "what it says of all columns together is incomplete") }
      var shares: [String: Double] = [:]
      if case .object(let members)? = element["shares"] {
        for member in members { shares[member.name] = member.value.double ?? 0 }
      }
      inputs.append(Input(name: name, kind: kind, shares: shares, imputed: imputed, mean: mean, scale: scale))
    }
    self.init(inputs: inputs)
  }
}

import Encoding
import Tabular

/// The way from a table's columns to the numbers a model reads: fitted on training rows, stored in the model,
/// and used by training and serving alike, so that the two cannot differ.
public struct FeaturePipeline: Sendable, Equatable {
  /// Who will read the numbers.
  public enum Style: String, Sendable, Hashable, CaseIterable {
    /// One number a column where possible, NaN for missing.
    case trees
    /// Everything standardised or 0/1, nothing missing.
    case linear
  }

  /// One column of the table that the model reads.
  public struct Input: Sendable, Equatable {
    public var name: String
    public var kind: ColumnKind
    public var encoder: FeatureEncoder

    public init(name: String, kind: ColumnKind, encoder: FeatureEncoder) {
      self.name = name
      self.kind = kind
      self.encoder = encoder
    }
  }

  public let style: Style
  public let inputs: [Input]
  /// What was left out, and why.
  public let notes: [FeatureNote]
  /// Numbers a row becomes.
  public let outputCount: Int
  /// The inputs' encoders in a form that rows pass quickly.
  let steps: [FeatureStep]
  /// Tells one pipeline from another, so that level maps made for one are never used for another.
  let fingerprint: UInt64

  public init(style: Style, inputs: [Input], notes: [FeatureNote] = []) {
    self.style = style
    self.inputs = inputs
    self.notes = notes
    var steps: [FeatureStep] = []
    var count = 0
    for input in inputs {
      steps.append(FeatureStep(input.encoder, offset: count))
      count += input.encoder.outputCount
    }
    self.steps = steps
    outputCount = count
    fingerprint = Self.fingerprint(style: style, inputs: inputs)
  }

  /// The columns that a table must have, in order.
  public var columnNames: [String] { inputs.map(\.name) }

  /// A name for each output: `age`, `job = admin`, `time hour sin`…
  public var outputNames: [String] { inputs.flatMap { $0.encoder.outputNames(of: $0.name) } }

  /// The outputs whose numbers are codes without an order.
  var codeOutputs: Set<Int> {
    Set(
      zip(inputs, steps).compactMap { input, step in
        if case .levelCodes = input.encoder { step.offset } else { nil }
      })
  }

  /// The input that an output belongs to; `outputCount` entries.
  public var inputOfOutput: [Int] {
    inputs.indices.flatMap { [Int](repeating: $0, count: inputs[$0].encoder.outputCount) }
  }
}

/// A column, or a part of it, that does not go into the model as it is.
public struct FeatureNote: Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    case text
    case constant
    case allMissing
    /// Every level is too rare to learn from: a name rather than a category.
    case onlyRareLevels
    /// That many levels are rare and share one place.
    case rareLevels(Int)
  }

  public var column: String
  public var reason: Reason

  public init(column: String, reason: Reason) {
    self.column = column
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .text: "\(column) is left out: text"
    case .constant: "\(column) is left out: constant in the training rows"
    case .allMissing: "\(column) is left out: missing in every training row"
    case .onlyRareLevels: "\(column) is left out: none of its levels is frequent enough to learn from"
    case .rareLevels(let count): "\(column): \(count) rare \(count == 1 ? "level counts" : "levels count") as one"
    }
  }
}

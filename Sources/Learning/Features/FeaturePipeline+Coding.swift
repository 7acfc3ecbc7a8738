import Encoding
import Tabular

extension FeaturePipeline {
  /// The pipeline as JSON; equal pipelines give equal text.
  func json() -> JSON {
    [
      "style": JSON(style.rawValue),
      "inputs": .array(inputs.map(Self.json(of:))),
      "notes": .array(
        notes.map { note in
          let (reason, count) = note.reason.parts
          return ["column": JSON(note.column), "reason": JSON(reason), "count": JSON(count)]
        }),
    ]
  }

  /// Reads what `json()` gave and trusts none of it.
  ///
  /// - Throws: `ModelFileError.damaged`.
  init(decoding json: JSON) throws(ModelFileError) {
    guard let style = json["style"]?.string.flatMap(Style.init(rawValue:)), let inputs = json["inputs"]?.array,
      let notes = json["notes"]?.array
    else { throw .damaged("the features have no style, inputs or notes") }
    var decoded: [Input] = []
    for input in inputs { decoded.append(try Self.input(decoding: input)) }
    guard Set(decoded.map(\.name)).count == decoded.count else { throw .damaged("a feature occurs twice") }
    var decodedNotes: [FeatureNote] = []
    for note in notes {
      guard let column = note["column"]?.string,
        let reason = note["reason"]?.string.flatMap({ FeatureNote.Reason($0, count: note["count"]?.int) })
      else { throw .damaged("a note on a feature") }
      decodedNotes.append(FeatureNote(column: column, reason: reason))
    }
    self.init(style: style, inputs: decoded, notes: decodedNotes)
  }

  static func fingerprint(style: Style, inputs: [Input]) -> UInt64 {
    let json: JSON = ["style": JSON(style.rawValue), "inputs": .array(inputs.map(json(of:)))]
    var bytes: [UInt8] = []
    json.write(into: &bytes)
    // FNV-1a.
    return bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  private static func json(of input: Input) -> JSON {
    ["name": JSON(input.name), "kind": JSON(input.kind.rawValue), "encoder": input.encoder.json()]
  }

  private static func input(decoding json: JSON) throws(ModelFileError) -> Input {
    guard let name = json["name"]?.string, let kind = json["kind"]?.string.flatMap(ColumnKind.init(rawValue:)),
      let encoder = json["encoder"].flatMap(FeatureEncoder.init(decoding:)), encoder.reads(kind)
    else { throw .damaged("the feature \(json["name"]?.string ?? "without a name")") }
    return Input(name: name, kind: kind, encoder: encoder)
  }
}

extension FeatureNote.Reason {
  fileprivate var parts: (String, Int?) {
    switch self {
    case .text: ("text", nil)
    case .constant: ("constant", nil)
    case .allMissing: ("all_missing", nil)
    case .onlyRareLevels: ("only_rare_levels", nil)
    case .rareLevels(let count): ("rare_levels", count)
    }
  }

  fileprivate init?(_ name: String, count: Int?) {
    switch (name, count) {
    case ("text", _): self = .text
    case ("constant", _): self = .constant
    case ("all_missing", _): self = .allMissing
    case ("only_rare_levels", _): self = .onlyRareLevels
    case ("rare_levels", .some(let count)): self = .rareLevels(count)
    case (_, _): return nil
    }
  }
}

extension FeatureEncoder {
  /// Whether the encoder can read values of that kind.
  func reads(_ kind: ColumnKind) -> Bool {
    switch self {
    case .number: kind == .numeric
    case .flag: kind == .boolean
    case .scaled, .ranked: kind == .numeric || kind == .boolean
    case .ordinal, .levelCodes, .oneHot: kind == .categorical
    case .timeParts, .timeWaves: kind == .timestamp
    }
  }

  fileprivate func json() -> JSON {
    switch self {
    case .number: ["type": "number"]
    case .flag: ["type": "flag"]
    case .ranked(let number):
      ["type": "ranked", "thresholds": JSON(number.thresholds), "zero_is_missing": JSON(number.zeroIsMissing)]
    case .scaled(let number):
      [
        "type": "scaled", "mean": JSON(number.mean), "scale": JSON(number.scale),
        "indicator": JSON(number.hasIndicator),
      ]
    case .ordinal(let ordinal):
      ["type": "ordinal", "levels": JSON(ordinal.levels), "other": JSON(Double(ordinal.otherCode))]
    case .levelCodes(let levels): ["type": "level_codes", "levels": JSON(levels.levels)]
    case .oneHot(let oneHot):
      [
        "type": "one_hot", "levels": JSON(oneHot.levels), "other": JSON(oneHot.hasOther),
        "missing": JSON(oneHot.hasMissing),
      ]
    case .timeParts(let parts): ["type": "time_parts", "parts": JSON(parts.map(\.rawValue))]
    case .timeWaves(let parts): ["type": "time_waves", "parts": JSON(parts.map(\.rawValue))]
    }
  }

  fileprivate init?(decoding json: JSON) {
    switch json["type"]?.string {
    case "number": self = .number
    case "flag": self = .flag
    case "ranked":
      guard let list = json["thresholds"]?.array, let zero = json["zero_is_missing"]?.bool else { return nil }
      let thresholds = list.compactMap(\.double)
      guard thresholds.count == list.count,
        let number = RankedNumber(thresholds: thresholds, zeroIsMissing: zero)
      else { return nil }
      self = .ranked(number)
    case "scaled":
      guard let mean = json["mean"]?.double, mean.isFinite, let indicator = json["indicator"]?.bool else { return nil }
      let scale = json["scale"]?.double
      guard scale.map({ $0 > 0 && $0.isFinite }) ?? true else { return nil }
      self = .scaled(ScaledNumber(mean: mean, scale: scale, hasIndicator: indicator))
    case "ordinal":
      guard let levels = json["levels"]?.strings, let other = json["other"]?.double, other.isFinite else { return nil }
      self = .ordinal(OrdinalLevels(levels: levels, otherCode: Float(other)))
    case "level_codes":
      guard let levels = json["levels"]?.strings else { return nil }
      self = .levelCodes(OrdinalLevels(codes: levels))
    case "one_hot":
      guard let levels = json["levels"]?.strings, let other = json["other"]?.bool, let missing = json["missing"]?.bool
      else { return nil }
      self = .oneHot(OneHotLevels(levels: levels, hasOther: other, hasMissing: missing))
    case "time_parts", "time_waves":
      guard let parts = json["parts"]?.strings?.map(TimePart.init(rawValue:)), Set(parts).count == parts.count,
        !parts.contains(nil)
      else { return nil }
      self =
        json["type"]?.string == "time_parts" ? .timeParts(parts.compactMap { $0 }) : .timeWaves(parts.compactMap { $0 })
    case .some, .none: return nil
    }
  }
}

extension JSON {
  /// The elements where all are strings.
  var strings: [String]? {
    guard let array else { return nil }
    let strings = array.compactMap(\.string)
    return strings.count == array.count ? strings : nil
  }
}

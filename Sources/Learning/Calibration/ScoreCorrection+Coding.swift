import Encoding

extension ScoreCorrection {
  func json() -> JSON {
    ["prior_shift": .array(priorShift.map { JSON($0) }), "calibrators": .array(calibrators.map { $0.json() })]
  }

  /// Reads what `json()` gave and trusts none of it; null is no correction.
  init(decoding json: JSON) throws(ModelFileError) {
    self.init()
    if json == .null { return }
    guard let shift = json["prior_shift"]?.doubles, let elements = json["calibrators"]?.array else {
      throw .damaged("the correction")
    }
    priorShift = shift
    for element in elements {
      guard let calibrator = Calibrator(decoding: element) else { throw .damaged("a calibration") }
      calibrators.append(calibrator)
    }
  }
}

extension Calibrator {
  fileprivate func json() -> JSON {
    switch self {
    case .isotonic(let curve):
      [
        "type": "isotonic", "positions": .array(curve.positions.map { JSON($0) }),
        "values": .array(curve.values.map { JSON($0) }),
      ]
    case .sigmoid(let curve): ["type": "sigmoid", "slope": JSON(curve.slope), "offset": JSON(curve.offset)]
    }
  }

  fileprivate init?(decoding json: JSON) {
    switch json["type"]?.string {
    case "isotonic":
      guard let positions = json["positions"]?.doubles, let values = json["values"]?.doubles,
        let curve = IsotonicCurve(positions: positions, values: values)
      else { return nil }
      self = .isotonic(curve)
    case "sigmoid":
      guard let slope = json["slope"]?.double, let offset = json["offset"]?.double, slope.isFinite, offset.isFinite
      else { return nil }
      self = .sigmoid(SigmoidCurve(slope: slope, offset: offset))
    case .some, .none: return nil
    }
  }
}

extension JSON {
  /// The elements where all are numbers.
  fileprivate var doubles: [Double]? {
    guard let array else { return nil }
    let numbers = array.compactMap(\.double)
    return numbers.count == array.count ? numbers : nil
  }
}

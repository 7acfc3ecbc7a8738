import Lifecycle

// The prediction log: what it outlives, and how much of it is kept.

extension Reading {
  static let logKeys = ["durability", "retention"]

  /// Reads `durability: full` and `retention: 2 GB` of the deployment.
  mutating func log(_ fields: Fields) -> DeploymentDefinition.Log {
    var log = DeploymentDefinition.Log()
    if let field = fields["durability"], let word = text(field) {
      switch word {
      case "full": log.outlivesPowerLoss = true
      case "process": log.outlivesPowerLoss = false
      default:
        error(
          field.key, field.place, "`durability` is no durability: `\(word)`",
          "use process, which outlives the program, or full, which outlives a power loss")
      }
    }
    if let field = fields["retention"], let text = text(field) {
      let bytes = Self.bytes(text)
      if let bytes, (16 << 20...1 << 44).contains(bytes) {
        log.retainedByteCount = bytes
      } else {
        error(field.key, field.place, "`retention` is no size: `\(text)`", "write it as 512 MB or 2 GB, at least 16 MB")
      }
    }
    return log
  }

  /// `512 MB` as bytes; units of 1024.
  private static func bytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(digits.count).filter { $0 != " " }.uppercased()
    let scales = ["KB": 10, "MB": 20, "GB": 30, "TB": 40]
    guard let number = Double(digits), let scale = scales[unit], number > 0, number < 1e6 else { return nil }
    return Int(number * Double(1 << scale))
  }
}

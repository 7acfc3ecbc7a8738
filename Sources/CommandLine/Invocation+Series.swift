import Encoding
import Lifecycle

extension Invocation {
  static func series(_ arguments: ParsedArguments) throws(UsageError) -> Query.SeriesRequest {
    let names = arguments.positionals
    if names.isEmpty, let stray = ["--resolution", "--since", "--limit"].first(where: { arguments.has($0) }) {
      throw UsageError(
        "`\(stray)` of which series?", mend: "name one, such as `software.queue`, or a family: `software`")
    }
    var request = Query.SeriesRequest(names: names)
    if let word = arguments.value("--resolution") {
      guard let resolution = SeriesResolution(rawValue: word) else {
        let known = SeriesResolution.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError("there is no resolution `\(word)`", mend: "use one of: \(known)")
      }
      request.resolution = resolution
    }
    request.since = try arguments.value("--since").map(instant)
    if let limit = try arguments.value("--limit").map(whole) {
      guard (1...Query.SeriesRequest.pointCountMax).contains(limit) else {
        throw UsageError(
          "`--limit \(limit)` is out of range", mend: "give 1 to \(Query.SeriesRequest.pointCountMax)")
      }
      request.limit = limit
    }
    return request
  }
}

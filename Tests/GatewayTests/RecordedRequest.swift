import Gateway
import Glibc

/// A request as a stock client sent it: tritonclient 2.73, mlflow-skinny 3.17, requests 2.34 against a listening
/// socket, without the headers that name the host.
struct RecordedRequest {
  let head: HTTPRequestHead
  let body: [UInt8]

  static let names = [
    "mlflow-array", "mlflow-csv", "mlflow-frame", "mlflow-ping", "mlflow-records", "mlflow-version",
    "triton-columns-binary", "triton-columns-json", "triton-config", "triton-index", "triton-load",
    "triton-matrix-fp16", "triton-matrix-fp32", "triton-matrix-int64-json", "triton-metadata", "triton-server-ready",
    "triton-statistics", "triton-unload",
  ]

  init(_ name: String, file: String = #filePath) throws {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let bytes = try RecordedRequest.read("\(folder)/Fixtures/\(name).http")
    guard let end = bytes.indices.dropLast(3).first(where: { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) })
    else {
      throw Surprise("\(name) has no head")
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let first = lines[0].split(separator: " ")
    let headers = lines.dropFirst().map { line in
      let halves = line.split(separator: ":", maxSplits: 1)
      return (name: String(halves[0]), value: String(halves[1].drop { $0 == " " }))
    }
    guard let head = HTTPRequestHead(method: String(first[0]), target: String(first[1]), headers: headers) else {
      throw Surprise("\(name) has a broken target")
    }
    self.head = head
    body = Array(bytes[(end + 4)...])
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Surprise("cannot open \(path)") }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }
}
